// How many examples an episode has, in the field's words: K shots to learn from, queries to be judged on. Every
// task source takes the same four options.

import { fail } from '@assent/autodiff'
import type { Split } from './task-source.js'

/**
 * Examples per episode; per class, for classification. `Word` names the choices other than a number that a
 * task source offers.
 */
export interface Shots<Word extends string = never> {
  /** Support examples of validation and test episodes. */
  readonly shots: number | Word
  /** Query examples of validation and test episodes. */
  readonly queries: number | Word
  /** Support examples of training episodes; as `shots` unless given. */
  readonly trainShots: number | Word
  /** Query examples of training episodes; as `queries` unless given. */
  readonly trainQueries: number | Word
}

/** {@link Shots} with what is given; the rest follows from it and from the task source's defaults. */
export type ShotOptions<Word extends string = never> = Partial<Shots<Word>>

/**
 * Fills in what `options` leaves out.
 *
 * @throws AssentError when a count is neither a whole number of at least 1 nor one of `words`
 */
export function completeShots<Word extends string = never>(
  where: string,
  options: ShotOptions<Word>,
  defaults: Pick<Shots<Word>, 'shots' | 'queries'>,
  words: readonly Word[] = [],
): Shots<Word> {
  const { shots = defaults.shots, queries = defaults.queries } = options
  const { trainShots = shots, trainQueries = queries } = options
  const complete = { shots, queries, trainShots, trainQueries }
  for (const [name, count] of Object.entries(complete)) {
    if (words.includes(count as Word)) continue
    if (!Number.isSafeInteger(count) || (count as number) < 1) {
      const choices = ['a whole number of at least 1', ...words.map((word) => `'${word}'`)].join(' or ')
      fail(`${where}.${name}`, choices, `${count}`, `set ${name}, or leave it out`)
    }
  }
  return complete
}

/** The counts that hold for one split. */
export function shotsOf<Word extends string>(split: Split, { shots, queries, trainShots, trainQueries }: Shots<Word>) {
  return split === 'train' ? { support: trainShots, query: trainQueries } : { support: shots, query: queries }
}
