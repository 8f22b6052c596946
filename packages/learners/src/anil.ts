// Almost no inner loop: Raghu, Raghu, Bengio and Vinyals, "Rapid Learning or Feature Reuse?" (2020, arXiv 1909.09157).

import type { Learner } from '@assent/core'
import { adaptOnly } from './adapt-only.js'
import { metaGradient } from './maml.js'
import { type LearnerOptions, learnerOf } from './options.js'

/** MAML whose inner loop moves the linear head alone; the features are learned by the outer loop. Second order. */
export function anil(options: LearnerOptions): Learner {
  const inner = adaptOnly(options.inner, 'head')
  return learnerOf('anil', 2, { ...options, inner }, (task) => metaGradient(task, inner))
}
