// First-order MAML: Finn, Abbeel and Levine 2017, section 5.2; Nichol, Achiam and Schulman 2018.

import { gradient } from '@assent/autodiff'
import { innerLoop, type Learner } from '@assent/core'
import { type LearnerOptions, learnerOf } from './options.js'

/**
 * Proposes `gᵢ = ∇L_query` at θᵢ, as if θᵢ did not depend on θ.
 */
export function fomaml(options: LearnerOptions): Learner {
  return learnerOf('fomaml', 1, options, (task) => {
    const adapted = innerLoop(task, options.inner)
    return { adapted, update: gradient(task.queryLoss(adapted), adapted) }
  })
}
