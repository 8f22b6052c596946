// One packed data set in one file: all pixels, then the table as JSON, then the table's length and a mark. The table comes
// last because it holds the hash of the pixels, which are written as they are decoded.

import { createHash, randomUUID } from 'node:crypto'
import { closeSync, constants, fstatSync, openSync, read } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { AssentError, fail } from '@assent/core'
import { parseJsonBounded } from '@assent/core/tools'
import { messageOf } from '../files/read-file.js'
import type { PackTable } from './pack.js'
import { isPackedFile } from './pack-schema.js'

const mark = 'ASSENTI1'
const endingSize = 4 + mark.length
const blockSize = 8 << 20
const longestTable = 256 << 20

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

/**
 * What the file holds, if it was made for `key` and every pixel is as it was written; undefined when there is none or it is not
 * so, and it must be packed again. The descriptor is for reading images.
 */
export async function openPackedFile(file: string, key: string): Promise<{ table: PackTable; descriptor: number } | undefined> {
  const descriptor = openOrNot(file)
  if (descriptor === undefined) return undefined
  const packed = await readTable(descriptor)
  if (packed?.key === key && (await hashOfPixels(descriptor, sizeOfPixels(packed.table))) === packed.table.sha256)
    return { table: packed.table, descriptor }
  closeSync(descriptor)
  return undefined
}

function openOrNot(file: string): number | undefined {
  try {
    return openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  } catch {
    return undefined
  }
}

async function readTable(descriptor: number): Promise<PackedFile | undefined> {
  const found = fstatSync(descriptor)
  if (!found.isFile() || found.size < endingSize) return undefined
  const ending = await readAt(descriptor, found.size - endingSize, endingSize)
  const length = ending.readUInt32LE(0)
  if (ending.toString('latin1', 4) !== mark || length > Math.min(found.size - endingSize, longestTable)) return undefined
  try {
    const text = (await readAt(descriptor, found.size - endingSize - length, length)).toString()
    const packed = parseJsonBounded('packed file', text, { length: longestTable, depth: 5, values: 50_000_000 })
    return isPackedFile(packed) && found.size === sizeOfPixels(packed.table) + length + endingSize ? packed : undefined
  } catch (error) {
    if (error instanceof AssentError) return undefined
    throw error
  }
}

async function hashOfPixels(descriptor: number, size: number): Promise<string> {
  const hash = createHash('sha256')
  for (let at = 0; at < size; at += blockSize) hash.update(await readAt(descriptor, at, Math.min(blockSize, size - at)))
  return hash.digest('hex')
}

/** Fewer bytes at the end of the file. */
async function readAt(descriptor: number, at: number, size: number): Promise<Buffer> {
  const { buffer, bytesRead } = await promisify(read)(descriptor, Buffer.alloc(size), 0, size, at)
  return buffer.subarray(0, bytesRead)
}

/**
 * Writes beside the file and renames, so that nobody reads half of it and nothing is left of a failed attempt.
 *
 * @throws AssentError when the folder cannot be written to, or has no room left; whatever `fill` throws
 */
export async function writePackedFile(
  file: string,
  key: string,
  fill: (write: (pixels: Uint8Array) => Promise<void>) => Promise<PackTable>,
): Promise<void> {
  const half = `${file}.${randomUUID()}.half`
  const handle = await writing(async () => {
    await mkdir(dirname(file), { recursive: true })
    return open(half, 'wx')
  })
  try {
    const block = Buffer.alloc(blockSize)
    let used = 0
    const put = (bytes: Uint8Array) => writing(() => handle.writeFile(bytes))
    const flush = async () => {
      await put(block.subarray(0, used))
      used = 0
    }
    const table = await fill(async (pixels) => {
      if (used + pixels.length > blockSize) await flush()
      if (pixels.length > blockSize) await put(pixels)
      else used += Buffer.from(pixels.buffer, pixels.byteOffset, pixels.length).copy(block, used)
    })
    await flush()
    const json = Buffer.from(JSON.stringify({ key, table } satisfies PackedFile))
    const length = Buffer.alloc(4)
    length.writeUInt32LE(json.length)
    await put(Buffer.concat([json, length, Buffer.from(mark, 'latin1')]))
    await writing(async () => {
      await handle.sync()
      await handle.close()
      await rename(half, file)
    })
  } finally {
    await handle.close().catch(() => {})
    await rm(half, { force: true })
  }
}

async function writing<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    return fail(
      'images.cache',
      'a folder to write to, with room for all pixels',
      messageOf(error),
      'set cache to another folder, or to false to pack anew every time',
    )
  }
}
