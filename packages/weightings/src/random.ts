// Random weights: what any weighting should be able to beat. Lin, Ye and Zhang, "Reasonable Effectiveness of Random
// Weighting: A Litmus Test for Multi-Task Learning" (2022).

import { defineWeighting, type WeightingOf } from '@assent/core'
import { softmax } from './softmax.js'

/** The softmax of one normal draw per task, anew at each step: `Σw = 1`, no weight below 0. Costs nothing. */
export function random(): WeightingOf<'losses'> {
  return defineWeighting({
    name: 'random',
    needs: 'losses',
    weigh: ({ tasks, rng }) => softmax(Array.from({ length: tasks }, () => rng.normal())),
  })
}
