// One packed data set in one file: all pixels, then the table as JSON, then the table's length and a mark. The table comes
// last because it holds the hash of the pixels, which are written as they are decoded.

import { createHash, randomUUID } from 'node:crypto'
import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs'
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fail } from '@assent/core'
import type { PackTable } from './pack.js'

const mark = 'ASSENTI1'
const endingSize = 4 + mark.length
const blockSize = 8 << 20

/** The table, and what it was made from. */
export interface PackedFile {
  readonly key: string
  readonly table: PackTable
}

/** Digest of anything that JSON can hold. */
export function digestOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex')
}

/** The number of images that a table lists. */
export function totalOf({ classes }: PackTable): number {
  return classes.reduce((total, { count }) => total + count, 0)
}

/** Bytes of all pixels. */
export function sizeOfPixels(table: PackTable): number {
  return totalOf(table) * table.shape[0] * table.shape[1] * table.shape[2]
}

/** What the file holds; undefined when there is none or it is not whole, so that it must be packed again. */
export function readPackedFile(file: string): PackedFile | undefined {
  if (!existsSync(file)) return undefined
  const handle = openSync(file, 'r')
  try {
    const { size } = fstatSync(handle)
    const ending = Buffer.alloc(endingSize)
    if (readSync(handle, ending, 0, endingSize, size - endingSize) !== endingSize || ending.toString('latin1', 4) !== mark)
      return undefined
    const json = Buffer.alloc(ending.readUInt32LE(0))
    readSync(handle, json, 0, json.length, size - endingSize - json.length)
    const packed = JSON.parse(json.toString()) as PackedFile
    return size === sizeOfPixels(packed.table) + json.length + endingSize ? packed : undefined
  } finally {
    closeSync(handle)
  }
}

/**
 * Writes beside the file and renames, so that nobody reads half of it and nothing is left of a failed attempt.
 *
 * @throws AssentError when the folder cannot be written to; whatever `fill` throws
 */
export async function writePackedFile(
  file: string,
  key: string,
  fill: (write: (pixels: Uint8Array) => Promise<void>) => Promise<PackTable>,
): Promise<PackTable> {
  const half = `${file}.${randomUUID()}.half`
  const handle = await create(half)
  try {
    const block = Buffer.alloc(blockSize)
    let used = 0
    const flush = async () => {
      await handle.writeFile(block.subarray(0, used))
      used = 0
    }
    const table = await fill(async (pixels) => {
      if (used + pixels.length > blockSize) await flush()
      if (pixels.length > blockSize) await handle.writeFile(pixels)
      else used += Buffer.from(pixels.buffer, pixels.byteOffset, pixels.length).copy(block, used)
    })
    await flush()
    const json = Buffer.from(JSON.stringify({ key, table } satisfies PackedFile))
    const length = Buffer.alloc(4)
    length.writeUInt32LE(json.length)
    await handle.writeFile(Buffer.concat([json, length, Buffer.from(mark, 'latin1')]))
    await handle.sync()
    await handle.close()
    await rename(half, file)
    return table
  } finally {
    await handle.close().catch(() => {})
    await rm(half, { force: true })
  }
}

async function create(file: string): Promise<FileHandle> {
  try {
    await mkdir(dirname(file), { recursive: true })
    return await open(file, 'w')
  } catch (error) {
    return fail(
      'images.cache',
      'a folder to write to',
      (error as Error).message,
      'set cache to another folder, or to false to pack anew every time',
    )
  }
}
