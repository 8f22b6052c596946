// Body only in the inner loop: Oh, Yoo, Kim and Yun, "BOIL: Towards Representation Change for Few-shot Learning" (2021,
// arXiv 2008.08882).

import type { Learner } from '@assent/core'
import { adaptOnly } from './adapt-only.js'
import { metaGradient } from './maml.js'
import { type LearnerOptions, learnerOf } from './options.js'

/** MAML whose inner loop moves all but the linear head: the features change with the task, the head does not. Second order. */
export function boil(options: LearnerOptions): Learner {
  const inner = adaptOnly(options.inner, 'body')
  return learnerOf('boil', 2, { ...options, inner }, (task) => metaGradient(task, inner))
}
