// Files that others made, as bytes or text: ordinary files only, and none larger than is allowed.

import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { AssentError, fail } from '@assent/core'

/** Bytes of a list or a table of splits. */
const longestText = 64 << 20

/**
 * The bytes of a file. Pipes and devices, which might never end, are refused and not waited for.
 *
 * @param what the file should be, for messages
 * @throws AssentError when there is no such file, it is no ordinary file, or it is larger than `most` bytes
 */
export async function readBounded(file: string, what: string, most: number): Promise<Buffer> {
  let handle: FileHandle | undefined
  try {
    handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    const found = await handle.stat()
    if (!found.isFile()) fail(file, what, kindOf(found), 'name an ordinary file')
    if (found.size > most) fail(file, `${what} of at most ${most} bytes`, `${found.size}`, 'use a smaller file, or raise limits')
    return await readAll(handle, found.size)
  } catch (error) {
    if (error instanceof AssentError) throw error
    return fail(file, what, messageOf(error), 'correct the path', 'missing')
  } finally {
    await handle?.close()
  }
}

/** As many bytes as the file had when it was looked at, though it grow. */
async function readAll(handle: FileHandle, size: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(size)
  let filled = 0
  while (filled < size) {
    const { bytesRead } = await handle.read(bytes, filled, Math.min(size - filled, 1 << 30), filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return bytes.subarray(0, filled)
}

/**
 * The text of a file in UTF-8.
 *
 * @throws AssentError as {@link readBounded} does, for files over 64 MiB, and when the bytes are no UTF-8
 */
export async function readText(file: string, what: string): Promise<string> {
  const bytes = await readBounded(file, what, longestText)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return fail(file, `${what} in UTF-8`, 'other bytes', 'save it as UTF-8')
  }
}

/** What others say of an error, in one line. */
export function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : `${error}`).replace(/\s+/g, ' ').trim()
}

/** What is there instead of an ordinary file. */
export function kindOf(found: { isDirectory(): boolean; isFIFO(): boolean }): string {
  return found.isDirectory() ? 'a folder' : found.isFIFO() ? 'a pipe' : 'a device or socket'
}
