// The workers of one session: gives them shares of the tasks, replaces those that die, ends those that do not finish.

import { AssentError } from '@assent/autodiff'
import { toError } from '@assent/core/tools'
import { Piscina } from 'piscina'
import type { Answer, Share, SharedWork } from './shared.js'

interface CrewOptions {
  /** Workers. */
  readonly size: number
  /** How often a share is given to another worker. */
  readonly retries: number
  /** Seconds for all shares together. */
  readonly limit: number | undefined
}

/** Workers that have opened their backend. */
export interface Crew {
  /** Resolves when all shares are done. When it rejects, nobody works on any of them any more. */
  run(shares: readonly Share[]): Promise<void>
  close(): void
}

/** Starts the workers, and resolves when the first of them has opened the right backend; the others check it as well. */
export async function openCrew(work: SharedWork, { size, retries, limit }: CrewOptions): Promise<Crew> {
  const pool = new Piscina({
    filename: new URL('./worker.js', import.meta.url).href,
    minThreads: size,
    maxThreads: size,
    concurrentTasksPerWorker: 1,
    workerData: work,
  })
  const broken = failureToStart(pool)
  const working = new Int32Array(work.working)
  const runAll = (shares: readonly (Share | undefined)[]) =>
    within(limit, (signal) => {
      const context = { pool, broken, working, retries, limit, signal }
      return allSettled(shares.map((share) => runShare(context, share)))
    })
  const close = () => void pool.destroy()
  try {
    await runAll([undefined])
  } catch (error) {
    close()
    throw error
  }
  return { run: runAll, close }
}

/** Waits for all, then rejects as the first of them did. */
async function allSettled(jobs: readonly Promise<void>[]): Promise<void> {
  const outcomes = await Promise.allSettled(jobs)
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
}

/** Runs jobs with a signal that aborts them after `limit` seconds. */
async function within(limit: number | undefined, run: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const controller = new AbortController()
  const timer = limit === undefined ? undefined : setTimeout(() => controller.abort(), 1000 * limit)
  try {
    await run(controller.signal)
  } finally {
    clearTimeout(timer)
  }
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

interface Context extends Omit<CrewOptions, 'size'> {
  readonly pool: Piscina
  readonly broken: Promise<never>
  readonly working: Int32Array
  readonly signal: AbortSignal
}

/** Runs a share, or without one opens a backend; gives it to another worker when its own is gone. The pool replaces dead workers. */
async function runShare({ pool, broken, working, retries, limit, signal }: Context, share: Share | undefined): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    const job: Promise<Answer> = pool.run(share, { signal })
    const answer = await Promise.race([broken, job.catch((error: Error) => ({ gone: error.message }))])
    if (!('gone' in answer)) {
      if (answer.failure) throw toError(answer.failure)
      return
    }
    if (signal.aborted) throw tooLong(share, limit, working)
    if (attempt === retries) {
      const found = `${retries + 1} that died (${answer.gone})`
      throw complaint('a worker that finishes', found, 'look for crashes in the backend, or use fewer workers')
    }
  }
}

/** Names the work that the limit ended, and the thread that was at it; it has not been able to say that it is done. */
function tooLong(share: Share | undefined, limit: number | undefined, working: Int32Array): AssentError {
  const thread = Atomics.exchange(working, share?.first ?? 0, 0)
  const what = share ? `tasks ${share.first} to ${share.first + share.count - 1}` : 'the backend of a worker'
  return complaint(
    `${what} to be done within ${limit} s`,
    thread === 0 ? 'no worker at them yet' : `worker ${thread} still at work, and ended it`,
    'look for endless loops in the backend, or raise limit',
  )
}
