// Cross-entropy of yes-or-no targets, each on its own: binary and multi-label classification.

import { add, addScalar, exp, type FloatArray, fail, log, mean, mul, neg, relu, scale, type Tensor } from '@assent/autodiff'
import type { Loss, TargetFault } from '../contracts/loss.js'
import { checkOptions } from '../contracts/options.js'

/** How yes and no are balanced. */
export interface BinaryCrossEntropyOptions {
  /** How much a yes counts beside a no, above 0. @defaultValue 1 */
  readonly positiveWeight?: number
}

/**
 * Mean over examples and labels of `−(p·y·log σ(z) + (1 − y)·log(1 − σ(z)))` for logits z and targets y from 0 to 1, in nats.
 *
 * @throws AssentError when the weight is not above 0
 */
export function binaryCrossEntropy(options: BinaryCrossEntropyOptions = {}): Loss {
  checkOptions('binaryCrossEntropy', options, ['positiveWeight'])
  const { positiveWeight = 1 } = options
  if (!(positiveWeight > 0 && Number.isFinite(positiveWeight))) {
    fail('binaryCrossEntropy.positiveWeight', 'a number above 0', `${positiveWeight}`, 'leave it out for 1')
  }
  return {
    name: 'binaryCrossEntropy',
    settings: { positiveWeight },
    compute: (logits, target) => {
      const yes = mul(target, softplus(neg(logits)))
      const no = mul(addScalar(neg(target), 1), softplus(logits))
      return mean(add(scale(yes, positiveWeight), no))
    },
    checkTarget: notBetween,
  }
}

/** `log(1 + eᶻ)`, as `max(z, 0) + log(1 + e^−|z|)`, which cannot overflow. */
function softplus(z: Tensor): Tensor {
  const size = add(relu(z), relu(neg(z)))
  return add(relu(z), log(addScalar(exp(neg(size)), 1)))
}

function notBetween(target: FloatArray): TargetFault | undefined {
  const bad = target.find((value) => !(value >= 0 && value <= 1))
  if (bad === undefined) return undefined
  return { expected: 'targets from 0 to 1', found: `${bad}`, remedy: 'use 0 for no and 1 for yes' }
}
