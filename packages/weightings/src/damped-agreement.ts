// Agreement damped by each task's own norm: the parent method, Jenni and Favaro, "Deep Bilevel Learning"
// (2018, arXiv 1809.01465), with the sum of all tasks in the place of their validation gradient.

import { checkOptions, defineWeighting, fail, normalizeL1, type WeightingOf } from '@assent/core'

/** How much a task's own norm counts. */
export interface DampedAgreementOptions {
  /** In the units of ‖dᵢ‖², at least 0; 0.01 unless given. 0 divides by the squared norm; ∞ is gradient agreement. */
  readonly mu?: number
}

/**
 * `wᵢ ∝ sᵢ / (‖dᵢ‖² + μ)`, with `Σ|wᵢ| = 1`. A displacement of zero gets weight 0. Where the displacements cancel out,
 * the weights are uniform and flagged.
 *
 * @throws AssentError when μ is negative or not finite
 */
export function dampedAgreement(options: DampedAgreementOptions = {}): WeightingOf<'scores'> {
  checkOptions('dampedAgreement', options, ['mu'])
  const { mu = 0.01 } = options
  if (!(mu >= 0 && Number.isFinite(mu))) {
    fail('dampedAgreement.mu', 'a number of at least 0', `${mu}`, 'larger values come closer to gradientAgreement')
  }
  return defineWeighting({
    name: 'dampedAgreement',
    settings: { mu },
    needs: 'scores',
    agreeOn: 'displacement',
    weigh: ({ scores, squaredNorms }) => {
      const damped = (values: readonly number[]) =>
        values.map((value, i) => (value === 0 ? 0 : value / ((squaredNorms[i] as number) + mu)))
      const lengths = squaredNorms.map(Math.sqrt)
      const total = lengths.reduce((sum, length) => sum + length, 0)
      // |sᵢ| ≤ ‖dᵢ‖ Σ‖dⱼ‖, by Cauchy and Schwarz.
      const greatest = damped(lengths.map((length) => length * total)).reduce((sum, score) => sum + score, 0)
      return normalizeL1(damped(scores), greatest)
    },
  })
}
