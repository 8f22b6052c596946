// A contestant's side of the protocol: warms up, decides how many meta-steps make an answer, and waits to be told.

import { createInterface } from 'node:readline'
import { type Broken, encodeDirection, type Ready, type Timed } from './protocol.js'

/** A contestant with its work in memory. */
export interface Opened {
  readonly version: string
  readonly compileMilliseconds?: number
  /** One meta-step. */
  step(): unknown
  /** The mean of all tasks' gradients. */
  direction(): Promise<Float32Array>
}

/** Time to warm up, and about the time of one answer, in milliseconds. */
const WARM = 400
const ANSWER = 100

const say = (message: Ready | Timed | Broken) => process.stdout.write(`${JSON.stringify(message)}\n`)

async function timeSteps(step: () => unknown, repeat: number): Promise<number> {
  const started = performance.now()
  for (let i = 0; i < repeat; i++) await step()
  return (performance.now() - started) / repeat
}

/** At least two meta-steps, then as many as fit. */
async function warm(step: () => unknown): Promise<number> {
  const started = performance.now()
  let latest = await timeSteps(step, 1)
  do latest = await timeSteps(step, 1)
  while (performance.now() - started < WARM)
  return latest
}

/** Serves until standard input ends. `open` gets what the contestant was started with. */
export async function serve<Options>(open: (options: Options) => Promise<Opened>): Promise<void> {
  try {
    const { version, compileMilliseconds, step, direction } = await open(JSON.parse(process.argv[2] as string) as Options)
    const repeat = Math.max(1, Math.round(ANSWER / (await warm(step))))
    const compiled = compileMilliseconds === undefined ? {} : { compileMilliseconds }
    say({ version, direction: encodeDirection(await direction()), ...compiled, repeat })
    for await (const _ of createInterface({ input: process.stdin })) say({ milliseconds: await timeSteps(step, repeat) })
    process.exit()
  } catch (error) {
    say({ error: error instanceof Error ? error.message : String(error) })
    process.exit(1)
  }
}
