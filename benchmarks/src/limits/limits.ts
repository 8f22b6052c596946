// What this machine can do at most on one processor, measured with the loops of assembly/limits.ts.

import { openLoops } from './loops.js'

export interface Limits {
  /** Multiplications and additions that stay in registers, SIMD128. */
  readonly flopsPerSecond: number
  /** Reads of more memory than any cache holds. */
  readonly bytesPerSecond: number
}

/** More than the last cache of common processors. */
const STREAMED_BYTES = 128 * 2 ** 20
const ROUNDS = 200_000

/** A meter that keeps the best of what it has seen: limits are what the machine can do when nothing disturbs it. */
export interface LimitMeter {
  /** What the machine does at this moment. */
  measure(): Limits
  best(): Limits
}

export async function openLimitMeter(): Promise<LimitMeter> {
  const loops = await openLoops()
  loops.prepare(STREAMED_BYTES)
  const seconds = (work: () => void) => {
    const started = performance.now()
    work()
    return (performance.now() - started) / 1e3
  }
  let best: Limits = { flopsPerSecond: 0, bytesPerSecond: 0 }
  const measure = () => {
    const operations = loops.operationsPerRound.value * ROUNDS
    const found: Limits = {
      flopsPerSecond: operations / seconds(() => loops.arithmetic(ROUNDS)),
      bytesPerSecond: STREAMED_BYTES / seconds(() => void loops.stream(STREAMED_BYTES)),
    }
    best = {
      flopsPerSecond: Math.max(best.flopsPerSecond, found.flopsPerSecond),
      bytesPerSecond: Math.max(best.bytesPerSecond, found.bytesPerSecond),
    }
    return found
  }
  for (let warm = 0; warm < 20; warm++) measure()
  return { measure, best: () => best }
}
