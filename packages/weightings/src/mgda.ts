// The multiple-gradient descent algorithm: Désidéri 2012; Sener and Koltun, "Multi-Task Learning as Multi-Objective
// Optimization" (2018). Solved by pairwise Frank-Wolfe steps (Lacoste-Julien and Jaggi 2015), which converge linearly.

import { defineWeighting, fail, uniformWeights, type WeightingOf } from '@assent/core'

export interface MgdaOptions {
  /** Steps at most; 1000 unless given. */
  readonly iterations?: number
  /** Stops when no move could shorten `wᵀGw` by more than this share of the largest ‖dᵢ‖²; 1e-9 unless given. */
  readonly tolerance?: number
}

/**
 * The weights on the simplex whose combination is shortest, `argmin wᵀGw`: no task's loss rises to first order along
 * its opposite.
 *
 * @throws AssentError when `iterations` is no whole number from 1 or `tolerance` is not above 0
 */
export function mgda({ iterations = 1000, tolerance = 1e-9 }: MgdaOptions = {}): WeightingOf<'gram'> {
  if (!Number.isInteger(iterations) || iterations < 1) {
    fail('mgda.iterations', 'a whole number of at least 1', `${iterations}`, 'leave it out for 1000')
  }
  if (!(tolerance > 0)) fail('mgda.tolerance', 'a number above 0', `${tolerance}`, 'leave it out for 1e-9')
  return defineWeighting({
    name: 'mgda',
    settings: { iterations, tolerance },
    needs: 'gram',
    weigh: ({ gram, squaredNorms, tasks }) => {
      const weights = [...uniformWeights(tasks)]
      const enough = tolerance * Math.max(...squaredNorms)
      for (let iteration = 0; iteration < iterations; iteration++) {
        if (shiftWeight(weights, gram) <= enough) break
      }
      return weights
    },
  })
}

/**
 * Moves weight, in place, from the task that lengthens the combination most to the one that shortens it most, as far as
 * that helps. Returns how much the two differ: 0 at the optimum.
 */
function shiftWeight(weights: number[], gram: readonly (readonly number[])[]): number {
  const products = gram.map((row) => row.reduce((sum, value, j) => sum + value * (weights[j] as number), 0))
  const to = products.indexOf(Math.min(...products))
  const voting = products.map((product, i) => ((weights[i] as number) > 0 ? product : Number.NEGATIVE_INFINITY))
  const from = voting.indexOf(Math.max(...voting))
  const gap = (products[from] as number) - (products[to] as number)
  const entry = (i: number, j: number) => gram[i]?.[j] as number
  const curvature = entry(to, to) + entry(from, from) - 2 * entry(to, from)
  const moved = Math.min(curvature > 0 ? gap / curvature : Number.POSITIVE_INFINITY, weights[from] as number)
  if (gap > 0) {
    weights[from] = (weights[from] as number) - moved
    weights[to] = (weights[to] as number) + moved
  }
  return gap
}
