// Model-agnostic meta-learning, second order: Finn, Abbeel and Levine 2017 (arXiv 1703.03400), eq. 1.

import { gradient } from '@assent/autodiff'
import { innerLoop, type Learner } from '@assent/core'
import { type LearnerOptions, learnerOf } from './options.js'

/**
 * Proposes `gᵢ = ∇_θ L_query(θᵢ(θ))`, differentiated through every inner step.
 */
export function maml(options: LearnerOptions): Learner {
  return learnerOf('maml', 2, options, (task) => {
    const adapted = innerLoop(task, options.inner)
    return { adapted, update: gradient(task.loss(adapted, task.query), task.theta) }
  })
}
