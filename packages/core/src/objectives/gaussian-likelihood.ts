// The negative log-likelihood of a normal distribution whose mean and variance a model predicts (Nix and Weigend 1994).

import {
  add,
  exp,
  type FloatArray,
  fail,
  mean,
  mul,
  neg,
  reshape,
  type Shape,
  scale,
  slice,
  square,
  sub,
  type Tensor,
} from '@assent/autodiff'
import type { Loss } from '../contracts/loss.js'

/**
 * Outputs `[…targetShape, 2]` are a mean and the logarithm of a variance: the mean of `(log σ² + (y − μ)²/σ²)/2` over
 * examples and targets, without the constant `log 2π / 2`. Metrics judge the mean alone.
 *
 * @throws AssentError when a model's last axis is not 2
 */
export function gaussianLikelihood(): Loss {
  return {
    name: 'gaussianLikelihood',
    settings: {},
    compute: (prediction, target) => {
      const logVariance = part(prediction, 1)
      const error = sub(target, part(prediction, 0))
      return scale(mean(add(logVariance, mul(square(error), exp(neg(logVariance))))), 0.5)
    },
    targetShape: (outputShape) => {
      const pair = outputShape.at(-1)
      if (pair !== 2) {
        fail(
          'gaussianLikelihood',
          'outputs […, 2]: mean and log variance',
          `[${outputShape}]`,
          'add a last axis of 2 to the model',
        )
      }
      return outputShape.slice(0, -1)
    },
    toTargets: (outputs: FloatArray) => outputs.filter((_, place) => place % 2 === 0),
  }
}

function part(prediction: Tensor, which: 0 | 1): Tensor {
  const shape: Shape = prediction.shape.slice(0, -1)
  const begin = [...shape.map(() => 0), which]
  return reshape(slice(prediction, begin, [...shape, 1]), shape)
}
