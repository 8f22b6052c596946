// A gated recurrent unit (Cho et al. 2014), its reset gate behind the recurrent product, as cuDNN and PyTorch have it:
//   r = σ(x·Wᵣ + bᵣ + h·Uᵣ + cᵣ)    z = σ(x·W_z + b_z + h·U_z + c_z)    n = tanh(x·Wₙ + bₙ + r ∘ (h·Uₙ + cₙ))
//   h ← n + z ∘ (h − n), from h = 0.

import {
  add,
  concat,
  fill,
  matMul,
  mul,
  pad,
  reshape,
  type Shape,
  sigmoid,
  slice,
  sub,
  type Tensor,
  tanh,
} from '@assent/autodiff'
import { checkOptions } from '@assent/core'
import { checkCounts, checkRank } from '../check.js'
import { biases, weights } from '../initialize.js'
import { buildLayer, type Layer } from '../layer.js'

/** The size of the state, and how much of it is seen. */
export interface GruOptions {
  /** Values of the state. */
  readonly units: number
  /** Whether all states are given, `[length, units]`, or the last one, `[units]`. @defaultValue false */
  readonly sequence?: boolean
}

/** Over series `[length, features]`. Weights are `[features, 3 · units]`, for r, z and n in this order. */
export function gru(options: GruOptions): Layer {
  checkOptions('gru', options, ['units', 'sequence'])
  const { units, sequence = false } = options
  checkCounts('gru', { units })
  return {
    name: 'gru',
    settings: { units, sequence },
    build: (shape) => {
      checkRank('gru', shape, [2], '[length, features]')
      const [length = 1, features = 1] = shape
      const fans = { fanIn: units, fanOut: units }
      return buildLayer({
        outputShape: sequence ? [length, units] : [units],
        parameters: {
          weight: weights('fanIn', [features, 3 * units], fans),
          bias: biases('fanIn', 3 * units, fans),
          recurrent: weights('fanIn', [units, 3 * units], fans),
          recurrentBias: biases('fanIn', 3 * units, fans),
        },
        apply: ({ weight, bias, recurrent, recurrentBias }, inputs) => {
          const [count = 1] = inputs.shape
          // What does not depend on the state, for all steps in one product: of the last bias, what r does not multiply.
          const early = pad(slice(recurrentBias, [0], [2 * units]), [0], [3 * units])
          const given = add(matMul(inputs, weight), add(bias, early))
          const late = slice(recurrentBias, [2 * units], [units])
          const states: Tensor[] = []
          let state = fill(inputs, 0, [count, units])
          for (let step = 0; step < length; step++) {
            const own = reshape(slice(given, [0, step, 0], [count, 1, 3 * units]), [count, 3 * units])
            state = nextState(own, matMul(state, recurrent), late, state)
            states.push(state)
          }
          return sequence ? joined(states, [count, 1, units]) : state
        },
      })
    },
  }
}

/** The state after one step, from what inputs and state add to r, z and n, `[count, 3 · units]` each, and cₙ. */
function nextState(given: Tensor, recurring: Tensor, late: Tensor, state: Tensor): Tensor {
  const [count = 1, units = 1] = state.shape
  const gates = (from: Tensor, first: number, width: number) => slice(from, [0, first * units], [count, width * units])
  const open = sigmoid(add(gates(given, 0, 2), gates(recurring, 0, 2)))
  const [reset, update] = [gates(open, 0, 1), gates(open, 1, 1)]
  const proposed = tanh(add(gates(given, 2, 1), mul(reset, add(gates(recurring, 2, 1), late))))
  return add(proposed, mul(update, sub(state, proposed)))
}

function joined(states: readonly Tensor[], shape: Shape): Tensor {
  return concat(
    states.map((state) => reshape(state, shape)),
    1,
  )
}
