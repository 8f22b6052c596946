// Options that all learners share.

import type { InnerOptimizer, Learner } from '@assent/core'

export interface LearnerOptions {
  /** How a task's parameters move. */
  readonly inner: InnerOptimizer
  /** Inner steps in training, at least 1. */
  readonly steps: number
  /** Support examples per inner step, shuffled anew in each pass; all of them unless given. */
  readonly batch?: number
}

/** The learner around a rule: everything but the update is the same for all. */
export function learnerOf(
  name: string,
  order: Learner['order'],
  { inner, steps, batch }: LearnerOptions,
  propose: Learner['propose'],
): Learner {
  return { name, order, settings: { steps, batch: batch ?? null }, inner, steps, batch, propose }
}
