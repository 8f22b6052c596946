// Compositions that models and losses are made of.

import {
  add,
  addScalar,
  batchNorm,
  convolve,
  log,
  logSumExp,
  matMul,
  maxPool,
  meanSquaredError,
  mul,
  relu,
  reshape,
  scale,
  softmax,
  softmaxCrossEntropy,
  square,
  type Tensor,
  tanh,
} from '@assent/autodiff'
import { type OperationCase, one, two } from './case.js'

/** Targets that sum to one in each row, made of values of any kind. */
const asTargets = softmax

/** Most of what a convolutional model is made of. */
export const convolutionBlock: OperationCase = {
  name: 'a block of convolution, batchNorm, relu and maxPool under a classifier',
  inputs: [[2, 5, 5, 1], [3, 3, 1, 2], [2], [8, 3]],
  compute: (...tensors) => {
    const [images, filters, gain, weights] = tensors as [Tensor, Tensor, Tensor, Tensor]
    const block = maxPool(relu(batchNorm(convolve(images, filters), gain, mul(gain, gain))))
    const logits = matMul(reshape(block, [2, 8]), weights)
    return softmaxCrossEntropy(logits, asTargets(add(logits, matMul(reshape(block, [2, 8]), weights))))
  },
}

export const functionCases: readonly OperationCase[] = [
  one('logSumExp', [3, 4], logSumExp),
  // e¹⁰⁰ does not fit into float32.
  one('logSumExp of large values', [3, 4], (a) => logSumExp(addScalar(a, 100))),
  one('logSumExp of a vector', [5], logSumExp),
  one('softmax', [3, 4], softmax),
  one('log of softmax', [2, 5], (a) => log(addScalar(softmax(a), 0.1))),
  two('softmaxCrossEntropy', [4, 3], [4, 3], (a, b) => softmaxCrossEntropy(a, asTargets(b))),
  two('softmaxCrossEntropy of large logits', [2, 3], [2, 3], (a, b) => softmaxCrossEntropy(scale(a, 40), asTargets(b))),
  two('meanSquaredError', [5, 2], [5, 2], meanSquaredError),
  two('mean squared error of a net', [3, 2], [2, 4], (a, b) => {
    const hidden = tanh(matMul(a, b))
    return meanSquaredError(matMul(hidden, b, { transposeB: true }), square(a))
  }),
  {
    name: 'batchNorm',
    inputs: [[3, 2, 2, 2], [2], [2]],
    compute: (...tensors) => {
      const [images, gain, shift] = tensors as [Tensor, Tensor, Tensor]
      return batchNorm(images, gain, shift)
    },
  },
  convolutionBlock,
]
