// A cluster on this machine, to try it out: a server that nobody else can reach, and workers as processes.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { fail } from '@assent/core'
import { showCommand } from '../output/command-text.js'
import type { Terminal } from '../output/terminal.js'

export interface LocalOptions {
  readonly workers: number
  readonly port: number
}

/** Runs until it is asked to end, or until the server ends. Nothing is kept. */
export async function startLocal({ workers, port }: LocalOptions, terminal: Terminal): Promise<number> {
  const server = await startServer(port)
  const url = `redis://127.0.0.1:${port}`
  const bin = fileURLToPath(new URL('../bin/assent.js', import.meta.url))
  const children = Array.from({ length: workers }, () => {
    const child = spawn(process.execPath, [bin, 'worker', '--queue', url], { stdio: ['ignore', 'pipe', 'inherit'] })
    createInterface({ input: child.stdout }).on('line', (line) => terminal.note(line))
    return child
  })
  terminal.note(`a server at ${url}, for this machine alone and without a password, and ${workers} workers; Ctrl-C ends them`)
  terminal.note(`try: ${showCommand(['train', '--preset', 'sinusoid-paper', '--workers', url])}`)
  const ended = await Promise.race([
    once(process, 'SIGINT').then(() => 0),
    once(process, 'SIGTERM').then(() => 0),
    once(server, 'exit').then(() => 1),
  ])
  await Promise.all(children.map((child) => end(child, 'SIGTERM')))
  await end(server, 'SIGTERM')
  return ended
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill(signal)
  await once(child, 'exit')
}

/** Keeps nothing on disk: whatever is lost with it is computed again. */
async function startServer(port: number): Promise<ChildProcess> {
  const words = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  const server = spawn('redis-server', [...words, '--maxmemory-policy', 'noeviction'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines: string[] = []
  const ready = new Promise<string>((resolve) => {
    server.on('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ENOENT' ? 'none is installed' : error.message))
    server.on('exit', () => resolve(lines.slice(-2).join(' ')))
    createInterface({ input: server.stdout }).on('line', (line) => {
      lines.push(line)
      if (line.includes('Ready to accept connections')) resolve('')
    })
  })
  const failure = await ready
  if (failure === '') return server
  const remedy = 'apt-get install redis-server, or choose another --port'
  return fail('assent cluster local', `redis-server at port ${port}`, failure, remedy, 'missing')
}
