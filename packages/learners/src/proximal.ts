// An inner loop that is held to θ.

import { add, mul, scale, sub, sum, type Tensor } from '@assent/autodiff'
import type { Adaptation } from '@assent/core'

/** The same adaptation of `L_support(φ) + λ/2 ‖φ − θ‖²`. */
export function proximal(inner: Adaptation, lambda: number): Adaptation {
  return {
    ...inner,
    settings: { ...inner.settings, lambda },
    step: (task, state, examples, coefficients) => {
      const held = (parameters: readonly Tensor[]) =>
        parameters.map((parameter, p) => distance(parameter, task.theta[p] ?? parameter))
      const loss: typeof task.loss = (parameters, ...rest) =>
        held(parameters).reduce((total, part) => add(total, scale(part, lambda / 2)), task.loss(parameters, ...rest))
      return inner.step({ ...task, loss }, state, examples, coefficients)
    },
  }
}

/** `‖a − b‖²`. */
function distance(a: Tensor, b: Tensor): Tensor {
  const difference = sub(a, b)
  return sum(mul(difference, difference))
}
