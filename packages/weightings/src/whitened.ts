// The mean update, whitened by what the tasks of the step share: gradient agreement stretches the mean along
// C = Σ gᵢgᵢᵀ, this rule does the opposite. Found by this project's experiments; a relative of natural gradients in
// the span of the tasks and of Aligned-MTL (Senushkin et al. 2023).

import { checkOptions, defineWeighting, uniformWeights, type WeightingOf } from '@assent/core'
import { checkPositive, degenerate } from './degenerate.js'
import { addToDiagonal, diagonalOf, scaleBoth, solvePositive } from './linear-algebra.js'
import { clipFactors, NO_MEDIAN_LENGTH } from './norm-clip.js'

/** How strongly the mean update is whitened, and whether outliers are cut first. */
export interface WhitenedOptions {
  /**
   * How much of the plain average stays, above 0, in units of the mean ‖gᵢ‖²: ∞ is the plain average.
   *
   * @defaultValue 0.3
   */
  readonly mu?: number
  /**
   * Whether vectors are cut to their median length first, against outliers.
   *
   * @defaultValue false
   */
  readonly clip?: boolean
}

/**
 * `w = (I + G/(μt))⁻¹ 1/n` with `t = tr(G)/n`, so that the direction is `(C/(μt) + I)⁻¹` times the mean update (the
 * push-through identity): what many tasks ask for is taken in smaller steps than what few do. Clipped, `w = c ⊙ w′` with
 * `cᵢ = min(1, median‖g‖ / ‖gᵢ‖)` and w′ of the vectors `cᵢgᵢ`. n equal tasks get `μ/(μ + n) · 1/n` each, so its best
 * outer rate is many times that of the plain average. Uniform and flagged where all vectors are 0, or the median length is.
 *
 * Costs the Gram matrix, and n³/3 operations.
 *
 * @throws AssentError when μ is not above 0
 */
export function whitened(options: WhitenedOptions = {}): WeightingOf<'gram'> {
  checkOptions('whitened', options, ['mu', 'clip'])
  const { mu = 0.3, clip = false } = options
  checkPositive('whitened.mu', mu, 'larger values come closer to uniform')
  return defineWeighting({
    name: 'whitened',
    settings: { mu, clip },
    needs: 'gram',
    weigh: ({ gram, squaredNorms, tasks }) => {
      const factors = clip ? clipFactors(squaredNorms) : gram.map(() => 1)
      if (!factors) return degenerate(tasks, NO_MEDIAN_LENGTH)
      const own = scaleBoth(gram, factors)
      const size = diagonalOf(own).reduce((sum, square) => sum + square, 0) / tasks
      if (!(size > 0)) return degenerate(tasks, 'all updates are zero')
      const relative = own.map((row) => row.map((value) => value / size / mu))
      const solution = solvePositive(addToDiagonal(relative, 1), uniformWeights(tasks))
      if (!solution) return degenerate(tasks, 'μ is too small beside rounding')
      return solution.map((weight, i) => weight * (factors[i] ?? 0))
    },
  })
}
