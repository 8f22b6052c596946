// A server for one page on this machine. Its address holds a secret; whoever does not know it gets nothing, also other pages in the
// same browser, and other names for this machine.

import { randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { AssentError, fail } from '@assent/core'
import { renderReport } from '@assent/report'
import type { Watcher } from './look.js'
import { renderPage } from './page.js'

/** A server that listens. */
export interface WatchServer {
  readonly url: string
  close(): Promise<void>
}

/** @throws AssentError when the port is taken */
export async function serveWatch(watcher: Watcher, port: number): Promise<WatchServer> {
  const token = randomBytes(24).toString('base64url')
  const server = createServer((request, response) => {
    // No page of another site may read an answer, so nothing is said about who may.
    response.setHeader('Cache-Control', 'no-store')
    response.setHeader('Referrer-Policy', 'no-referrer')
    response.setHeader('X-Content-Type-Options', 'nosniff')
    response.setHeader('Cross-Origin-Resource-Policy', 'same-origin')
    const page = isAllowed(request, token, addressOf(server)) ? pathOf(request, token) : undefined
    if (page === undefined) response.writeHead(404).end()
    else answer(watcher, page, response)
  })
  await listen(server, port)
  const { port: own } = addressOf(server)
  return {
    url: `http://127.0.0.1:${own}/${token}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.on('error', ({ message }) =>
      reject(
        new AssentError({ where: '--port', expected: `port ${port} of this machine`, found: message, remedy: 'choose another' }),
      ),
    )
    server.listen(port, '127.0.0.1', resolve)
  })
}

function addressOf(server: Server): { readonly port: number } {
  const address = server.address()
  if (address === null || typeof address === 'string')
    return fail('assent watch', 'a server that listens', `${address}`, 'start again')
  return address
}

/** Another name for this machine may be that of a page elsewhere, which so would be allowed to read. */
function isAllowed({ method, headers, url = '' }: IncomingMessage, token: string, { port }: { readonly port: number }): boolean {
  const given = Buffer.from(url.split('/')[1] ?? '')
  const expected = Buffer.from(token)
  const isKnown = given.length === expected.length && timingSafeEqual(given, expected)
  return isKnown && method === 'GET' && [`127.0.0.1:${port}`, `localhost:${port}`].includes(headers.host ?? '')
}

function pathOf({ url = '' }: IncomingMessage, token: string): '' | 'state' | 'report' | undefined {
  const path = url.slice(token.length + 2)
  return path === '' || path === 'state' || path === 'report' ? path : undefined
}

/** What a page may do: run its own script, style itself, and ask this server. */
const policyWith = (nonce: string): string =>
  [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    "style-src 'unsafe-inline'",
    'img-src data:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

function answer(watcher: Watcher, page: '' | 'state' | 'report', response: ServerResponse): void {
  const nonce = randomBytes(16).toString('base64')
  response.setHeader('Content-Security-Policy', policyWith(nonce))
  try {
    const [type, body] =
      page === ''
        ? ['text/html', renderPage(nonce)]
        : page === 'state'
          ? ['application/json', JSON.stringify(watcher.state())]
          : ['text/html', renderReport(watcher.report())]
    response.writeHead(200, { 'Content-Type': `${type}; charset=utf-8` }).end(body)
  } catch (error) {
    // Files are renamed into place one after the other: the next look may find them whole.
    response.writeHead(503, { 'Content-Type': 'text/plain; charset=utf-8' }).end(error instanceof Error ? error.message : '')
  }
}
