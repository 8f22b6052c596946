// Agreement with those who agree: gradient agreement is the first step of power iteration on the Gram matrix.

import { checkOptions, defineWeighting, fail, normalizeL1, uniformWeights, type WeightingOf } from '@assent/core'
import { diagonalOf, multiply } from './linear-algebra.js'

/** How far from gradient agreement to the leading eigenvector. */
export interface IteratedAgreementOptions {
  /** How often agreement is asked for, from 1: once is gradient agreement, ever more often the leading eigenvector of G. */
  readonly rounds: number
}

/**
 * `w ← Gw / ‖Gw‖₁`, `rounds` times from `w = 1/n`: each task is weighed by its agreement with the direction of the last
 * round. Where the displacements cancel out, the weights are uniform and flagged.
 *
 * Costs the Gram matrix, and n² operations a round.
 *
 * @throws AssentError when the number of rounds is no whole number from 1
 */
export function iteratedAgreement(options: IteratedAgreementOptions): WeightingOf<'gram'> {
  checkOptions('iteratedAgreement', options, ['rounds'])
  const { rounds } = options
  if (!Number.isSafeInteger(rounds) || rounds < 1) {
    fail('iteratedAgreement.rounds', 'a whole number of at least 1', `${rounds}`, '1 is gradient agreement')
  }
  return defineWeighting({
    name: 'iteratedAgreement',
    settings: { rounds },
    needs: 'gram',
    agreeOn: 'displacement',
    weigh: ({ gram, tasks }) => {
      const lengths = diagonalOf(gram).map(Math.sqrt)
      const total = lengths.reduce((sum, length) => sum + length, 0)
      let weights = uniformWeights(tasks)
      for (let round = 0; round < rounds; round++) {
        // |(Gw)ᵢ| ≤ ‖dᵢ‖ Σ |wⱼ| ‖dⱼ‖, by Cauchy and Schwarz.
        const reach = weights.reduce((sum, weight, j) => sum + Math.abs(weight) * (lengths[j] ?? 0), 0)
        const next = normalizeL1(multiply(gram, weights), total * reach)
        if ('weights' in next) return next
        weights = next
      }
      return weights
    },
  })
}
