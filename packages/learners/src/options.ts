// Options that all learners share.

import { type Adaptation, checkOptions, type Learner } from '@assent/core'

/** The inner loop, as all learners that take an inner optimizer have it. */
export interface LearnerOptions {
  /** How a task's parameters move. */
  readonly inner: Adaptation
  /** Inner steps in training, at least 1. */
  readonly innerSteps: number
  /** Support examples per inner step, shuffled anew in each pass. @defaultValue all of them */
  readonly batch?: number
}

/** The names of these options. */
export const learnerOptions = ['inner', 'innerSteps', 'batch'] as const

/** The learner around a rule: everything but the update is the same for all. */
export function learnerOf(name: string, order: Learner['order'], options: LearnerOptions, propose: Learner['propose']): Learner {
  checkOptions(name, options, learnerOptions)
  const { inner, innerSteps, batch } = options
  const settings = { innerSteps, batch: batch ?? null }
  return { name, order, settings, adaptation: inner, innerSteps, batch, propose }
}
