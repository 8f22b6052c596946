// Adam in the inner loop: Kingma and Ba 2015 (arXiv 1412.6980), Algorithm 1.

import { add, addScalar, div, fail, mul, scale, sqrt, square, sub, type Tensor } from '@assent/autodiff'
import { type Adaptation, checkOptions, gradientSteps } from '@assent/core'
import { checkRate } from './check-rate.js'
import { type ClipOptions, checkClip, clipGradients, clipOptions, clipSettings } from './clip.js'

/** The rate of the inner loop's Adam, and how long its averages remember. */
export interface InnerAdamOptions extends ClipOptions {
  /** The inner rate α, at least 0. */
  readonly rate: number
  /** As Reptile uses it. @defaultValue 0 */
  readonly beta1?: number
  /** @defaultValue 0.999 */
  readonly beta2?: number
  /** @defaultValue 1e-8 */
  readonly epsilon?: number
}

/**
 * Adam, bias-corrected and fresh for each task; β₁ = 0 as in Reptile (Nichol, Achiam and Schulman 2018). Its root has no
 * derivative at 0, so second-order learners refuse it.
 *
 * @throws AssentError when the rate is negative or a β lies outside [0, 1)
 */
export function innerAdam(options: InnerAdamOptions): Adaptation {
  checkOptions('innerAdam', options, ['rate', 'beta1', 'beta2', 'epsilon', ...clipOptions])
  const { rate, beta1 = 0, beta2 = 0.999, epsilon = 1e-8 } = options
  checkRate('innerAdam.rate', rate)
  for (const [name, beta] of Object.entries({ beta1, beta2 })) {
    if (!(beta >= 0 && beta < 1)) fail(`innerAdam.${name}`, 'a number in [0, 1)', `${beta}`, 'leave it out for the usual value')
  }
  checkClip('innerAdam', options)
  const average = (old: Tensor | undefined, fresh: Tensor, beta: number) =>
    old ? add(scale(old, beta), scale(fresh, 1 - beta)) : fresh
  return gradientSteps({
    name: 'innerAdam',
    settings: { rate, beta1, beta2, epsilon, ...clipSettings(options) },
    differentiable: false,
    slots: beta1 === 0 ? ['square'] : ['mean', 'square'],
    coefficients: (innerStep) => [rate / (1 - beta1 ** innerStep), 1 / (1 - beta2 ** innerStep)],
    move: ({ parameters, gradients, slots, coefficients }) => {
      const [meanScale, squareScale] = coefficients
      if (!meanScale || !squareScale) return fail('innerAdam', 'two coefficients', 'none', 'pass coefficients(innerStep)')
      const clipped = clipGradients(gradients, options)
      const squares = clipped.map((gradient, p) => average(slots.square?.[p], square(gradient), beta2))
      const means = clipped.map((gradient, p) => average(slots.mean?.[p], gradient, beta1))
      const moves = means.map((mean, p) =>
        div(mul(mean, meanScale), addScalar(sqrt(mul(squares[p] ?? mean, squareScale)), epsilon)),
      )
      return {
        parameters: parameters.map((parameter, p) => sub(parameter, moves[p] ?? parameter)),
        slots: beta1 === 0 ? { square: squares } : { mean: means, square: squares },
      }
    },
  })
}
