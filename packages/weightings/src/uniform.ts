// Every task counts the same: plain MAML and Reptile.

import { defineWeighting, uniformWeights, type WeightingOf } from '@assent/core'

/** `wᵢ = 1/n`: the base learner's average. Compares nothing; where a run shows its tasks' agreement, it is that of Algorithm 1. */
export function uniform(): WeightingOf<'losses'> {
  return defineWeighting({
    name: 'uniform',
    needs: 'losses',
    agreeOn: 'displacement',
    weigh: ({ tasks }) => uniformWeights(tasks),
  })
}
