// Huber's loss (1964): squared near the target, straight far from it, so that an outlier cannot decide.

import { add, addScalar, fail, mean, mul, neg, relu, scale, sub } from '@assent/autodiff'
import type { Loss } from '../contracts/loss.js'
import { checkOptions } from '../contracts/options.js'

/** What counts as an outlier. */
export interface HuberOptions {
  /** Where the line begins, above 0, in units of the target. @defaultValue 1 */
  readonly delta?: number
}

/**
 * Mean over examples and outputs of `e²/2` for `|e| ≤ δ` and `δ(|e| − δ/2)` beyond, with `e = prediction − target`.
 *
 * @throws AssentError when δ is not above 0
 */
export function huber(options: HuberOptions = {}): Loss {
  checkOptions('huber', options, ['delta'])
  const { delta = 1 } = options
  if (!(delta > 0 && Number.isFinite(delta))) fail('huber.delta', 'a number above 0', `${delta}`, 'leave it out for 1')
  return {
    name: 'huber',
    settings: { delta },
    compute: (prediction, target) => {
      const error = sub(prediction, target)
      const size = add(relu(error), relu(neg(error)))
      const near = sub(size, relu(addScalar(size, -delta))) // min(|e|, δ)
      return mean(mul(near, sub(size, scale(near, 0.5))))
    },
  }
}
