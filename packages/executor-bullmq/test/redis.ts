// A server of the test's own, on a free port of this machine.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'

export interface TestServer {
  readonly url: string
  readonly port: number
  /** Ends it at once, as a crash would; what it had is lost. */
  kill(): Promise<void>
  /** Starts it again, empty. */
  start(): Promise<void>
}

/** Without a server there is nothing to test; CI has one. */
export const skipsCluster = spawnSync('redis-server', ['--version']).error !== undefined && !process.env.CI

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** Starts a server, with more words for its command line; `{port}` in them is its port. */
export async function startServer(...words: string[]): Promise<TestServer> {
  const port = await freePort()
  let child: ChildProcess
  const start = async () => {
    const own = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
    own.push(...words.map((word) => word.replace('{port}', `${port}`)))
    child = spawn('redis-server', own, { stdio: ['ignore', 'pipe', 'inherit'] })
    for await (const chunk of child.stdout ?? []) if (`${chunk}`.includes('Ready to accept')) break
    child.stdout?.resume()
  }
  await start()
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    start,
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}
