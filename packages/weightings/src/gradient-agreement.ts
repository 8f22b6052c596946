// Gradient agreement: Eshratifar, Eigen and Pedram 2018, Algorithm 1 line 8 and eq. 13.

import { defineWeighting, normalizeL1, type ScoreAgreement, type WeightingOf } from '@assent/core'

/**
 * `wᵢ = sᵢ / ‖s‖₁` with `sᵢ = dᵢ · Σⱼ dⱼ`: tasks that agree with the sum pull harder, and a task against it gets a
 * negative weight. `Σ|wᵢ| = 1`. The paper's μ cancels out of this rule; see `regularizedAgreement`.
 *
 * Where the displacements cancel out, the weights are uniform and flagged.
 */
export function gradientAgreement(): WeightingOf<'scores'> {
  return defineWeighting({
    name: 'gradientAgreement',
    needs: 'scores',
    agreeOn: 'displacement',
    weigh: ({ scores, squaredNorms }) => normalizeL1(scores, greatestScore(squaredNorms)),
  })
}

/** What `Σ|sᵢ|` could at most be for displacements of these norms: `(Σ‖dᵢ‖)²`, by Cauchy and Schwarz. */
export function greatestScore(squaredNorms: ScoreAgreement['squaredNorms']): number {
  return squaredNorms.reduce((total, squared) => total + Math.sqrt(squared), 0) ** 2
}
