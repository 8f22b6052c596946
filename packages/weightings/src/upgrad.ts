// UPGrad: Quinton and Rey, "Jacobian Descent for Multi-Objective Optimization" (2024, arXiv 2406.16232).

import type { WeightingOf } from '@assent/core'
import { type DualConeOptions, onDualCone } from './dual-cone.js'

/**
 * Each task's share of the mean is projected on the dual cone by itself: `w = Σᵢ argmin vᵀGv` subject to `v ⪰ eᵢ/n`. Never
 * conflicts with a task, but for the regularization. Uniform and flagged where all updates are 0.
 *
 * Costs the Gram matrix, and n small quadratic programs, of a few systems of equations each: about n⁴ operations.
 *
 * @throws AssentError when the regularization is not above 0
 */
export function upgrad(options: DualConeOptions = {}): WeightingOf<'gram'> {
  return onDualCone('upgrad', options, (tasks) =>
    Array.from({ length: tasks }, (_, own) => Array.from({ length: tasks }, (_, i) => (i === own ? 1 / tasks : 0))),
  )
}
