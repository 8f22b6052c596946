// Aligned-MTL: Senushkin, Patakin, Kuznetsov and Konushin, "Independent Component Alignment for Multi-Task Learning"
// (2023), algorithm 1.

import { defineWeighting, uniformWeights, type WeightingOf } from '@assent/core'
import { degenerate } from './degenerate.js'
import { applySpectrum, eigenSymmetric, RANK_TOLERANCE } from './linear-algebra.js'

/**
 * The mean of the updates with their singular values all made the smallest: `w = √λᵣ V Λ^(−½) Vᵀ 1/n` over the r
 * eigenvalues of G that are not zero, λᵣ the least of them. Uniform and flagged where all updates are 0.
 *
 * Costs the Gram matrix, and its eigenvalues: about 40 n³ operations.
 */
export function alignedMtl(): WeightingOf<'gram'> {
  return defineWeighting({
    name: 'alignedMtl',
    needs: 'gram',
    weigh: ({ gram, tasks }) => {
      const eigen = eigenSymmetric(gram)
      const largest = Math.max(...eigen.values)
      if (!(largest > 0)) return degenerate(tasks, 'all updates are zero')
      const smallest = Math.min(...eigen.values.filter((value) => value > RANK_TOLERANCE * largest))
      return applySpectrum(eigen, (value) => Math.sqrt(smallest / value), uniformWeights(tasks))
    },
  })
}
