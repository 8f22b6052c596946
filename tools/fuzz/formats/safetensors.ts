// Safetensors files of others, and checkpoints: the same container, which for a checkpoint is sealed by a checksum.

import { isDeepStrictEqual } from 'node:util'
import { load, type Rng } from '@assent/core'
import { sealFile } from '@assent/core/tools'
import { checksum, NO_CHECKSUM, writeChecksum } from '../../../packages/core/src/checkpoint/checksum.js'
import { dtypes } from '../../../packages/core/src/checkpoint/dtype.js'
import { decodeSafetensors, encodeSafetensors, type Safetensors } from '../../../packages/core/src/checkpoint/safetensors.js'
import { type Case, demand, productOf, target } from '../format.js'
import { chance, joined, mutate, mutateText, pick } from '../mutate.js'

const tensors: Safetensors['tensors'] = {
  'theta/w1': { shape: [2, 3], values: Float32Array.of(1, -2, 3, 0.5, 1e-40, -0) },
  'theta/b1': { shape: [3], values: Float32Array.of(0, 1, 2) },
  'm/w1': { shape: [2, 3], values: Float64Array.of(1, 2, 3, 4, 5, 6) },
  'm/b1': { shape: [], values: Float64Array.of(7) },
  'v/none': { shape: [0, 4], values: new Float32Array(0) },
}

const experiment = { model: { name: 'mlp', settings: { sizes: [2, 3, 1] } }, learner: { name: 'maml' }, seed: 1, metaSteps: 100 }

/** A file of this header, whose length is right, and these values. */
function assemble(header: string, values: Uint8Array): Uint8Array {
  const text = Buffer.from(header)
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(text.length))
  return joined(length, text, values)
}

function partsOf(bytes: Uint8Array): { header: string; values: Uint8Array } {
  const end = 8 + Number(new DataView(bytes.buffer).getBigUint64(0, true))
  return { header: Buffer.from(bytes.subarray(8, end)).toString(), values: bytes.subarray(end) }
}

/** An edit of the header's text, of the values, or of the bytes as they are. */
function change(bytes: Uint8Array, rng: Rng, others: readonly Uint8Array[]): Uint8Array {
  const { header, values } = partsOf(bytes)
  if (chance(25, rng)) return mutate(bytes, rng, others)
  return chance(80, rng) ? assemble(mutateText(header, rng), values) : assemble(header, mutate(values, rng))
}

/** One tensor of each type, of four bytes' worth and as many values as that makes, or of eight. */
function everyDtype(): Uint8Array {
  let end = 0
  const entries = Object.entries(dtypes).map(([dtype, { width }]) => {
    const begin = end
    end += 2 * width
    return [`a ${dtype}`, { dtype, shape: [2], data_offsets: [begin, end] }]
  })
  return assemble(JSON.stringify(Object.fromEntries(entries)), new Uint8Array(end))
}

function checkTensors(found: Safetensors['tensors']): void {
  for (const [name, { shape, values }] of Object.entries(found))
    demand(
      productOf(shape) === values.length && shape.every((size) => Number.isSafeInteger(size) && size >= 0),
      `shape of ${name}`,
    )
}

const files = [encodeSafetensors({ metadata: { format: 'pt', größe: 'μ' }, tensors }), everyDtype()]

export const safetensors = target<Safetensors>({
  name: 'safetensors',
  make: (rng) => ({ bytes: change(pick(files, rng), rng, files) }),
  read: (bytes) => decodeSafetensors('file', bytes),
  check: (found) => {
    checkTensors(found.tensors)
    const again = decodeSafetensors('file', encodeSafetensors(found))
    demand(isDeepStrictEqual(again, found), 'written again, it reads differently')
  },
})

const checkpoints = [
  sealFile('seed', 'assent-checkpoint-2', { step: '7', experiment: JSON.stringify(experiment) }, tensors),
  sealFile(
    'seed',
    'assent-checkpoint-1',
    { step: '0', run: JSON.stringify(experiment) },
    { 'theta/w': { shape: [1], values: Float32Array.of(3) } },
  ),
]

/** As if whoever changed the file had sealed it again. */
function seal(bytes: Uint8Array): Uint8Array {
  writeChecksum(bytes, NO_CHECKSUM)
  writeChecksum(bytes, checksum(bytes))
  return bytes
}

function makeCheckpoint(rng: Rng): Case {
  const original = pick(checkpoints, rng)
  const bytes = change(original, rng, checkpoints)
  return chance(25, rng) && !checkpoints.some((other) => other !== original && Buffer.from(other).equals(bytes))
    ? { bytes, unchanged: original }
    : { bytes: seal(bytes) }
}

export const checkpoint = target({
  name: 'checkpoint',
  make: makeCheckpoint,
  read: (bytes) => load(bytes, 'file'),
  check: ({ step, experiment, tensors }) => {
    demand(Number.isSafeInteger(step) && step >= 0, 'step')
    demand(typeof experiment === 'object' && experiment !== null && !Array.isArray(experiment), 'experiment')
    checkTensors(tensors)
    for (const [name, { values }] of Object.entries(tensors)) demand(values.every(Number.isFinite), `finite ${name}`)
  },
})
