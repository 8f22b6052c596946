// Agreement with the proximal cost of the whole step kept: between the plain average and gradient agreement.

import { checkOptions, defineWeighting, type WeightingOf } from '@assent/core'
import { checkPositive } from './degenerate.js'
import { whitened } from './whitened.js'

/** Where the rule lies between the plain average and agreement. */
export interface RidgeAgreementOptions {
  /**
   * Above 0, in units of the mean ‖gᵢ‖²: → 0 is the plain average, → ∞ the direction of gradient agreement in ever
   * shorter steps.
   */
  readonly mu: number
}

/**
 * `w = (G + μtI)⁻¹ G 1/n` with `t = tr(G)/n`: the paper's eq. 9 with the cost `½‖Σ wᵢgᵢ‖²` of the step itself, which its
 * linearization drops. It is what `whitened` takes away: the two add up to `1/n`. Uniform and flagged where all updates are 0.
 *
 * Costs the Gram matrix, and n³/3 operations.
 *
 * @throws AssentError when μ is not above 0
 */
export function ridgeAgreement(options: RidgeAgreementOptions): WeightingOf<'gram'> {
  checkOptions('ridgeAgreement', options, ['mu'])
  const { mu } = options
  checkPositive('ridgeAgreement.mu', mu, '1 lies between the plain average and agreement')
  const complement = whitened({ mu })
  return defineWeighting({
    name: 'ridgeAgreement',
    settings: { mu },
    needs: 'gram',
    weigh: (agreement) => {
      const answer = complement.weigh(agreement)
      return 'weights' in answer ? answer : answer.map((weight) => 1 / agreement.tasks - weight)
    },
  })
}
