// Reads a gzipped data file, in Node and in browsers alike.

import { fail } from '@assent/core'

/**
 * The unpacked bytes of the file at `url`.
 *
 * @throws AssentError when there is no such file, or it is not whole
 */
export async function readPacked(where: string, url: URL): Promise<Uint8Array> {
  const packed = await (url.protocol === 'file:' ? readLocal(url) : download(url)).catch((error: Error) =>
    fail(where, `packed data at ${url.href}`, error.message, 'run pack-data, or say where the data lie'),
  )
  const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'))
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

async function download(url: URL): Promise<ArrayBuffer> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`status ${response.status}`)
  return response.arrayBuffer()
}
