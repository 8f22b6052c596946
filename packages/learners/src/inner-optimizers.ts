// Inner optimizers: how a task's parameters move in the inner loop.

import { add, addScalar, div, mul, scale, sqrt, square, sub } from '@assent/autodiff'
import { fail, type InnerOptimizer } from '@assent/core'

export interface InnerSgdOptions {
  /** The inner rate α, at least 0: one for all parameters, or one per parameter by name. At 0 a parameter stays as it is. */
  readonly rate: number | { readonly [parameter: string]: number }
}

/**
 * Gradient descent: `p ← p − α ∇p`.
 *
 * @throws AssentError when a rate is negative or not finite, or when a parameter has none
 */
export function innerSgd({ rate }: InnerSgdOptions): InnerOptimizer {
  const rates = typeof rate === 'number' ? { rate } : rate
  for (const [name, value] of Object.entries(rates)) checkRate(`innerSgd.${name}`, value)
  const rateOf = (name: string): number =>
    typeof rate === 'number'
      ? rate
      : (rate[name] ?? fail('innerSgd.rate', `a rate for parameter ${name}`, 'none', 'add it to rate'))
  return {
    name: 'innerSgd',
    settings: { rate },
    slots: [],
    differentiable: true,
    coefficients: () => [],
    update: (parameter, gradient, _slots, _coefficients, name) => {
      const own = rateOf(name)
      // Not even touched at rate 0: nobody reads the gradient then, so programs leave out what computes it.
      return { parameter: own === 0 ? parameter : sub(parameter, scale(gradient, own)), slots: [] }
    },
  }
}

export interface InnerAdamOptions {
  /** The inner rate α, at least 0. */
  readonly rate: number
  /** 0 unless given, as Reptile uses it. */
  readonly beta1?: number
  /** 0.999 unless given. */
  readonly beta2?: number
  /** 1e-8 unless given. */
  readonly epsilon?: number
}

/**
 * Adam (Kingma and Ba 2015), bias-corrected and fresh for each task; β₁ = 0 as in Reptile (Nichol, Achiam and Schulman
 * 2018). Its root has no derivative at 0, so second-order learners refuse it.
 *
 * @throws AssentError when the rate is negative or a β lies outside [0, 1)
 */
export function innerAdam({ rate, beta1 = 0, beta2 = 0.999, epsilon = 1e-8 }: InnerAdamOptions): InnerOptimizer {
  checkRate('innerAdam.rate', rate)
  for (const [name, beta] of Object.entries({ beta1, beta2 })) {
    if (!(beta >= 0 && beta < 1)) fail(`innerAdam.${name}`, 'a number in [0, 1)', `${beta}`, 'leave it out for the usual value')
  }
  return {
    name: 'innerAdam',
    settings: { rate, beta1, beta2, epsilon },
    slots: beta1 === 0 ? ['square'] : ['mean', 'square'],
    differentiable: false,
    coefficients: (step) => [rate / (1 - beta1 ** step), 1 / (1 - beta2 ** step)],
    update: (parameter, gradient, slots, [meanScale, squareScale]) => {
      if (!meanScale || !squareScale) return fail('innerAdam', 'two coefficients', 'none', 'pass coefficients(step)')
      const [oldSquare, oldMean] = [...slots].reverse()
      if (!oldSquare) return fail('innerAdam', 'a slot of squares', 'none', 'pass the state of the last step')
      const average = (old: typeof gradient, fresh: typeof gradient, beta: number) =>
        add(scale(old, beta), scale(fresh, 1 - beta))
      const squares = average(oldSquare, square(gradient), beta2)
      const mean = oldMean ? average(oldMean, gradient, beta1) : gradient
      const move = div(mul(mean, meanScale), addScalar(sqrt(mul(squares, squareScale)), epsilon))
      return { parameter: sub(parameter, move), slots: oldMean ? [mean, squares] : [squares] }
    },
  }
}

function checkRate(where: string, rate: number): void {
  if (!(rate >= 0 && Number.isFinite(rate))) fail(where, 'a finite rate of at least 0', `${rate}`, 'set the inner rate')
}
