// Model-agnostic meta-learning, second order: Finn, Abbeel and Levine 2017 (arXiv 1703.03400), eq. 1.

import { gradient } from '@assent/autodiff'
import { innerLoop, type Learner, type TrainingTask } from '@assent/core'
import { type LearnerOptions, learnerOf } from './options.js'

/**
 * Proposes `gᵢ = ∇_θ L_query(θᵢ(θ))`, differentiated through every inner step.
 */
export function maml(options: LearnerOptions): Learner {
  return learnerOf('maml', 2, options, (task) => metaGradient(task, options.inner))
}

/** MAML's proposal, over all meta-parameters: for learners that differ in what the inner loop does. */
export function metaGradient(task: TrainingTask, inner: Learner['adaptation']): ReturnType<Learner['propose']> {
  const adapted = innerLoop(task, inner)
  return { adapted, update: gradient(task.queryLoss(adapted), task.meta) }
}
