// The multiple-gradient descent algorithm: Désidéri 2012; Sener and Koltun, "Multi-Task Learning as Multi-Objective
// Optimization" (2018).

import { defineWeighting, type WeightingOf } from '@assent/core'
import { minNormPoint } from './min-norm-point.js'

/**
 * The weights on the simplex whose combination is shortest, `argmin wᵀGw`: no task's loss rises to first order along
 * its opposite.
 */
export function mgda(): WeightingOf<'gram'> {
  return defineWeighting({ name: 'mgda', needs: 'gram', weigh: ({ gram }) => minNormPoint(gram) })
}
