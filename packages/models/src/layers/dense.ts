// A fully connected layer.

import { add, matMul } from '@assent/autodiff'
import { checkOptions } from '@assent/core'
import { checkChoice, checkCounts, checkRank } from '../check.js'
import { biases, type WeightStart, weightStarts, weights } from '../initialize.js'
import { buildLayer, type Layer } from '../layer.js'

/** How wide the layer is, and how it begins. */
export interface DenseOptions {
  /** Outputs. */
  readonly units: number
  /** @defaultValue true */
  readonly bias?: boolean
  /** How the weights begin: see {@link WeightStart}. @defaultValue 'glorot' */
  readonly start?: WeightStart
}

/** `x · weight + bias` over the last axis: `[…, features]` becomes `[…, units]`. Weights are `[features, units]`. */
export function dense(options: DenseOptions): Layer {
  checkOptions('dense', options, ['units', 'bias', 'start'])
  const { units, bias = true, start = 'glorot' } = options
  checkCounts('dense', { units })
  checkChoice('dense.start', start, weightStarts)
  return {
    name: 'dense',
    settings: { units, bias, start },
    build: (shape) => {
      checkRank('dense', shape, [1, 2, 3], '[…, features]')
      const fanIn = shape.at(-1) ?? 1
      const fans = { fanIn, fanOut: units }
      return buildLayer({
        outputShape: [...shape.slice(0, -1), units],
        parameters: {
          weight: weights(start, [fanIn, units], fans),
          ...(bias ? { bias: biases(start, units, fans) } : {}),
        },
        ...(bias && shape.length === 1 ? { head: { weight: 'weight', bias: 'bias' } } : {}),
        apply: ({ weight, bias }, inputs) => {
          const sums = matMul(inputs, weight)
          return bias ? add(sums, bias) : sums
        },
      })
    },
  }
}
