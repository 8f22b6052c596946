// The names of everything on the server: all under one prefix, so that a user can be confined to it.

import { fail } from '@assent/autodiff'

/** Names in one cluster. `prefix` is the cluster's name. */
export interface Names {
  readonly prefix: string
  /** The set of the runs that are open. */
  readonly runs: string
  /** What a run is, as JSON. It lapses when its driver is gone. */
  run(run: string): string
  /** The set of the hands that serve a run. */
  hands(run: string): string
  /** What a hand is, as JSON. It lapses when its worker is gone. */
  hand(hand: string): string
  /** The set of all worker processes, and what each is. */
  readonly workers: string
  worker(worker: string): string
  /** By worker: why it does not serve a run. */
  refusals(run: string): string
  /** By hand: how many of its answers were refused. */
  wrongAnswers(run: string): string
  /** θ, or another vector that all hands need. */
  vector(hash: string): string
  answer(request: string): string
  /** How far an errand has come. */
  saved(errand: string): string
  /** The channel on which hands say that they are done. */
  done(run: string): string
  /** The channel on which drivers say that they are there. */
  readonly news: string
  /** Where BullMQ keeps the queues of a run. */
  queues(run: string): string
}

/** The names in the cluster of that name. */
export function namesOf(prefix: string): Names {
  return {
    prefix,
    runs: `${prefix}:runs`,
    workers: `${prefix}:workers`,
    news: `${prefix}:news`,
    run: (run) => `${prefix}:run:${run}`,
    hands: (run) => `${prefix}:hands:${run}`,
    hand: (hand) => `${prefix}:hand:${hand}`,
    worker: (worker) => `${prefix}:worker:${worker}`,
    refusals: (run) => `${prefix}:refusals:${run}`,
    wrongAnswers: (run) => `${prefix}:wrong:${run}`,
    vector: (hash) => `${prefix}:v:${hash}`,
    answer: (request) => `${prefix}:a:${request}`,
    saved: (errand) => `${prefix}:s:${errand}`,
    done: (run) => `${prefix}:done:${run}`,
    queues: (run) => `${prefix}:q:${run}`,
  }
}

/** What is said of a run that is over. */
export const OVER = 'over'

/** The queue that any hand of a run takes from. */
export const COMMON = 'common'

/** The queue of one hand, which holds rows that others would have to compute again. */
export const ownQueue = (hand: string): string => `hand-${hand}`

/** Refuses a name that would not stay within its own keys. */
export function checkName(name: string): void {
  if (!/^[\w.-]{1,40}$/.test(name))
    fail('the name of the cluster', 'up to 40 letters, digits, and . _ -', `'${name.slice(0, 60)}'`, 'choose another')
}
