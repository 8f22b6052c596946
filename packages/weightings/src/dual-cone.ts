// The dual cone of the updates: the directions along which no task's loss rises to first order.

import { checkOptions, defineWeighting, type WeightingOf } from '@assent/core'
import { leastAbove } from './bounded-quadratic.js'
import { checkPositive, degenerate } from './degenerate.js'
import { addToDiagonal, diagonalOf, type Matrix } from './linear-algebra.js'

/** What makes the projection unique. */
export interface DualConeOptions {
  /**
   * Added to the diagonal of `G / tr(G)`, so that the answer is unique; above 0.
   *
   * @defaultValue 1e-4, as its authors' library has it
   */
  readonly regularization?: number
}

/**
 * The sum of some combinations' projections on the dual cone.
 *
 * @throws AssentError when the regularization is not above 0
 */
export function onDualCone(
  name: string,
  options: DualConeOptions,
  combinations: (tasks: number) => readonly (readonly number[])[],
): WeightingOf<'gram'> {
  checkOptions(name, options, ['regularization'])
  const { regularization = 1e-4 } = options
  checkPositive(`${name}.regularization`, regularization, 'leave it out for the usual one')
  return defineWeighting({
    name,
    settings: { regularization },
    needs: 'gram',
    weigh: ({ gram, tasks }) => {
      const regular = regularized(gram, regularization)
      if (!regular) return degenerate(tasks, 'all updates are zero')
      const weights = new Array<number>(tasks).fill(0)
      for (const combination of combinations(tasks)) {
        const projected = leastAbove(regular, combination)
        if (!projected) return degenerate(tasks, 'the regularization is too small beside rounding')
        for (const [i, weight] of projected.entries()) weights[i] = (weights[i] ?? 0) + weight
      }
      return weights
    },
  })
}

/** `G / tr(G) + εI`; undefined where the trace is 0. */
function regularized(gram: Matrix, epsilon: number): number[][] | undefined {
  const trace = diagonalOf(gram).reduce((sum, square) => sum + square, 0)
  if (!(trace > 0)) return undefined
  return addToDiagonal(
    gram.map((row) => row.map((value) => value / trace)),
    epsilon,
  )
}
