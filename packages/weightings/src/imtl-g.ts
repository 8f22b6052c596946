// Impartial multi-task learning, gradient balance: Liu et al., "Towards Impartial Multi-task Learning" (2021), eq. 5.

import { defineWeighting, type WeightingOf } from '@assent/core'
import { degenerate } from './degenerate.js'
import { applySpectrum, diagonalOf, eigenOfGram } from './linear-algebra.js'

/**
 * The direction with the same projection on every unit vector: `w = v / Σv` with `v = G⁺ √diag(G)`. `Σw = 1`; weights may
 * be negative. Uniform and flagged where `Σv` vanishes.
 *
 * Costs the Gram matrix, and its eigenvalues: about 80 n³ operations.
 */
export function imtlG(): WeightingOf<'gram'> {
  return defineWeighting({
    name: 'imtlG',
    needs: 'gram',
    weigh: ({ gram, tasks }) => {
      const lengths = diagonalOf(gram).map(Math.sqrt)
      const balanced = applySpectrum(eigenOfGram(gram), (value) => 1 / value, lengths)
      const total = balanced.reduce((sum, value) => sum + value, 0)
      const size = balanced.reduce((sum, value) => sum + Math.abs(value), 0)
      if (!(Math.abs(total) > 1e-9 * size)) return degenerate(tasks, 'no direction with equal projections')
      return balanced.map((value) => value / total)
    },
  })
}
