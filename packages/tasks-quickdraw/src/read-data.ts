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
 * @throws AssentError when there is no such file, or it is not whole
 */
export async function readPacked(where: string, url: URL): Promise<Uint8Array<ArrayBuffer>> {
  const unpacked = new Blob([await readBytes(where, url)]).stream().pipeThrough(new DecompressionStream('gzip'))
  const bytes = await new Response(unpacked)
    .arrayBuffer()
    .catch((error: Error) => fail(where, `a whole gzip file at ${url.href}`, error.message, 'pack or copy the data again'))
  return new Uint8Array(bytes)
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
