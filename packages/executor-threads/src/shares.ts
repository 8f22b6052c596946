// How the tasks of a meta-batch are split among workers, and what a worker says of its part.

import type { Failure } from '@assent/core/tools'

/** Consecutive tasks of the meta-batch. */
export interface Share {
  readonly first: number
  readonly count: number
}

/** An answer of a worker: what went wrong with its share, if anything did. */
export interface Answer {
  readonly failure: Failure | undefined
}

/** Shares that a worker gets in a meta-step, where there are tasks enough: one on a slower processor gets fewer of them. */
const sharesPerWorker = 4
/** Tasks that are worth a share of their own. */
const fewestTasks = 4

/** Splits `tasks` tasks into shares whose sizes differ by one at most: one for a single worker, one or a few for each of several. */
export function splitTasks(tasks: number, workers: number): Share[] {
  const each = Math.max(1, Math.min(sharesPerWorker, Math.floor(tasks / workers / fewestTasks)))
  const shares = workers === 1 ? 1 : Math.min(tasks, workers * each)
  return Array.from({ length: shares }, (_, index) => {
    const first = Math.floor((index * tasks) / shares)
    return { first, count: Math.floor(((index + 1) * tasks) / shares) - first }
  })
}
