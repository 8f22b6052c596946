// Multi-head self-attention (Vaswani et al. 2017): softmax(q · kᵀ / √size) · v in each head, and a linear layer over all heads.

import { add, constant, matMul, reshape, scale, softmax, type Tensor, transpose } from '@assent/autodiff'
import { checkOptions, fail } from '@assent/core'
import { checkCounts, checkRank } from '../check.js'
import { constantly, weights } from '../initialize.js'
import { buildLayer, type Layer } from '../layer.js'

/** How many heads there are, and what they see. */
export interface AttentionOptions {
  /** A divisor of the features. */
  readonly heads: number
  /** Whether a place sees itself and earlier places alone. @defaultValue false */
  readonly causal?: boolean
}

/** Far below any score, and small enough that differences stay finite in float32. */
const HIDDEN = -1e9

/** Over series `[length, features]`, of the same shape afterwards. Its weights are `[features, features]`. */
export function attention(options: AttentionOptions): Layer {
  checkOptions('attention', options, ['heads', 'causal'])
  const { heads, causal = false } = options
  checkCounts('attention', { heads })
  return {
    name: 'attention',
    settings: { heads, causal },
    build: (shape) => {
      checkRank('attention', shape, [2], '[length, features]')
      const [length = 1, features = 1] = shape
      if (features % heads !== 0)
        fail('attention.heads', `a divisor of ${features} features`, `${heads}`, 'choose another number')
      const size = features / heads
      const weight = () => weights('glorot', [features, features], { fanIn: features, fanOut: features })
      const bias = () => constantly(0, [features])
      return buildLayer({
        outputShape: shape,
        parameters: {
          query: weight(),
          queryBias: bias(),
          key: weight(),
          keyBias: bias(),
          value: weight(),
          valueBias: bias(),
          output: weight(),
          outputBias: bias(),
        },
        apply: (own, inputs) => {
          const [count = 1] = inputs.shape
          const project = (weight: Tensor, bias: Tensor) =>
            transpose(reshape(add(matMul(inputs, weight), bias), [count, length, heads, size]), [0, 2, 1, 3])
          const [query, key, value] = [
            project(own.query, own.queryBias),
            project(own.key, own.keyBias),
            project(own.value, own.valueBias),
          ]
          const scores = scale(matMul(query, key, { transposeB: true }), 1 / Math.sqrt(size))
          const seen = softmax(causal ? add(scores, laterHidden(scores, length)) : scores)
          const mixed = reshape(transpose(matMul(seen, value), [0, 2, 1, 3]), [count, length, features])
          return add(matMul(mixed, own.output), own.outputBias)
        },
      })
    },
  }
}

/** What hides later places: added to `[length, length]` scores of places that look by places that are seen. */
function laterHidden(like: Tensor, length: number): Tensor {
  const hidden = Array.from({ length: length * length }, (_, place) => (place % length > Math.floor(place / length) ? HIDDEN : 0))
  return constant(like, hidden, [length, length])
}
