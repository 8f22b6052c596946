// The sum of the updates instead of their mean: the same directions at n times the outer rate.

import { defineWeighting, type WeightingOf } from '@assent/core'

/** `wᵢ = 1`, as in MAML's algorithm 1 (Finn, Abbeel and Levine 2017), line 8. Costs nothing. */
export function sum(): WeightingOf<'losses'> {
  return defineWeighting({ name: 'sum', needs: 'losses', weigh: ({ tasks }) => new Array<number>(tasks).fill(1) })
}
