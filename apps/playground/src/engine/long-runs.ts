// What was measured of the same kinds of bad tasks over longer trainings: results/votes, each rule at its best outer rate on
// validation tasks. The page's own numbers are of one short training.

import outliers from '../../../../results/votes/outliers-20.json'
import shuffled from '../../../../results/votes/shuffled-20.json'
import type { RuleName } from './rules.js'
import type { SpoilName } from './seats.js'

export interface LongRun {
  readonly rule: RuleName
  /** Mean square on unseen good tasks, and 95 % over them. */
  readonly error: number
  readonly interval: number
  /** Of Σ|w|, over the training. */
  readonly badShare: number
}

export interface LongRuns {
  /** What was done to which tasks. */
  readonly title: string
  /** What repeats it. */
  readonly command: string
  readonly metaSteps: number
  readonly seeds: number
  readonly testTasks: number
  readonly runs: readonly LongRun[]
}

/** Methods as the records call them. */
const ruleOf: { readonly [method: string]: RuleName } = {
  uniform: 'uniform',
  gradientAgreement: 'gradientAgreement',
  normClip: 'normClip',
  'whitened clip': 'clipped',
}

type Kept = typeof outliers | typeof shuffled

function toLongRuns({ title, command, run, methods, evaluation }: Kept): LongRuns {
  const runs = methods.flatMap(({ name, test, log }) => {
    const rule = ruleOf[name]
    return rule === undefined ? [] : [{ rule, error: test.mean, interval: test.interval, badShare: log.badShare }]
  })
  const seeds = methods[0]?.seeds.length ?? 0
  // As the records of two versions call them.
  const metaSteps = 'steps' in run ? run.steps : run.metaSteps
  return { title, command, metaSteps, seeds, testTasks: evaluation.episodes.test, runs }
}

export const longRuns: { readonly [way in SpoilName]?: LongRuns } = {
  times10: toLongRuns(outliers),
  shuffled: toLongRuns(shuffled),
}
