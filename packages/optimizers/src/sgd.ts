// Outer optimizers without a memory of squares: plain descent, as Reptile uses it, and momentum.

import { checkOptions, fail, type OuterOptimizer, type Schedule } from '@assent/core'
import { toSchedule } from './schedules.js'

/** `θ ← θ − α · direction`. `rate` is a number or a schedule. */
export function sgd(rate: number | Schedule): OuterOptimizer {
  return {
    name: 'sgd',
    settings: {},
    schedule: toSchedule(rate),
    slots: [],
    update: (parameters, direction, _slots, alpha) => {
      for (let i = 0; i < parameters.length; i++) {
        parameters[i] = (parameters[i] ?? 0) - alpha * (direction[i] ?? 0)
      }
    },
  }
}

/** How long the velocity lasts. */
export interface MomentumOptions {
  /** How much of the last velocity stays, in [0, 1). @defaultValue 0.9 */
  readonly momentum?: number
}

/**
 * `v ← βv + direction`, `θ ← θ − αv` (Polyak 1964).
 *
 * @throws AssentError when β lies outside [0, 1)
 */
export function momentum(rate: number | Schedule, options: MomentumOptions = {}): OuterOptimizer {
  checkOptions('momentum', options, ['momentum'])
  const { momentum: beta = 0.9 } = options
  if (!(beta >= 0 && beta < 1)) fail('momentum.momentum', 'a number in [0, 1)', `${beta}`, 'leave it out for 0.9')
  return {
    name: 'momentum',
    settings: { momentum: beta },
    schedule: toSchedule(rate),
    slots: ['velocity'],
    update: (parameters, direction, [v], alpha) => {
      if (!v) return fail('momentum', 'a slot', 'none', 'pass that of the state')
      for (let i = 0; i < parameters.length; i++) {
        v[i] = beta * (v[i] ?? 0) + (direction[i] ?? 0)
        parameters[i] = (parameters[i] ?? 0) - alpha * (v[i] ?? 0)
      }
    },
  }
}
