// Arrays: NumPy's files alone and in an archive, IDX, and zip archives as such.

import { gzipSync } from 'node:zlib'
import type { Rng } from '@assent/core'
import { zipSync } from 'fflate'
import { readZip } from '../../../packages/tasks-images/src/files/zip.js'
import { readIdx } from '../../../packages/tasks-images/src/sources/idx.js'
import { readNpyLabels, readNpyPixels } from '../../../packages/tasks-images/src/sources/npy.js'
import { demand, productOf, target } from '../format.js'
import { chance, joined, mutate, mutateText, pick } from '../mutate.js'

const mostBytes = 1 << 22

function npyFile(header: string, values: Uint8Array, version = 1): Uint8Array {
  const text = Buffer.from(header)
  const start = Buffer.from([0x93, ...Buffer.from('NUMPY'), version, 0, ...(version === 1 ? [0, 0] : [0, 0, 0, 0])])
  if (version === 1) start.writeUInt16LE(text.length & 65_535, 8)
  else start.writeUInt32LE(text.length, 8)
  return joined(start, text, values)
}

const header = (type: string, shape: string) => `{'descr': '${type}', 'fortran_order': False, 'shape': ${shape}, }          \n`

interface NpySeed {
  readonly header: string
  readonly values: Uint8Array
}

const pixelSeeds: readonly NpySeed[] = [
  { header: header('|u1', '(2, 3, 2, 2)'), values: new Uint8Array(24).fill(9) },
  { header: header('<f4', '(2, 1, 2, 2)'), values: new Uint8Array(Float32Array.of(0, 1, 0.5, 0.25, 0, 1, 0.5, 0.25).buffer) },
  { header: header('>f8', '(1, 2)'), values: new Uint8Array(16) },
]
const labelSeeds: readonly NpySeed[] = [
  { header: header('<i8', '(4,)'), values: new Uint8Array(BigInt64Array.of(0n, 1n, -1n, 2n).buffer) },
  { header: header('<u8', '(2,)'), values: new Uint8Array(BigUint64Array.of(0n, 7n).buffer) },
  { header: header('<U3', '(2,)'), values: new Uint8Array(Uint32Array.of(97, 98, 0, 0x1f600, 0, 0).buffer) },
]

function makeNpy(seeds: readonly NpySeed[], rng: Rng): Uint8Array {
  const { header, values } = pick(seeds, rng)
  const whole = () => seeds.map((seed) => npyFile(seed.header, seed.values))
  if (chance(30, rng)) return mutate(npyFile(header, values), rng, whole())
  if (chance(30, rng)) return npyFile(header, mutate(values, rng))
  return npyFile(mutateText(header, rng), values, pick([1, 1, 2, 3], rng))
}

function checkArray({ shape, values }: { shape: readonly number[]; values: { length: number } }): void {
  demand(
    shape.every((size) => Number.isSafeInteger(size) && size >= 1),
    'sizes',
  )
  demand(productOf(shape) === values.length, 'as many values as the shape has')
}

export const npyPixels = target({
  name: 'npy',
  make: (rng) => ({ bytes: makeNpy(pixelSeeds, rng) }),
  read: (bytes) => readNpyPixels('file', bytes),
  check: checkArray,
})

function checkLabels(labels: ReturnType<typeof readNpyLabels>): void {
  checkArray(labels)
  for (const label of labels.values) demand(typeof label === 'string' || Number.isSafeInteger(label), 'labels')
}

export const npyLabels = target({
  name: 'npy-labels',
  make: (rng) => ({ bytes: makeNpy(labelSeeds, rng) }),
  read: (bytes) => readNpyLabels('file', bytes),
  check: checkLabels,
})

const wholePixels = npyFile(header('|u1', '(4, 1, 1)'), Uint8Array.of(1, 2, 3, 4))
const wholeLabels = npyFile(header('|u1', '(4,)'), Uint8Array.of(0, 1, 0, 1))

/** An archive of two arrays of which one is changed, or one that is changed itself. */
export const npz = target({
  name: 'npz',
  make: (rng) => {
    const files = chance(50, rng)
      ? { 'images.npy': makeNpy(pixelSeeds, rng), 'labels.npy': wholeLabels }
      : { 'images.npy': wholePixels, 'labels.npy': makeNpy(labelSeeds, rng) }
    const bytes = zipSync(files, { level: pick([0, 0, 0, 6], rng), mtime: 1e12 })
    return { bytes: chance(30, rng) ? mutate(bytes, rng) : bytes }
  },
  read: (bytes) => {
    const [images, labels] = readZip('file', bytes, mostBytes)
    return {
      images: images && readNpyPixels('images', images.unpack()),
      labels: labels && readNpyLabels('labels', labels.unpack()),
    }
  },
  check: ({ images, labels }) => {
    if (images) checkArray(images)
    if (labels) checkLabels(labels)
  },
})

const content = Buffer.from('the quick brown fox jumps over the lazy dog, '.repeat(20))
const archives = [
  zipSync({ 'cat/1.png': content, 'dog/1.png': content.subarray(0, 9), 'empty/': new Uint8Array() }, { mtime: 1e12 }),
  zipSync({ 'cat/größe.png': content }, { level: 0, mtime: 1e12 }),
  zipSync({}, { mtime: 1e12 }),
]

export const zip = target({
  name: 'zip',
  make: (rng) => ({ bytes: mutate(pick(archives, rng), rng, archives) }),
  read: (bytes) => readZip('file', bytes, mostBytes).map(({ name, size, unpack }) => ({ name, size, bytes: unpack() })),
  check: (entries) => {
    demand(new Set(entries.map(({ name }) => name)).size === entries.length, 'each name once')
    for (const { size, bytes, name } of entries) demand(bytes.length === size, `size of ${name}`)
    demand(entries.reduce((sum, { size }) => sum + size, 0) <= mostBytes, 'as large as allowed')
  },
})

const idxFiles = [
  Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, ...new Uint8Array(12)),
  Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 4, 0, 1, 2, 3),
]

export const idx = target({
  name: 'idx',
  make: (rng) => {
    const bytes = mutate(pick(idxFiles, rng), rng, idxFiles)
    if (chance(60, rng)) return { bytes }
    return { bytes: chance(50, rng) ? gzipSync(bytes) : mutate(gzipSync(pick(idxFiles, rng)), rng) }
  },
  read: (bytes) => readIdx('file', bytes, mostBytes),
  check: checkArray,
})
