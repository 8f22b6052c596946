// Every task counts the same: plain MAML and Reptile.

import { defineWeighting, uniformWeights, type WeightingOf } from '@assent/core'

/** `wᵢ = 1/n`: the base learner's average. */
export function uniform(): WeightingOf<'losses'> {
  return defineWeighting({ name: 'uniform', needs: 'losses', weigh: ({ tasks }) => uniformWeights(tasks) })
}
