// What every task source must do.

import type { Split, TaskSource } from '@assent/core'
import { type Check, describeChecks, settingsCheck } from '../check.js'
import { baselineJudges } from './baselines.js'
import { drawJudges } from './draws.js'
import { episodeJudges } from './episodes.js'
import { splitJudge } from './splits.js'
import { surveyChecks } from './survey.js'

/** What a source does not promise. */
export interface TasksClaims {
  /**
   * The share of examples that may turn up in two splits, for data that hold the same example more than once.
   *
   * @defaultValue 0
   */
  readonly sharedExamples?: number
  /**
   * The splits that it has.
   *
   * @defaultValue all three
   */
  readonly splits?: readonly Split[]
}

const allSplits: readonly Split[] = ['train', 'validation', 'test']

/** Runs the conformance suite of a task source under vitest: over up to 2000 episodes of each split, or for two seconds. */
export function describeTasks(source: TaskSource, claims: TasksClaims = {}): void {
  describeChecks(`tasks ${source.name}`, tasksChecks(source, claims))
}

/** The suite's checks by themselves. Episodes are drawn once, by the first that runs. */
export function tasksChecks(source: TaskSource, { sharedExamples = 0, splits = allSplits }: TasksClaims = {}): Check[] {
  const judges = [...drawJudges(), ...episodeJudges(source), splitJudge(source, sharedExamples), ...baselineJudges(source)]
  return [...surveyChecks(source, splits, judges), settingsCheck(source)]
}
