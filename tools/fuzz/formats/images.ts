// Encoded images, whose chunks are sealed again where the format has checksums; and packed files.

import { createHash } from 'node:crypto'
import { closeSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, gzipSync } from 'node:zlib'
import { fail, type Rng } from '@assent/core'
import sharp from 'sharp'
import { completeLimits } from '../../../packages/tasks-images/src/files/limits.js'
import { openPackedFile, sizeOfPixels, writePackedFile } from '../../../packages/tasks-images/src/packing/packed-file.js'
import { completePreparation } from '../../../packages/tasks-images/src/packing/preparation.js'
import { createDecoder, type DecodedImage } from '../../../packages/tasks-images/src/sources/decode.js'
import { demand, productOf, type Target, target } from '../format.js'
import { chance, mutate, mutateText, pick } from '../mutate.js'

const mostPixels = 1 << 16

async function seeds(): Promise<Uint8Array[]> {
  const pixels = Uint8Array.from({ length: 12 * 9 * 4 }, (_, place) => (place * 37) % 256)
  const image = () => sharp(pixels, { raw: { width: 12, height: 9, channels: 4 } })
  return Promise.all([
    image().png().toBuffer(),
    image().png({ palette: true }).toBuffer(),
    image().removeAlpha().png({ progressive: true }).toBuffer(),
    image().withMetadata({ orientation: 6 }).jpeg().toBuffer(),
    image().jpeg({ progressive: true }).toBuffer(),
    image().webp({ lossless: true }).toBuffer(),
    image().gif().toBuffer(),
    image().tiff().toBuffer(),
  ])
}

/** With the checksums of its chunks made right, a PNG gets further into the decoder. */
function sealPng(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at)
    if (at + 12 + length > bytes.length) break
    view.setUint32(at + 8 + length, crc32(bytes.subarray(at + 4, at + 8 + length)))
    at += 12 + length
  }
  return bytes
}

export async function images(): Promise<Target> {
  const files = await seeds()
  const limits = completeLimits({ packedPixels: mostPixels, pixels: 1 << 20 })
  const decoders = [{}, { size: 5, channels: 1 } as const, { failOn: 'error', ground: '#000000' } as const].map((options) =>
    createDecoder(completePreparation(options), limits),
  )
  return target<DecodedImage>({
    name: 'images',
    make: (rng) => {
      const bytes = mutate(pick(files, rng), rng, files)
      return { bytes: bytes[0] === 0x89 && chance(80, rng) ? sealPng(bytes) : bytes }
    },
    read: async (bytes) => {
      const decode = decoders[crc32(bytes) % decoders.length]
      if (!decode) throw new Error('no decoder')
      const image = { name: 'file', read: async () => bytes }
      return decode(image).catch((error) => refuseBroken(error))
    },
    check: ({ shape, pixels }) => {
      demand(productOf(shape) === pixels.length, 'as many pixels as the shape has')
      demand(shape[0] * shape[1] <= mostPixels && (shape[2] === 1 || shape[2] === 3), 'shape')
    },
  })
}

/** A decoder's own words are collected and named by the packing; see pack.ts. */
function refuseBroken(error: unknown): never {
  throw error instanceof Error && error.constructor === Error ? new BrokenImage(error.message) : error
}

/** What packing reports as the trouble of one image. */
export class BrokenImage extends Error {}

export async function packed(): Promise<Target> {
  const folder = mkdtempSync(join(tmpdir(), 'assent-fuzz-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'seed.images')
  const key = 'f'.repeat(64)
  const pixels = Uint8Array.from({ length: 24 }, (_, place) => place)
  await writePackedFile(file, key, async (write) => {
    await write(pixels)
    return {
      shape: [2, 2, 1],
      classes: [
        { name: 'cat', group: '', split: null, start: 0, count: 4 },
        { name: 'a/dog', group: 'a', split: 'train', start: 4, count: 2 },
      ],
      sha256: createHash('sha256').update(pixels).digest('hex'),
    }
  })
  const seed = Uint8Array.from(readFileSync(file))
  const tableStart = pixels.length
  const editTable = (rng: Rng) => {
    const text = Buffer.from(mutateText(Buffer.from(seed.subarray(tableStart, seed.length - 12)).toString(), rng))
    const ending = Buffer.alloc(4)
    ending.writeUInt32LE(text.length)
    return Uint8Array.from(Buffer.concat([seed.subarray(0, tableStart), text, ending, seed.subarray(seed.length - 8)]))
  }
  return target({
    name: 'packed',
    make: (rng) => ({ bytes: chance(50, rng) ? editTable(rng) : mutate(seed, rng, [seed, gzipSync(seed)]) }),
    read: async (bytes) => {
      writeFileSync(file, bytes)
      const found = await openPackedFile(file, key)
      if (!found) return fail('file', 'a packed file', 'another', 'pack the images again')
      closeSync(found.descriptor)
      return found.table
    },
    check: (table, { bytes }) => {
      const size = sizeOfPixels(table)
      demand(createHash('sha256').update(bytes.subarray(0, size)).digest('hex') === table.sha256, 'hash of the pixels')
    },
  })
}
