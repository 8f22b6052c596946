// The paper's objective with its regularizer, solved exactly: minimize −ε s·w + (μ/2)‖w‖² subject to
// ‖w‖₁ = 1 (Eshratifar, Eigen and Pedram 2018, eq. 9 with the constraint of eq. 4).

import { checkOptions, defineWeighting, fail, normalizeL1, type WeightingOf } from '@assent/core'
import { greatestScore } from './gradient-agreement.js'
import { projectOnSimplex } from './simplex.js'

/** How evenly the weights are spread, and in which units that is told. */
export interface RegularizedAgreementOptions {
  /** How evenly the weights are spread; above 0. */
  readonly mu: number
  /**
   * The proximal step ε of eq. 6. When given, μ is absolute, in the units of ε‖d‖²; when left out, μ is in units of
   * ε‖s‖₁, free of scale.
   */
  readonly epsilon?: number
}

/**
 * `wᵢ = sign(sᵢ) · Π(|s| / κ‖s‖₁)ᵢ` with Π the projection on the simplex. With the scale-free μ, κ = μ: **μ = 1 is the
 * published rule**, μ → 0 gives all weight to the task of the largest |s|, and μ → ∞ gives every task ±1/n.
 *
 * @throws AssentError when μ or ε is not above 0
 */
export function regularizedAgreement(options: RegularizedAgreementOptions): WeightingOf<'scores'> {
  checkOptions('regularizedAgreement', options, ['mu', 'epsilon'])
  const { mu, epsilon } = options
  checkPositive('mu', mu)
  if (epsilon !== undefined) checkPositive('epsilon', epsilon)
  return defineWeighting({
    name: 'regularizedAgreement',
    settings: epsilon === undefined ? { mu } : { mu, epsilon },
    needs: 'scores',
    agreeOn: 'displacement',
    weigh: ({ scores, squaredNorms }) => {
      const normalized = normalizeL1(scores, greatestScore(squaredNorms))
      if ('weights' in normalized) return normalized
      const total = scores.reduce((sum, score) => sum + Math.abs(score), 0)
      const kappa = epsilon === undefined ? mu : mu / (epsilon * total)
      const magnitudes = projectOnSimplex(normalized.map((weight) => Math.abs(weight) / kappa))
      return signed(scores, magnitudes)
    },
  })
}

/** Magnitudes with the signs of the scores. A score of exactly 0 has no sign: its task gets no weight, the rest share it. */
function signed(scores: readonly number[], magnitudes: readonly number[]): readonly number[] {
  const weights = scores.map((score, i) => Math.sign(score) * (magnitudes[i] as number))
  const total = weights.reduce((sum, weight) => sum + Math.abs(weight), 0)
  return weights.map((weight) => weight / total)
}

function checkPositive(option: string, value: number): void {
  if (!(value > 0 && Number.isFinite(value))) {
    fail(
      `regularizedAgreement.${option}`,
      'a number above 0',
      `${value}`,
      '1 is the published rule; larger spreads the weights more evenly',
    )
  }
}
