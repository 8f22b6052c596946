// What models and losses are made of: compositions of the closed list, so their derivatives come for free.

import { add, addScalar, div, exp, log, mul, rsqrt, scale, square, sub } from './elementwise.js'
import { fail } from './errors.js'
import type { Tensor } from './graph.js'
import { keepAxes, sameShape, showShape, sizeOf } from './shape.js'
import { max, reshape, stopGradient, sum } from './structure.js'

/** Mean over `axes` (all by default), which disappear from the shape. */
export function mean(a: Tensor, axes: readonly number[] = a.shape.map((_, axis) => axis)): Tensor {
  const total = sum(a, axes)
  return scale(total, sizeOf(total.shape) / sizeOf(a.shape))
}

/** `log Σ exp(a)` along the last axis, which stays with length 1. Shifted by the maximum, so it cannot overflow. */
export function logSumExp(a: Tensor): Tensor {
  const shift = stopGradient(max(a))
  const last = a.shape.length - 1
  const total = reshape(sum(exp(sub(a, shift)), [last]), shift.shape)
  return add(log(total), shift)
}

/** Softmax along the last axis. */
export function softmax(a: Tensor): Tensor {
  const raised = exp(sub(a, stopGradient(max(a))))
  const last = a.shape.length - 1
  return div(raised, reshape(sum(raised, [last]), keepAxes(a.shape, [last])))
}

function checkTargets(where: string, prediction: Tensor, target: Tensor): void {
  if (!sameShape(prediction.shape, target.shape)) {
    fail(where, `targets of shape ${showShape(prediction.shape)}`, showShape(target.shape), 'match the model to the task')
  }
}

/** Cross-entropy of logits `[examples, classes]` with target rows that each sum to one (one-hot); mean over examples. */
export function softmaxCrossEntropy(logits: Tensor, target: Tensor): Tensor {
  checkTargets('softmaxCrossEntropy', logits, target)
  const surprise = sub(logSumExp(logits), reshape(sum(mul(logits, target), [1]), keepAxes(logits.shape, [1])))
  return mean(surprise)
}

/** Mean over points and outputs of the squared error. */
export function meanSquaredError(prediction: Tensor, target: Tensor): Tensor {
  checkTargets('meanSquaredError', prediction, target)
  return mean(square(sub(prediction, target)))
}

/**
 * Batch normalization of images `[batch, height, width, channel]` by the batch's own mean and biased variance over
 * batch, height and width (Ioffe and Szegedy 2015); `epsilon` stands inside the root. `gain` and `shift` are
 * `[channel]`.
 */
export function batchNorm(images: Tensor, gain: Tensor, shift: Tensor, epsilon = 1e-5): Tensor {
  const axes = images.shape.map((_, axis) => axis).slice(0, -1)
  const centered = sub(images, mean(images, axes))
  const variance = mean(square(centered), axes)
  return add(mul(centered, mul(rsqrt(addScalar(variance, epsilon)), gain)), shift)
}
