// Worker threads of Node as a pool, over shared memory.

import { Piscina } from 'piscina'
import { failureToStart, type Pool } from './crew.js'
import type { Layout } from './layout.js'

/** Everything a thread needs to know, given to it when it starts: one that replaces a dead one gets the same. */
export interface ThreadWork extends Layout {
  /** The module that exports the backend's factory, and the factory's name. */
  readonly backend: readonly [module: string, name: string]
  /** Which thread works on the share that begins with a task: its number, from 1; 0 for none. Int32 per task. */
  readonly working: SharedArrayBuffer
}

/** Starts `size` threads. The memory of the ports must be shared. */
export function openThreads(where: string, layout: Layout, backend: ThreadWork['backend'], size: number): Pool {
  const work: ThreadWork = { ...layout, backend, working: new SharedArrayBuffer(4 * layout.tasks) }
  const working = new Int32Array(work.working)
  const pool = new Piscina({
    filename: new URL('./worker.js', import.meta.url).href,
    minThreads: size,
    maxThreads: size,
    concurrentTasksPerWorker: 1,
    workerData: work,
  })
  const broken = new Promise<never>((_, reject) => {
    pool.on('error', ({ message }: Error) =>
      reject(failureToStart(where, message, 'see that the build and its packages are in place')),
    )
  })
  return {
    run: (share, signal) => pool.run(share, { signal }),
    broken,
    workerAt: (share) => Atomics.exchange(working, share?.first ?? 0, 0),
    close: () => void pool.destroy(),
  }
}
