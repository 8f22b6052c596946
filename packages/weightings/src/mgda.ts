// The multiple-gradient descent algorithm: Désidéri 2012; Frank-Wolfe as in Sener and Koltun, "Multi-Task
// Learning as Multi-Objective Optimization" (2018).

import { defineWeighting, fail, uniformWeights, type WeightingOf } from '@assent/core'

export interface MgdaOptions {
  /** Frank-Wolfe steps at most; 250 unless given. */
  readonly iterations?: number
  /** Stops when a step would move less than this; 1e-6 unless given. */
  readonly tolerance?: number
}

/**
 * The weights on the simplex whose combination is shortest, `argmin wᵀGw`: no task's loss rises to first order along
 * its opposite.
 *
 * @throws AssentError when `iterations` is no whole number from 1 or `tolerance` is not above 0
 */
export function mgda({ iterations = 250, tolerance = 1e-6 }: MgdaOptions = {}): WeightingOf<'gram'> {
  if (!Number.isInteger(iterations) || iterations < 1) {
    fail('mgda.iterations', 'a whole number of at least 1', `${iterations}`, 'leave it out for 250')
  }
  if (!(tolerance > 0)) fail('mgda.tolerance', 'a number above 0', `${tolerance}`, 'leave it out for 1e-6')
  return defineWeighting({
    name: 'mgda',
    settings: { iterations, tolerance },
    needs: 'gram',
    weigh: ({ gram, tasks }) => {
      let weights = [...uniformWeights(tasks)]
      for (let iteration = 0; iteration < iterations; iteration++) {
        const products = gram.map((row) => row.reduce((sum, value, j) => sum + value * (weights[j] as number), 0))
        const t = products.indexOf(Math.min(...products))
        const step = lineSearch(products, weights, gram, t)
        weights = weights.map((weight, j) => (1 - step) * weight + (j === t ? step : 0))
        if (step < tolerance) break
      }
      return weights
    },
  })
}

/** How far to move toward task t: the minimum of ‖(1 − γ) Σ wⱼdⱼ + γ dₜ‖² over γ in [0, 1]. */
function lineSearch(
  products: readonly number[],
  weights: readonly number[],
  gram: readonly (readonly number[])[],
  t: number,
): number {
  const cross = products[t] as number
  const own = products.reduce((sum, product, j) => sum + product * (weights[j] as number), 0)
  const target = gram[t]?.[t] as number
  if (target <= cross) return 1
  if (own <= cross) return 0
  return (own - cross) / (own + target - 2 * cross)
}
