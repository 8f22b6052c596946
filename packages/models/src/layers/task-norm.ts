// TaskNorm (Bronskill et al. 2020, equations 10 and 11): the moments of the task's support examples, blended with the
// example's own by a learned weight α = σ(blendScale · count + blendOffset) that may grow with the count of support examples:
//   μ = α μ_support + (1 − α) μ_own
//   σ² = α (σ²_support + (μ_support − μ)²) + (1 − α) (σ²_own + (μ_own − μ)²)
// A prediction depends on the support examples and on the example itself, and on no other query.

import { add, addScalar, fill, mean, mul, neg, reshape, rsqrt, sigmoid, square, sub, type Tensor } from '@assent/autodiff'
import { constantly } from '../initialize.js'
import { buildLayer, type Layer } from '../layer.js'

/**
 * The example's own moments are each channel's over all places (TaskNorm-I), or, where there are no places, those of all
 * features together (TaskNorm-L). At the start α is ½.
 */
export function taskNorm(epsilon: number): Layer {
  return {
    name: 'norm',
    settings: { kind: 'task', epsilon },
    build: (shape) => {
      const channels = shape.slice(-1)
      return buildLayer({
        outputShape: shape,
        parameters: {
          scale: constantly(1, channels),
          shift: constantly(0, channels),
          blendScale: constantly(0, []),
          blendOffset: constantly(0, []),
        },
        statistics: { mean: channels, variance: channels, count: [] },
        observe: (_, inputs) => observed(inputs),
        apply: ({ scale, shift, blendScale, blendOffset }, inputs, { statistics = observed(inputs) }) => {
          const alpha = sigmoid(add(mul(blendScale, statistics.count), blendOffset))
          const own = moments(inputs, ownAxes(inputs))
          const center = blend(alpha, statistics.mean, own.mean)
          const apart = ({ mean, variance }: Moments) => add(variance, square(sub(mean, center)))
          const variance = blend(alpha, apart(statistics), apart(own))
          return add(mul(mul(sub(inputs, center), rsqrt(addScalar(variance, epsilon))), scale), shift)
        },
      })
    },
  }
}

interface Moments {
  readonly mean: Tensor
  readonly variance: Tensor
}

/** Each channel's moments over all examples and places, and the count of examples. */
function observed(inputs: Tensor) {
  const [count = 1, ...example] = inputs.shape
  const channels = example.slice(-1)
  const found = moments(inputs, inputs.shape.map((_, axis) => axis).slice(0, -1))
  return {
    mean: reshape(found.mean, channels),
    variance: reshape(found.variance, channels),
    count: fill(inputs, count, []),
  }
}

/** Places, or features where there are none. */
function ownAxes({ shape }: Tensor): number[] {
  const axes = shape.map((_, axis) => axis)
  return shape.length > 2 ? axes.slice(1, -1) : axes.slice(1)
}

/** Mean and biased variance over `axes`, which stay with length 1. */
function moments(inputs: Tensor, axes: readonly number[]): Moments {
  const kept = inputs.shape.map((length, axis) => (axes.includes(axis) ? 1 : length))
  const center = reshape(mean(inputs, axes), kept)
  return { mean: center, variance: reshape(mean(square(sub(inputs, center)), axes), kept) }
}

/** `α a + (1 − α) b`. */
function blend(alpha: Tensor, a: Tensor, b: Tensor): Tensor {
  return add(mul(alpha, a), mul(addScalar(neg(alpha), 1), b))
}
