// Agreement by direction alone: inner products replaced by cosines. Cf. Du et al. 2018 (arXiv 1812.02224), who gate an
// auxiliary loss by its cosine.

import { defineWeighting, normalizeL1, type WeightingOf } from '@assent/core'

/**
 * `wᵢ ∝ Σⱼ cos(dᵢ, dⱼ)`, with `Σ|wᵢ| = 1`: a task of large norm gets no more weight for it. The weights multiply updates as
 * they are, so that it still pulls in proportion to its norm; `normClip` limits that. A displacement of zero has no
 * direction: its weight is 0. Where the directions cancel out, the weights are uniform and flagged.
 */
export function cosineAgreement(): WeightingOf<'gram'> {
  return defineWeighting({
    name: 'cosineAgreement',
    needs: 'gram',
    agreeOn: 'displacement',
    weigh: ({ gram, squaredNorms, tasks }) => {
      const lengths = squaredNorms.map(Math.sqrt)
      const cosine = (i: number, j: number) => {
        const product = (lengths[i] as number) * (lengths[j] as number)
        return product > 0 ? (gram[i]?.[j] as number) / product : 0
      }
      const scores = gram.map((row, i) => row.reduce((sum, _, j) => sum + cosine(i, j), 0))
      return normalizeL1(scores, tasks ** 2)
    },
  })
}
