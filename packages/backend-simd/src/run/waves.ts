// A program runs for as many tasks at a time as its inner values fit the cache, and others get a turn in between: a step of
// many images may take a second, in which a process would hear no signal and a page no click.

import type { Kernels } from './kernels.js'

/** A plan in memory: its tasks, and where its parts lie. */
export interface Loaded {
  readonly tasks: number
  /** Tasks of one wave. */
  readonly wave: number
  readonly scratch: number
  /** Calls for all tasks together, which end where those of each wave begin. */
  readonly shared: number
  readonly body: number
  readonly relocations: number
  readonly end: number
}

/**
 * Calls `run` for each wave of tasks, with the pointers on its first one. The last wave reaches back over tasks that are done
 * already where the waves do not fill the tasks; it gives them the same values again.
 *
 * @param pause is awaited between two waves; what it throws ends the run
 */
export async function forEachWave(
  kernels: Kernels,
  { tasks, wave, relocations, end }: Loaded,
  run: () => void,
  pause: () => Promise<void>,
): Promise<void> {
  let task = 0
  while (true) {
    run()
    const next = Math.min(task + wave, tasks - wave)
    if (next === task) break
    kernels.relocate(relocations, end, next - task)
    task = next
    await pause()
  }
  kernels.relocate(relocations, end, -task)
}
