// Adam: Kingma and Ba 2015 (arXiv 1412.6980), Algorithm 1.

import { checkOptions, fail, type OuterOptimizer, type Schedule } from '@assent/core'
import { toSchedule } from './schedules.js'

/** How long the two averages remember, and what keeps a small one from dividing. */
export interface AdamOptions {
  /** Share of the average direction that stays at each step, in [0, 1). @defaultValue 0.9 */
  readonly beta1?: number
  /** Share of the average square that stays at each step, in [0, 1). @defaultValue 0.999 */
  readonly beta2?: number
  /** Added to the root, above 0. @defaultValue 1e-8 */
  readonly epsilon?: number
}

/**
 * `θ ← θ − α m̂ / (√v̂ + ε)`, with bias-corrected averages of the direction and its square.
 *
 * @throws AssentError when a β lies outside [0, 1), ε is not above 0, or an option is unknown
 */
export function adam(rate: number | Schedule, options: AdamOptions = {}): OuterOptimizer {
  checkOptions('adam', options, ['beta1', 'beta2', 'epsilon'])
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options
  for (const [name, beta] of Object.entries({ beta1, beta2 })) {
    if (!(beta >= 0 && beta < 1)) fail(`adam.${name}`, 'a number in [0, 1)', `${beta}`, 'leave it out for the usual value')
  }
  if (!(epsilon > 0)) fail('adam.epsilon', 'a number above 0', `${epsilon}`, 'leave it out for 1e-8')
  return {
    name: 'adam',
    settings: { beta1, beta2, epsilon },
    schedule: toSchedule(rate),
    slots: ['mean', 'square'],
    update: (parameters, direction, [m, v], alpha, count) => {
      if (!m || !v) return fail('adam', 'two slots', 'fewer', 'pass those of the state')
      const meanScale = 1 / (1 - beta1 ** count)
      const squareScale = 1 / (1 - beta2 ** count)
      for (let i = 0; i < parameters.length; i++) {
        const g = direction[i] ?? 0
        m[i] = beta1 * (m[i] ?? 0) + (1 - beta1) * g
        v[i] = beta2 * (v[i] ?? 0) + (1 - beta2) * g * g
        const move = ((m[i] ?? 0) * meanScale) / (Math.sqrt((v[i] ?? 0) * squareScale) + epsilon)
        parameters[i] = (parameters[i] ?? 0) - alpha * move
      }
    },
  }
}
