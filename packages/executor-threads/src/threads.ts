// Worker threads of Node for the tasks of a meta-step.

import { availableParallelism } from 'node:os'
import { checkOptions } from '@assent/core'
import type { Executor } from '@assent/core/tools'
import { pooled } from './pooled.js'
import { openThreads } from './thread-pool.js'

/** How many threads, with which backend, and how long they may take. */
export interface ThreadsOptions {
  /** @defaultValue one per processor */
  readonly workers?: number
  /**
   * Where each worker gets its backend: a module, as a worker can import it, and the name of the factory that it exports.
   * It must be the backend of the run.
   *
   * @defaultValue `['@assent/backend-simd', 'simd']`
   */
  readonly backend?: readonly [module: string, name: string]
  /**
   * How often a share is given to another worker when one dies.
   *
   * @defaultValue 3
   */
  readonly retries?: number
  /**
   * Seconds that the tasks of one meta-step may take together, and before them the start of the workers. Whoever is not
   * done by then is ended, and named in the error. The first meta-step compiles the program, too.
   *
   * @defaultValue none
   */
  readonly limit?: number
}

/**
 * Adapts the tasks of each meta-step in `workers` threads. The result has the same bytes as in one process, whatever
 * the number of workers, and also when one of them dies on the way.
 *
 * @throws AssentError when an option is out of its range; `open` and `propose` reject with what a worker's backend or program
 *   throws, when a worker's backend is not that of the run, when workers keep dying, and when the limit is exceeded
 */
export function threads(options: ThreadsOptions = {}): Executor {
  checkOptions('threads', options, ['workers', 'backend', 'retries', 'limit'])
  const { workers = availableParallelism(), backend = ['@assent/backend-simd', 'simd'], retries = 3, limit } = options
  return pooled({
    name: 'threads',
    workers,
    retries,
    limit,
    allocate: (bytes) => new SharedArrayBuffer(bytes),
    openPool: (layout, size) => openThreads('threads', layout, backend, size),
  })
}
