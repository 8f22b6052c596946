// Serves the files of a folder and nothing else, on a port of this machine.

import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
}

export interface Site {
  readonly url: string
  /** Paths that were asked for. */
  readonly asked: string[]
  close(): void
}

/** `headersOf` says what a file's answer has beside its type. */
export async function serveFolder(
  folder: string,
  headersOf: (name: string) => Record<string, string> = () => ({}),
): Promise<Site> {
  const asked: string[] = []
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    asked.push(path)
    const name = path === '/' ? 'index.html' : normalize(path).slice(1)
    const body = await readFile(join(folder, name)).catch(() => undefined)
    response.writeHead(body ? 200 : 404, {
      'content-type': types[extname(name)] ?? 'application/octet-stream',
      ...headersOf(name),
    })
    response.end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/`, asked, close: () => server.close() }
}
