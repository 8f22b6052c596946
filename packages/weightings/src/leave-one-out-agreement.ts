// Gradient agreement in which no task votes for itself.

import { defineWeighting, normalizeL1, type WeightingOf } from '@assent/core'
import { degenerate } from './degenerate.js'
import { greatestScore } from './gradient-agreement.js'

/**
 * `wᵢ ∝ dᵢ · Σⱼ≠ᵢ dⱼ = sᵢ − ‖dᵢ‖²`, with `Σ|wᵢ| = 1`: a task of large norm gains nothing by it alone. Unlike the paper's
 * scores, these can all be below 0; then no task agrees with the others, and the weights are uniform and flagged, as they
 * are where all of them vanish and for a single task.
 *
 * Costs scores: two passes over the displacements.
 */
export function leaveOneOutAgreement(): WeightingOf<'scores'> {
  return defineWeighting({
    name: 'leaveOneOutAgreement',
    needs: 'scores',
    agreeOn: 'displacement',
    weigh: ({ scores, squaredNorms, tasks }) => {
      const others = scores.map((score, i) => score - (squaredNorms[i] ?? 0))
      const limit = greatestScore(squaredNorms)
      if (!(Math.max(...others) > 1e-9 * limit)) return degenerate(tasks, 'no task agrees with the others')
      return normalizeL1(others, limit)
    },
  })
}
