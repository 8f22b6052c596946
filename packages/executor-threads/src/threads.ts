// The executor that splits a meta-batch over worker threads. Each task's values do not depend on the others
// beside it, and all sums over tasks are taken in one place, so the number of workers cannot change a bit.

import { availableParallelism } from 'node:os'
import { AssentError, type FloatArray, fail } from '@assent/autodiff'
import { type Executor, learnerProgram, packAssignments, type Session, splitParameters, thetaInput } from '@assent/core'
import { Piscina } from 'piscina'
import { type Answer, type Share, type SharedPort, type SharedWork, sharePort, splitTasks, viewOf } from './shared.js'

export interface ThreadsOptions {
  /** One per processor unless given. */
  readonly workers?: number
  /**
   * Where each worker gets its backend: a module and the name of the factory that it exports; our SIMD kernels unless
   * given. It must be the backend of the run.
   */
  readonly backend?: readonly [module: string, name: string]
  /** How often a share is given to another worker when one dies; 3 unless given. */
  readonly retries?: number
}

/**
 * Adapts the tasks of each meta-step in `workers` threads. The result has the same bytes as in one process, whatever
 * the number of workers, and also when one of them dies on the way.
 *
 * @throws AssentError when a number is not whole, when a worker cannot run the program, or when workers keep dying
 */
export function threads(options: ThreadsOptions = {}): Executor {
  const { workers = availableParallelism(), backend = ['@assent/backend-simd', 'simd'], retries = 3 } = options
  for (const [name, value, least] of [
    ['workers', workers, 1],
    ['retries', retries, 0],
  ] as const) {
    if (!Number.isInteger(value) || value < least)
      fail(`threads.${name}`, `a whole number of at least ${least}`, `${value}`, `set ${name}`)
  }
  return {
    name: 'threads',
    open: async (problem, tasks) => {
      const program = learnerProgram(problem)
      const { precision } = problem.backend
      const share = (ports: typeof program.inputs) => ports.map((port) => sharePort(port, tasks, precision))
      const work: SharedWork = { program, precision, backend, inputs: share(program.inputs), outputs: share(program.outputs) }
      const shares = splitTasks(tasks, workers)
      const size = Math.min(workers, shares.length)
      const pool = new Piscina({
        filename: new URL('./worker.js', import.meta.url).href,
        minThreads: size,
        maxThreads: size,
        concurrentTasksPerWorker: 1,
        workerData: work,
      })
      return openSession(problem, work, pool, shares, retries)
    },
  }
}

function openSession(
  problem: Parameters<Executor['open']>[0],
  { inputs, outputs, precision }: SharedWork,
  pool: Piscina,
  shares: readonly Share[],
  retries: number,
): Session {
  const write = (name: string, values: FloatArray) => viewOf(find(inputs, name), precision).set(values)
  const read = (name: string) => viewOf(find(outputs, name), precision)
  const broken = failureToStart(pool)
  return {
    propose: async (theta, assignments) => {
      for (const [p, values] of splitParameters(problem.model, theta).entries()) {
        write(thetaInput(problem.model.parameters[p]?.name as string), values)
      }
      for (const [name, values] of Object.entries(packAssignments(problem, assignments))) write(name, values)
      await Promise.all(shares.map((share) => runShare(pool, broken, share, retries)))
      const rows = (name: string) => problem.backend.rows(read(name), assignments.length)
      return {
        supportLosses: Array.from(read('supportLoss')),
        queryLosses: Array.from(read('queryLoss')),
        displacements: rows('displacement'),
        updates: rows('update'),
      }
    },
    close: () => void pool.destroy(),
  }
}

function find(ports: readonly SharedPort[], name: string): SharedPort {
  return (
    ports.find((port) => port.name === name) ?? fail('threads', `a port named ${name}`, 'none', 'use the program of this session')
  )
}

/** Rejects when a worker cannot even start, which no retry would mend. */
function failureToStart(pool: Piscina): Promise<never> {
  const failure = new Promise<never>((_, reject) => {
    pool.on('error', (error: Error) =>
      reject(complaint('workers that start', error.message, 'see that the build and its packages are in place')),
    )
  })
  failure.catch(() => {}) // It may come while nobody waits; whoever waits next gets it.
  return failure
}

function complaint(expected: string, found: string, remedy: string): AssentError {
  return new AssentError({ where: 'threads', expected, found, remedy })
}

/** Runs a share; gives it to another worker when its own is gone. The pool replaces dead workers. */
async function runShare(pool: Piscina, broken: Promise<never>, share: Share, retries: number): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    const answer = await Promise.race([
      broken,
      (pool.run(share) as Promise<Answer>).catch((error: Error) => ({ gone: error.message })),
    ])
    if (!('gone' in answer)) {
      if (answer.error !== undefined) throw new Error(answer.error)
      return
    }
    if (attempt === retries) {
      const found = `${retries + 1} that died (${answer.gone})`
      throw complaint('a worker that finishes', found, 'look for crashes in the backend, or use fewer workers')
    }
  }
}
