// Reptile: Nichol, Achiam and Schulman 2018 (arXiv 1803.02999), batched version.

import { sub, type Tensor } from '@assent/autodiff'
import { innerLoop, type Learner } from '@assent/core'
import { type LearnerOptions, learnerOf } from './options.js'

/**
 * Proposes the displacement `gᵢ = θ − θᵢ`; query examples only serve to report a loss.
 */
export function reptile(options: LearnerOptions): Learner {
  return learnerOf('reptile', 1, options, (task) => {
    const adapted = innerLoop(task, options.inner)
    return { adapted, update: task.theta.map((initial, p) => sub(initial, adapted[p] as Tensor)) }
  })
}
