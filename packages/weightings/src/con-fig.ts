// ConFIG, the conflict-free inverse gradient: Liu, Chu and Thuerey, "ConFIG: Towards Conflict-free Training of Physics
// Informed Neural Networks" (2024, arXiv 2408.11104), eq. 2.

import { defineWeighting, type WeightingOf } from '@assent/core'
import { degenerate } from './degenerate.js'
import { applySpectrum, cosinesOf, diagonalOf, dot, eigenOfGram, multiply, squareOf } from './linear-algebra.js'

/**
 * The direction with the same cosine to every task, `u ∝ Σ vᵢ gᵢ/‖gᵢ‖` with `v = C⁺ 1` and C the cosines, as long as the mean
 * of the updates' projections on it. (The authors take their sum; a direction is a weighted mean here.) Uniform and flagged
 * where there is no such direction, or the projections on it cancel out.
 *
 * Costs the Gram matrix, and eigenvalues: about 80 n³ operations.
 */
export function conFig(): WeightingOf<'gram'> {
  return defineWeighting({
    name: 'conFig',
    needs: 'gram',
    weigh: ({ gram, tasks }) => {
      const lengths = diagonalOf(gram).map(Math.sqrt)
      const cosines = cosinesOf(gram)
      const ones = lengths.map((length) => (length > 0 ? 1 : 0))
      const shares = applySpectrum(eigenOfGram(cosines), (value) => 1 / value, ones)
      const square = squareOf(cosines, shares)
      if (!(square > 1e-18 * dot(shares, shares))) return degenerate(tasks, 'no direction with equal cosines')
      const projections = multiply(cosines, shares).map((value, i) => value * (lengths[i] ?? 0))
      const total = projections.reduce((sum, value) => sum + value, 0)
      const size = projections.reduce((sum, value) => sum + Math.abs(value), 0)
      if (!(Math.abs(total) > 1e-9 * size)) return degenerate(tasks, 'the projections on it cancel out')
      const length = total / tasks / square
      return shares.map((share, i) => ((lengths[i] ?? 0) > 0 ? (length * share) / (lengths[i] ?? 0) : 0))
    },
  })
}
