// Work that is too short for a clock, repeated until it is long enough.

import type { Timer } from './interleave.js'

/** Warms `work` up and makes a timer of about `milliseconds` per measurement. */
export async function repeatedTimer(name: string, milliseconds: number, work: () => unknown): Promise<Timer> {
  const repeated = async (repeat: number) => {
    const started = performance.now()
    for (let i = 0; i < repeat; i++) await work()
    return (performance.now() - started) / repeat
  }
  const started = performance.now()
  let latest = await repeated(1)
  do latest = await repeated(1)
  while (performance.now() - started < milliseconds)
  const repeat = Math.max(1, Math.round(milliseconds / latest))
  return { name, time: () => repeated(repeat) }
}
