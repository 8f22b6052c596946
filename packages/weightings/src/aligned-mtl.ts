// Aligned-MTL: Senushkin, Patakin, Kuznetsov and Konushin, "Independent Component Alignment for Multi-Task Learning"
// (2023), algorithm 1.

import { defineWeighting, uniformWeights, type WeightingOf } from '@assent/core'
import { degenerate } from './degenerate.js'
import { applySpectrum, eigenOfGram } from './linear-algebra.js'

/**
 * The mean of the updates with their singular values all made the smallest: `w = √λᵣ V Λ^(−½) Vᵀ 1/n` over the r
 * eigenvalues of G that are not zero, λᵣ the least of them. Uniform and flagged where all updates are 0,
 * or cancel out.
 *
 * Costs the Gram matrix, and its eigenvalues: about 80 n³ operations.
 */
export function alignedMtl(): WeightingOf<'gram'> {
  return defineWeighting({
    name: 'alignedMtl',
    needs: 'gram',
    weigh: ({ gram, tasks }) => {
      const eigen = eigenOfGram(gram)
      if (eigen.values.length === 0) return degenerate(tasks, 'all updates are zero')
      const smallest = Math.min(...eigen.values)
      const weights = applySpectrum(eigen, (value) => Math.sqrt(smallest / value), uniformWeights(tasks))
      return Math.max(...weights.map(Math.abs)) > 1e-9 / tasks ? weights : degenerate(tasks, 'the tasks cancel out')
    },
  })
}
