// Web workers for the tasks of a meta-step.

import { fail } from '@assent/autodiff'
import { checkOptions } from '@assent/core'
import type { Executor } from '@assent/core/tools'
import { pooled } from '../pooled.js'
import type { WebWorker } from './hand.js'
import { openWebPool } from './pool.js'

/** Which workers, how many, and how long they may take. */
export interface WebWorkersOptions {
  /**
   * Starts one more worker. Its script calls `serve`. Written as
   * `() => new Worker(new URL('./worker.js', import.meta.url), { type: 'module' })`, bundlers find the script.
   */
  readonly worker: () => WebWorker
  /** @defaultValue one per processor that the browser tells of */
  readonly workers?: number
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
   * @defaultValue none; a script that has not called `serve` after a minute is an error all the same
   */
  readonly limit?: number
}

/**
 * Adapts the tasks of each meta-step in web workers, in a page or in a worker of it. The result has the same bytes as in the
 * page alone, whatever the number of workers, and also when one of them dies on the way.
 *
 * @throws AssentError when an option is out of its range; `open` and `propose` reject with what a worker's backend or program
 *   throws, when a worker's backend is not that of the run, when a worker's script does not load or never calls `serve`, when
 *   workers keep dying, and when the limit is exceeded
 *
 * @example
 * const executor = webWorkers({ worker: () => new Worker(new URL('./worker.js', import.meta.url), { type: 'module' }) })
 * for await (const event of metaTrain(experiment, { executor })) console.log(event.step)
 */
export function webWorkers(options: WebWorkersOptions): Executor {
  checkOptions('webWorkers', options, ['worker', 'workers', 'retries', 'limit'])
  const { worker, workers = navigator.hardwareConcurrency, retries = 3, limit } = options
  if (typeof worker !== 'function') {
    const remedy = "write worker: () => new Worker(new URL('./worker.js', import.meta.url), { type: 'module' })"
    fail('webWorkers.worker', 'a function that starts a worker', typeof worker, remedy)
  }
  return pooled({
    name: 'webWorkers',
    workers,
    retries,
    limit,
    allocate: (bytes) => new ArrayBuffer(bytes),
    openPool: (layout, size) => openWebPool('webWorkers', layout, worker, size),
  })
}
