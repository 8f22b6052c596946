// Reads data files, in Node and in browsers alike.

import { fail } from '@assent/core'

const remedy = 'run pack-data, or say where the data lie'

/**
 * The bytes at `url`.
 *
 * @throws AssentError when there are none
 */
export function readBytes(where: string, url: URL): Promise<Uint8Array<ArrayBuffer>> {
  return (url.protocol === 'file:' ? readLocal(url) : download(url)).catch((error: Error) =>
    fail(where, `packed data at ${url.href}`, error.message, remedy),
  )
}

/**
 * The unpacked bytes of the gzip file at `url`.
 *
 * @throws AssentError when there is no such file, it is not whole, or it unpacks to more than `most` bytes
 */
export async function readPacked(where: string, url: URL, most: number): Promise<Uint8Array> {
  return unpack(where, url, await readBytes(where, url), most)
}

/** The unpacked bytes; no more than `most` are held, whatever the packed ones would make. */
async function unpack(where: string, url: URL, packed: Uint8Array<ArrayBuffer>, most: number): Promise<Uint8Array> {
  const again = 'pack or copy the data again'
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip')).getReader()
  const read = () =>
    reader.read().catch((error: Error) => fail(where, `a whole gzip file at ${url.href}`, error.message, again, 'damaged'))
  const parts: Uint8Array[] = []
  let size = 0
  for (let part = await read(); !part.done; part = await read()) {
    size += part.value.length
    if (size > most) {
      await reader.cancel()
      fail(where, `at most ${most} unpacked bytes at ${url.href}`, 'more', again, 'damaged')
    }
    parts.push(part.value)
  }
  const bytes = new Uint8Array(size)
  let filled = 0
  for (const part of parts) {
    bytes.set(part, filled)
    filled += part.length
  }
  return bytes
}

/** With `getBuiltinModule`, because a bundler for browsers would stumble on an import. */
async function readLocal(url: URL): Promise<Uint8Array<ArrayBuffer>> {
  const { readFile } = process.getBuiltinModule('node:fs/promises')
  return new Uint8Array(await readFile(url))
}

async function download(url: URL): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`status ${response.status}`)
  return new Uint8Array(await response.arrayBuffer())
}
