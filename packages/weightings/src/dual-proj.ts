// DualProj: Lopez-Paz and Ranzato, "Gradient Episodic Memory for Continual Learning" (2017), eq. 11.

import { uniformWeights, type WeightingOf } from '@assent/core'
import { type DualConeOptions, onDualCone } from './dual-cone.js'

/**
 * The mean update, projected on the dual cone: `w = argmin vᵀGv` subject to `v ⪰ 1/n`. Never conflicts with a task, but for
 * the regularization. Uniform and flagged where all updates are 0.
 *
 * Costs the Gram matrix, and one small quadratic program: about n³ operations.
 *
 * @throws AssentError when the regularization is not above 0
 */
export function dualProj(options: DualConeOptions = {}): WeightingOf<'gram'> {
  return onDualCone('dualProj', options, (tasks) => [uniformWeights(tasks)])
}
