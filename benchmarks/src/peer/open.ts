// The benchmark's side of the protocol: starts contestants, and asks them one at a time.

import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { type Broken, decodeDirection, type Ready, type Timed } from './protocol.js'

/** A contestant that may or may not be there. */
export interface Entrant {
  readonly name: string
  readonly command: string
  readonly words: readonly string[]
}

export interface Contestant {
  readonly name: string
  readonly version: string
  readonly processId: number
  readonly compileMilliseconds: number | undefined
  readonly direction: Float32Array
  /** Milliseconds per meta-step, over one answer. */
  time(): Promise<number>
  close(): void
}

/** An entrant that cannot take part, and why. */
export interface Missing {
  readonly name: string
  readonly missing: string
}

/** How long a contestant may take to get ready, and to answer. */
const READY_SECONDS = 90
const ANSWER_SECONDS = 120

/** Starts an entrant and waits until it is ready. */
export async function openContestant({ name, command, words }: Entrant): Promise<Contestant | Missing> {
  const child = spawn(command, words, { stdio: ['pipe', 'pipe', 'ignore'] })
  const ended = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(error.message))
    child.on('close', (code, signal) => resolve(`ended with ${signal ?? code}`))
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const close = () => void child.kill('SIGKILL')
  // Windows knows neither of the two.
  const signal = (name: 'SIGSTOP' | 'SIGCONT') => process.platform !== 'win32' && child.kill(name)
  const next = async <Message>(seconds: number): Promise<Message> => {
    const answer = await Promise.race([readMessage(lines), ended, after(seconds)])
    if (typeof answer === 'object' && answer !== null && !('error' in answer)) return answer as Message
    close()
    throw new Error(typeof answer === 'object' && answer !== null ? (answer as Broken).error : String(answer))
  }
  try {
    const { version, direction, compileMilliseconds } = await next<Ready>(READY_SECONDS)
    // Stopped until its turn: threads that wait actively would slow down whoever comes next.
    signal('SIGSTOP')
    const time = async () => {
      signal('SIGCONT')
      child.stdin.write('go\n')
      const { milliseconds } = await next<Timed>(ANSWER_SECONDS)
      signal('SIGSTOP')
      return milliseconds
    }
    return {
      name,
      version,
      processId: child.pid as number,
      compileMilliseconds,
      direction: decodeDirection(direction),
      time,
      close,
    }
  } catch (error) {
    return { name, missing: (error as Error).message.split('\n')[0] as string }
  }
}

/** The next line that is a message; libraries may print other things. */
async function readMessage(lines: AsyncIterator<string>): Promise<unknown> {
  while (true) {
    const { value, done } = await lines.next()
    if (done) return new Promise(() => {})
    if (value.startsWith('{')) return JSON.parse(value)
  }
}

function after(seconds: number): Promise<string> {
  return new Promise((resolve) => void setTimeout(() => resolve(`no answer within ${seconds} s`), seconds * 1e3).unref())
}
