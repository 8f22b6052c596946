// The Nash bargaining solution between tasks: Navon et al., "Multi-Task Learning as a Bargaining Game" (2022), claim 3.1.

import { checkOptions, defineWeighting, type WeightingOf } from '@assent/core'
import { checkPositive, degenerate } from './degenerate.js'
import { cosinesOf, diagonalOf, dot, type Matrix, multiply, solvePositive, type Vector } from './linear-algebra.js'

/** The length of the step. */
export interface NashMtlOptions {
  /**
   * ‖Σ wᵢgᵢ‖, above 0: the solution itself has the length √n whatever the updates, which the authors' code cuts to this.
   *
   * @defaultValue 1
   */
  readonly length?: number
}

/** Weights of unit vectors beyond this mean that some of them cancel out. */
const LARGEST = 1e6
const MOST_ROUNDS = 200

/**
 * `(Gw)ᵢ ∝ 1/wᵢ` with `w > 0`: the product of all tasks' gains `gᵢ · d` is the largest of all directions of this length. The
 * step has the same length everywhere, so the outer rate must fall. Uniform and flagged where an update is 0, or where some
 * cancel out.
 *
 * Costs the Gram matrix, and tens of systems of n³/3 operations.
 *
 * @throws AssentError when the length is not above 0
 */
export function nashMtl(options: NashMtlOptions = {}): WeightingOf<'gram'> {
  checkOptions('nashMtl', options, ['length'])
  const { length = 1 } = options
  checkPositive('nashMtl.length', length, "1 is the authors' choice")
  return defineWeighting({
    name: 'nashMtl',
    settings: { length },
    needs: 'gram',
    weigh: ({ gram, tasks }) => {
      const lengths = diagonalOf(gram).map(Math.sqrt)
      if (!(Math.min(...lengths) > 0)) return degenerate(tasks, 'a task proposes nothing: it has no gain to bargain for')
      const bargained = bargain(cosinesOf(gram))
      if (!bargained) return degenerate(tasks, 'some tasks cancel out: no direction is a gain for all')
      // vᵀCv = n, as each vᵢ(Cv)ᵢ is 1.
      return bargained.map((value, i) => (value * length) / Math.sqrt(tasks) / (lengths[i] ?? 0))
    },
  })
}

/** `Cv = 1/v`: the minimum of `½ vᵀCv − Σ log vᵢ`, by damped Newton steps (Nesterov and Nemirovskii 1994). */
function bargain(cosines: Matrix): Vector | undefined {
  let values = cosines.map(() => 1)
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const slopes = multiply(cosines, values).map((value, i) => value - 1 / (values[i] ?? 0))
    const curvature = cosines.map((row, i) => row.map((value, j) => (i === j ? value + 1 / (values[i] ?? 0) ** 2 : value)))
    const step = solvePositive(curvature, slopes)
    if (!step) return undefined
    const decrement = Math.sqrt(Math.max(dot(slopes, step), 0))
    const damping = decrement < 0.25 ? 1 : 1 / (1 + decrement)
    values = values.map((value, i) => value - damping * (step[i] ?? 0))
    if (!(Math.max(...values) < LARGEST)) return undefined
    if (decrement < 1e-12) return values
  }
  return undefined
}
