// The workers of one session, wherever they run: gives them shares of the tasks, again where one died, and ends those that
// do not finish.

import { AssentError } from '@assent/autodiff'
import { toError } from '@assent/core/tools'
import type { Answer, Share } from './shares.js'

/** Workers that take shares in turn, one at a time. Dead ones are replaced. */
export interface Pool {
  /**
   * Has a share done, or without one a backend opened. Rejects when the worker is gone, and when the signal aborts, which
   * ends the worker.
   */
  run(share: Share | undefined, signal: AbortSignal): Promise<Answer>
  /** Rejects, with what was found instead, when a worker cannot even start, which no retry would mend. */
  readonly broken: Promise<never>
  /** The number of the worker that was at a share when it was aborted, from 1; 0 for none. Tells it once. */
  workerAt(share: Share | undefined): number
  close(): void
}

export interface CrewOptions {
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

/** Resolves when the first of the workers has opened the right backend; the others check it as well. `where` names the executor. */
export async function openCrew(where: string, pool: Pool, { retries, limit }: CrewOptions): Promise<Crew> {
  pool.broken.catch(() => {}) // It may come while nobody waits; whoever waits next gets it.
  const runAll = (shares: readonly (Share | undefined)[]) =>
    within(limit, (signal) => {
      const context = { where, pool, retries, limit, signal }
      return allSettled(shares.map((share) => runShare(context, share)))
    })
  const close = () => pool.close()
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

interface Context extends CrewOptions {
  readonly where: string
  readonly pool: Pool
  readonly signal: AbortSignal
}

/** Runs a share, or without one opens a backend; gives it to another worker when its own is gone. */
async function runShare(context: Context, share: Share | undefined): Promise<void> {
  const { where, pool, retries, signal } = context
  for (let attempt = 0; ; attempt++) {
    const job = pool.run(share, signal).catch((error: Error) => ({ gone: error.message }))
    const answer = await Promise.race([pool.broken, job])
    if (!('gone' in answer)) {
      if (answer.failure) throw toError(answer.failure)
      return
    }
    if (signal.aborted) throw tooLong(context, share)
    if (attempt === retries) {
      const found = `${retries + 1} that died (${answer.gone})`
      const remedy = 'look for crashes in the backend, or use fewer workers'
      throw new AssentError({ where, expected: 'a worker that finishes', found, remedy })
    }
  }
}

/** Names the work that the limit ended, and the worker that was at it; it has not been able to say that it is done. */
function tooLong({ where, pool, limit }: Context, share: Share | undefined): AssentError {
  const worker = pool.workerAt(share)
  const what = share ? `tasks ${share.first} to ${share.first + share.count - 1}` : 'the backend of a worker'
  return new AssentError({
    where,
    expected: `${what} to be done within ${limit} s`,
    found: worker === 0 ? 'no worker at them yet' : `worker ${worker} still at work, and ended it`,
    remedy: 'look for endless loops in the backend, or raise limit',
  })
}

/** What {@link Pool.broken} rejects with. */
export function failureToStart(where: string, found: string, remedy: string): AssentError {
  return new AssentError({ where, expected: 'workers that start', found, remedy })
}
