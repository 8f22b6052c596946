// Gradient descent in the inner loop.

import { fail, scale, sub } from '@assent/autodiff'
import { type Adaptation, checkOptions, gradientSteps } from '@assent/core'
import { checkRate } from './check-rate.js'
import { type ClipOptions, checkClip, clipGradients, clipOptions, clipSettings } from './clip.js'

/** The rate of the inner loop's gradient descent, and the bounds of its gradients. */
export interface InnerSgdOptions extends ClipOptions {
  /** The inner rate α, at least 0: one for all parameters, or one per parameter by name. At 0 a parameter stays as it is. */
  readonly rate: number | { readonly [parameter: string]: number }
}

/**
 * Gradient descent: `p ← p − α ∇p`, the gradient clipped first if asked for.
 *
 * @throws AssentError when a rate is negative or not finite, and, once the model is known, when a parameter has none or a rate
 * is of no parameter
 */
export function innerSgd(options: InnerSgdOptions): Adaptation {
  checkOptions('innerSgd', options, ['rate', ...clipOptions])
  const { rate } = options
  const rates = typeof rate === 'number' ? { rate } : rate
  for (const [name, value] of Object.entries(rates)) checkRate(`innerSgd.${name}`, value)
  checkClip('innerSgd', options)
  const rateOf = (name: string): number =>
    typeof rate === 'number'
      ? rate
      : (rate[name] ?? fail('innerSgd.rate', `a rate for parameter ${name}`, 'none', 'add it to rate'))
  return gradientSteps({
    name: 'innerSgd',
    settings: { rate, ...clipSettings(options) },
    move: ({ task, parameters, gradients }) => {
      if (typeof rate !== 'number') checkOptions('innerSgd.rate', rate, task.names)
      const clipped = clipGradients(gradients, options)
      return {
        parameters: parameters.map((parameter, p) => {
          const own = rateOf(task.names[p] ?? '')
          const gradient = clipped[p]
          // Not even touched at rate 0: nobody reads the gradient then, so programs leave out what computes it.
          return own === 0 || !gradient ? parameter : sub(parameter, scale(gradient, own))
        }),
      }
    },
  })
}
