// The executor that splits a meta-batch over worker threads. Each task's values do not depend on the others
// beside it, and all sums over tasks are taken in one place, so the number of workers cannot change a bit.

import { availableParallelism } from 'node:os'
import { fail } from '@assent/autodiff'
import { checkOptions, type Problem } from '@assent/core'
import { checkWhole, type Executor, learnerProgram, type MaskSpecification, packBatch, type Session } from '@assent/core/tools'
import { openCrew } from './crew.js'
import { type SharedPort, type SharedWork, sharePort, splitTasks, viewOf } from './shared.js'

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
  checkWhole('threads', 'workers', workers, 1)
  checkWhole('threads', 'retries', retries, 0)
  if (limit !== undefined && !(limit > 0 && limit <= longestTimer))
    fail('threads.limit', `seconds, above 0 and up to ${longestTimer}`, `${limit}`, 'set limit, or leave it out')
  return {
    name: 'threads',
    open: async (problem, tasks) => {
      const program = learnerProgram(problem)
      const { precision, name: backendName } = problem.backend
      const share = (ports: typeof program.inputs) => ports.map((port) => sharePort(port, tasks, precision))
      const shares = splitTasks(tasks, workers)
      const work: SharedWork = {
        program,
        precision,
        backendName,
        backend,
        inputs: share(program.inputs),
        outputs: share(program.outputs),
        working: new SharedArrayBuffer(4 * tasks),
      }
      const crew = await openCrew(work, { size: Math.min(workers, shares.length), retries, limit })
      return openSession(
        problem,
        program.masks,
        work,
        () => crew.run(shares),
        () => crew.close(),
      )
    },
  }
}

/** The longest time that a timer of Node takes: 2³¹ − 1 ms, in whole seconds. */
const longestTimer = 2_147_483

function openSession(
  problem: Problem,
  masks: readonly MaskSpecification[],
  { inputs, outputs, precision }: SharedWork,
  runShares: () => Promise<void>,
  close: () => void,
): Session {
  const write = (name: string, values: ArrayLike<number>) => viewOf(find(inputs, name), precision).set(values)
  const read = (name: string) => viewOf(find(outputs, name), precision)
  let open = true
  return {
    propose: async (batch) => {
      if (!open) fail('threads', 'a session in use', 'one that was closed', 'open another')
      for (const [name, values] of Object.entries(packBatch(problem, masks, batch))) write(name, values)
      await runShares()
      const rows = (name: string) => problem.backend.rows(read(name), batch.assignments.length)
      return {
        supportLosses: Array.from(read('supportLoss')),
        queryLosses: Array.from(read('queryLoss')),
        displacements: rows('displacement'),
        updates: rows('update'),
      }
    },
    close: () => {
      open = false
      close()
    },
  }
}

function find(ports: readonly SharedPort[], name: string): SharedPort {
  return (
    ports.find((port) => port.name === name) ?? fail('threads', `a port named ${name}`, 'none', 'use the program of this session')
  )
}
