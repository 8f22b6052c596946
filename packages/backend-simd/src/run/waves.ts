// A program runs for as many tasks at a time as its inner values fit the cache.

import type { Kernels } from './kernels.js'

/** A plan in memory: its tasks, and where its parts lie. */
export interface Loaded {
  readonly tasks: number
  /** Tasks of one wave. */
  readonly wave: number
  readonly scratch: number
  /** Calls for all tasks together, and behind them those of each wave. */
  readonly shared: number
  readonly relocations: number
  readonly end: number
}

/**
 * Calls `run` for each wave of tasks, with the pointers on its first one. The last wave reaches back over tasks that are done
 * already where the waves do not fill the tasks; it gives them the same values again.
 */
export async function forEachWave(
  kernels: Kernels,
  { tasks, wave, relocations, end }: Loaded,
  run: () => Promise<void>,
): Promise<void> {
  let task = 0
  while (true) {
    await run()
    const next = Math.min(task + wave, tasks - wave)
    if (next === task) break
    kernels.relocate(relocations, end, next - task)
    task = next
  }
  kernels.relocate(relocations, end, -task)
}
