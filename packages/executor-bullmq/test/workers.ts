// Workers of a test, as processes.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface TestWorker {
  readonly process: ChildProcess
  readonly name: string
  /** What it said. */
  readonly lines: readonly string[]
  stop(signal: NodeJS.Signals): Promise<void>
}

/** Starts a worker, and waits until it is there. */
export async function startWorker(
  url: string,
  { hands = 1, env = {} }: { hands?: number; env?: NodeJS.ProcessEnv } = {},
): Promise<TestWorker> {
  const words = [fileURLToPath(new URL('worker.mjs', import.meta.url)), url, `${hands}`]
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...env } })
  const lines: string[] = []
  const name = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line)
      if (line.startsWith('ready ')) resolve(line.slice(6))
    })
    child.on('exit', () => reject(new Error(`the worker ended: ${lines.join('; ')}`)))
  })
  return {
    process: child,
    name,
    lines,
    stop: async (signal) => {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill(signal)
      await once(child, 'exit')
    },
  }
}
