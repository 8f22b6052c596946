// Serves the built page as a careful host would: with the policies of policy.json as headers, and nothing but its files.

import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import policy from '../policy.json' with { type: 'json' }

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
}

export const built = fileURLToPath(new URL('../dist/', import.meta.url))

export interface Site {
  readonly url: string
  /** Paths that were asked for. */
  readonly asked: string[]
  close(): void
}

export async function serveSite(): Promise<Site> {
  const asked: string[] = []
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    asked.push(path)
    const name = path === '/' ? 'index.html' : normalize(path).slice(1)
    const body = await readFile(join(built, name)).catch(() => undefined)
    response.writeHead(body ? 200 : 404, {
      'content-type': types[extname(name)] ?? 'application/octet-stream',
      'content-security-policy': name === 'sandbox.html' ? policy.sandbox : policy.page,
      'x-content-type-options': 'nosniff',
    })
    response.end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/`, asked, close: () => server.close() }
}
