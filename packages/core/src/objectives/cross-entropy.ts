// Cross-entropy over classes, with label smoothing (Szegedy et al. 2016) and class weights.

import {
  addScalar,
  concat,
  div,
  type FloatArray,
  fail,
  fill,
  logSumExp,
  mul,
  neg,
  scale,
  softmaxCrossEntropy,
  sub,
  sum,
  type Tensor,
} from '@assent/autodiff'
import type { Loss, TargetFault } from '../contracts/loss.js'
import { checkOptions } from '../contracts/options.js'

/** How targets are taken, and what each class counts. */
export interface CrossEntropyOptions {
  /** The share of each target that is spread evenly over all classes, in [0, 1). @defaultValue 0 */
  readonly smoothing?: number
  /** One weight above 0 per class; the mean over examples is weighted by that of each example's class. @defaultValue all alike */
  readonly classWeights?: readonly number[]
  /** What a target may be: one class, or any probabilities. @defaultValue 'one-hot' */
  readonly targets?: 'one-hot' | 'distribution'
}

/**
 * Cross-entropy of logits `[count, classes]` with targets `[count, classes]`, in nats; mean over examples.
 *
 * @throws AssentError when an option is out of range
 */
export function crossEntropy(options: CrossEntropyOptions = {}): Loss {
  checkOptions('crossEntropy', options, ['smoothing', 'classWeights', 'targets'])
  const { smoothing = 0, classWeights, targets = 'one-hot' } = options
  if (!(smoothing >= 0 && smoothing < 1))
    fail('crossEntropy.smoothing', 'a number in [0, 1)', `${smoothing}`, 'leave it out for 0')
  if (classWeights?.some((weight) => !(weight > 0 && Number.isFinite(weight)))) {
    fail('crossEntropy.classWeights', 'numbers above 0', `${classWeights}`, 'leave them out for equal weights')
  }
  return {
    name: 'crossEntropy',
    settings: { smoothing, classWeights: classWeights ?? null, targets },
    compute: (logits, target) => {
      const classes = logits.shape.at(-1) ?? 1
      const smoothed = smoothing === 0 ? target : addScalar(scale(target, 1 - smoothing), smoothing / classes)
      return classWeights ? weighted(logits, target, smoothed, classWeights) : softmaxCrossEntropy(logits, smoothed)
    },
    checkTarget: targets === 'one-hot' ? notOneHot : notDistribution,
  }
}

/** `Σᵢ Σ_c w_c tᵢ_c (−log pᵢ_c) / Σᵢ w of example i's class`. */
function weighted(logits: Tensor, target: Tensor, smoothed: Tensor, classWeights: readonly number[]): Tensor {
  const classes = logits.shape.at(-1)
  if (classWeights.length !== classes) {
    fail(
      'crossEntropy.classWeights',
      `${classes} weights, one per class`,
      `${classWeights.length}`,
      'give every class its weight',
    )
  }
  const weights = concat(
    classWeights.map((weight) => fill(logits, weight, [1])),
    0,
  )
  const surprise = neg(sub(logits, logSumExp(logits)))
  return div(sum(mul(mul(surprise, smoothed), weights)), sum(mul(target, weights)))
}

/** One 1 among zeros, of at least two. */
function notOneHot(target: FloatArray): TargetFault | undefined {
  let ones = 0
  let zeros = 0
  for (const value of target) {
    if (value === 1) ones++
    else if (value === 0) zeros++
  }
  if (ones === 1 && zeros === target.length - 1 && zeros > 0) return undefined
  return {
    expected: 'a row of at least two classes with a 1 at one of them and 0 elsewhere',
    found: `[${Array.from(target).slice(0, 8).join(', ')}]`,
    remedy: "use binaryCrossEntropy for a single or several labels, or crossEntropy({ targets: 'distribution' })",
  }
}

function notDistribution(target: FloatArray): TargetFault | undefined {
  let total = 0
  let negative = false
  for (const value of target) {
    total += value
    negative ||= value < 0
  }
  if (!negative && target.length > 1 && Math.abs(total - 1) < 1e-5) return undefined
  return {
    expected: 'a row of at least two probabilities that sum to 1',
    found: `[${Array.from(target).slice(0, 8).join(', ')}]`,
    remedy: 'normalize the targets, or use binaryCrossEntropy for several labels',
  }
}
