// Models that are wrong in one place: a small net, and one whose statistics come from support.

import { add, fill, matMul, mean, mul, scale, stopGradient, sub, type Tensor, tanh } from '@assent/autodiff'
import type { Model, Parameter } from '@assent/core'
import { modelChecks, smallRegression } from '../../src/index.js'
import type { Mutant } from './mutant.js'

/** Two inputs, four hidden units under tanh, one output. */
export const { model: net } = smallRegression()

/** Inputs less the mean of the support inputs. */
export const centered: Model = {
  ...net,
  name: 'centered net',
  statistics: [{ name: 'center', shape: [2] }],
  observe: (_, inputs) => [mean(inputs, [0])],
  apply: (parameters, x, pass) => net.apply(parameters, sub(x, pass?.statistics?.[0] ?? mean(x, [0])), pass),
  features: (parameters, x, pass) => net.features?.(parameters, sub(x, pass?.statistics?.[0] ?? mean(x, [0])), pass) ?? x,
}

/** Inputs less the mean of those beside. */
export const batched: Model = {
  ...net,
  name: 'batched net',
  transductive: true,
  apply: (parameters, x) => net.apply(parameters, sub(x, mean(x, [0]))),
  features: (parameters, x) => net.features?.(parameters, sub(x, mean(x, [0]))) ?? x,
}

const changed = (change: Partial<Model>, own = net): Model => ({ ...own, ...change })

/** What `apply` gives, changed. */
const predicting = (change: (prediction: Tensor, parameters: readonly Tensor[], x: Tensor) => Tensor): Model =>
  changed({ apply: (parameters, x, pass) => change(net.apply(parameters, x, pass), parameters, x) })

const more: readonly Parameter[] = [...net.parameters, { name: 'idle', shape: [3] }]

function counting(): Model {
  let recorded = 0
  return predicting((prediction) => scale(prediction, 1 + 1e-3 * recorded++))
}

function drifting(): Model['initialize'] {
  let drawn = 0
  return (rng) => net.initialize(rng).map((values) => Array.from(values, (value) => value + 1e-3 * drawn++))
}

const own: Readonly<Record<string, readonly [model: Model, caughtBy: RegExp]>> = {
  'two parameters have one name': [
    changed({ parameters: net.parameters.map(({ shape }) => ({ name: 'w', shape })) }),
    /names its parameters/,
  ],
  'an array of initial values is too short': [
    changed({ initialize: (rng) => net.initialize(rng).map((values, p) => (p === 1 ? [0] : values)) }),
    /starts every parameter/,
  ],
  'a parameter has no initial values': [changed({ initialize: (rng) => net.initialize(rng).slice(1) }), /starts every parameter/],
  'an initial value is not a number': [
    changed({ initialize: (rng) => net.initialize(rng).map((values) => Array.from(values, () => Number.NaN)) }),
    /starts every parameter/,
  ],
  'it starts otherwise each time': [changed({ initialize: drifting() }), /starts every parameter/],
  'a parameter is not used': [
    changed({ parameters: more, initialize: (rng) => [...net.initialize(rng), [1, 2, 3]] }),
    /uses every parameter/,
  ],
  'predictions have another shape': [changed({ outputShape: [2] }), /predicts in the shape/],
  'predictions are not finite': [predicting((prediction) => scale(prediction, 1e200 * 1e200)), /predicts in the shape/],
  'it counts how often it is recorded': [counting(), /predicts in the shape/],
  'it is transductive and does not say so': [changed({ transductive: false }, batched), /depends on company/],
  'it says that it is transductive and is not': [changed({ transductive: true }), /depends on company/],
  'statistics are of the inputs beside, and it says otherwise': [
    changed({ apply: (parameters, x) => net.apply(parameters, sub(x, mean(x, [0]))) }, centered),
    /depends on company|statistics from support/,
  ],
  'statistics have another shape than declared': [
    changed({ statistics: [{ name: 'center', shape: [3] }] }, centered),
    /statistics from support/,
  ],
  'statistics are declared and not observed': [
    (({ observe: _, ...rest }) => rest)(centered),
    /statistics from support|depends on company/,
  ],
  'statistics are ignored': [
    changed({ apply: (parameters, x) => net.apply(parameters, x) }, centered),
    /statistics from support/,
  ],
  'a gradient stops at the hidden layer': [
    changed({
      apply: ([w0, b0, w1, b1], x) =>
        add(matMul(stopGradient(tanh(add(matMul(x, w0 as Tensor), b0 as Tensor))), w1 as Tensor), b1 as Tensor),
    }),
    /both derivatives/,
  ],
  'a second derivative is lost': [
    predicting((prediction, [w0]) => {
      const own = mean(mul(w0 as Tensor, stopGradient(w0 as Tensor)), [0, 1])
      return add(prediction, mul(fill(prediction, 1), own))
    }),
    /both derivatives/,
  ],
  'the head has another name': [changed({ head: { weight: 'w2', bias: 'b1' } }), /the head/],
  'the head is not the last layer': [changed({ head: { weight: 'w0', bias: 'b0' } }), /the head/],
  'features are those before the activation': [
    changed({ features: ([w0, b0], x) => add(matMul(x, w0 as Tensor), b0 as Tensor) }),
    /the head/,
  ],
  'predictions are scaled after the head': [predicting((prediction) => scale(prediction, 2)), /the head/],
  'a setting is a function': [changed({ settings: { start: (() => 0) as never } }), /describes itself/],
}

export const modelMutants: readonly Mutant[] = [
  ...Object.entries(own).map(([name, [model, caughtBy]]) => ({ name, checks: modelChecks(model), caughtBy })),
  {
    name: 'settings leave out an option',
    checks: modelChecks(net, { others: [predicting((prediction) => scale(prediction, 2))] }),
    caughtBy: /told apart/,
  },
]
