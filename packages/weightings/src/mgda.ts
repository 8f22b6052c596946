// The multiple-gradient descent algorithm: Désidéri 2012; Sener and Koltun, "Multi-Task Learning as Multi-Objective
// Optimization" (2018).

import { defineWeighting, type WeightingOf } from '@assent/core'
import { degenerate } from './degenerate.js'
import { minNormPoint } from './min-norm-point.js'

/**
 * The weights on the simplex whose combination is shortest, `argmin wᵀGw`: no task's loss rises to first order along
 * its opposite. An update of 0 would be that combination, and nothing would move: then the weights are uniform and flagged.
 *
 * Costs the Gram matrix, and n³ operations or more.
 */
export function mgda(): WeightingOf<'gram'> {
  return defineWeighting({
    name: 'mgda',
    needs: 'gram',
    weigh: ({ gram, squaredNorms, tasks }) =>
      squaredNorms.includes(0) ? degenerate(tasks, 'a task proposes nothing, which is the shortest step') : minNormPoint(gram),
  })
}
