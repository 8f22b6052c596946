// The geometric median of the updates: as robust as the median of numbers, up to half of the tasks.

import { defineWeighting, uniformWeights, type WeightingOf } from '@assent/core'
import { degenerate } from './degenerate.js'
import { diagonalOf, type Matrix, multiply, squareOf, type Vector } from './linear-algebra.js'

/** Distances are smoothed by this share of the root mean square of the lengths, so that a median at a task has weights. */
const SMOOTHING = 1e-6
const CLOSE = 1e-12
const MOST_ROUNDS = 1000

/**
 * Weights of the point with the least sum of distances to all updates, `argmin Σᵢ √(‖gᵢ − z‖² + ν²)`, found as
 * `wᵢ ∝ 1/√(‖gᵢ − z‖² + ν²)` with `z = Σ wᵢgᵢ` by Weiszfeld's iteration, smoothed as Pillutla, Kakade and Harchaoui do
 * ("Robust Aggregation for Federated Learning", 2022, algorithm 2), to 1e-12 or 1000 rounds. `Σw = 1`, no weight below 0.
 * Uniform and flagged where all updates are 0.
 *
 * Costs the Gram matrix, and n² operations a round: tens of rounds as a rule, more where the median lies close to a task.
 */
export function geometricMedian(): WeightingOf<'gram'> {
  return defineWeighting({
    name: 'geometricMedian',
    needs: 'gram',
    weigh: ({ gram, tasks }) => {
      const size = diagonalOf(gram).reduce((sum, square) => sum + square, 0) / tasks
      if (!(size > 0)) return degenerate(tasks, 'all updates are zero')
      const relative = gram.map((row) => row.map((value) => value / size))
      let weights = uniformWeights(tasks)
      for (let round = 0; round < MOST_ROUNDS; round++) {
        const next = closer(relative, weights)
        const moved = Math.max(...next.map((weight, i) => Math.abs(weight - (weights[i] ?? 0))))
        weights = next
        if (moved < CLOSE) break
      }
      return weights
    },
  })
}

/** One round. `‖gᵢ − z‖² = Gᵢᵢ − 2(Gw)ᵢ + wᵀGw`. */
function closer(gram: Matrix, weights: Vector): number[] {
  const [products, square] = [multiply(gram, weights), squareOf(gram, weights)]
  const pulls = diagonalOf(gram).map((own, i) => {
    const distance = Math.max(own - 2 * (products[i] ?? 0) + square, 0)
    return 1 / Math.sqrt(distance + SMOOTHING ** 2)
  })
  const total = pulls.reduce((sum, pull) => sum + pull, 0)
  return pulls.map((pull) => pull / total)
}
