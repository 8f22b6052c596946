// How many examples an episode has, in the field's words: K shots to learn from, queries to be judged on. Every
// task source takes the same four options.

import { fail } from '@assent/autodiff'
import type { Split } from '../contracts/task-source.js'

/**
 * Examples per episode; per class, for classification. `ShotWord` and `QueryWord` name the choices other than a number
 * that a task source offers.
 */
export interface Shots<ShotWord extends string = never, QueryWord extends string = never> {
  /** Support examples of validation and test episodes. */
  readonly shots: number | ShotWord
  /** Query examples of validation and test episodes. */
  readonly queries: number | QueryWord
  /** Support examples of training episodes; as `shots` unless given. */
  readonly trainShots: number | ShotWord
  /** Query examples of training episodes; as `queries` unless given. */
  readonly trainQueries: number | QueryWord
}

/** {@link Shots} with what is given; the rest follows from it and from the task source's defaults. */
export type ShotOptions<ShotWord extends string = never, QueryWord extends string = never> = Partial<Shots<ShotWord, QueryWord>>

/** What a task source takes for granted, and the words that it knows. */
export interface ShotDefaults<ShotWord extends string = never, QueryWord extends string = never> {
  readonly shots: number | ShotWord
  readonly queries: number | QueryWord
  readonly shotWords?: readonly ShotWord[]
  readonly queryWords?: readonly QueryWord[]
}

/**
 * Fills in what `options` leaves out.
 *
 * @throws AssentError when a count is neither a whole number of at least 1 nor a known word
 */
export function completeShots<ShotWord extends string = never, QueryWord extends string = never>(
  where: string,
  options: ShotOptions<ShotWord, QueryWord>,
  { shotWords = [], queryWords = [], ...defaults }: ShotDefaults<ShotWord, QueryWord>,
): Shots<ShotWord, QueryWord> {
  const { shots = defaults.shots, queries = defaults.queries } = options
  const { trainShots = shots, trainQueries = queries } = options
  for (const [name, count] of Object.entries({ shots, trainShots })) checkCount(where, name, count, shotWords)
  for (const [name, count] of Object.entries({ queries, trainQueries })) checkCount(where, name, count, queryWords)
  return { shots, queries, trainShots, trainQueries }
}

function checkCount(where: string, name: string, count: number | string, words: readonly string[]): void {
  if (typeof count === 'string' ? words.includes(count) : Number.isSafeInteger(count) && count >= 1) return
  const choices = ['a whole number of at least 1', ...words.map((word) => `'${word}'`)].join(' or ')
  fail(`${where}.${name}`, choices, typeof count === 'string' ? `'${count}'` : `${count}`, `set ${name}, or leave it out`)
}

/** The counts that hold for one split. */
export function shotsOf<ShotWord extends string, QueryWord extends string>(
  split: Split,
  { shots, queries, trainShots, trainQueries }: Shots<ShotWord, QueryWord>,
) {
  return split === 'train' ? { support: trainShots, query: trainQueries } : { support: shots, query: queries }
}
