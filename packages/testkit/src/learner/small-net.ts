// The tasks and the net that learners are tried on, unless they bring their own: small enough for finite differences, curved.

import { add, matMul, type Tensor, tanh } from '@assent/autodiff'
import {
  accuracy,
  createRng,
  type Episode,
  type Examples,
  type Metric,
  type Model,
  meanSquaredError,
  type Rng,
  type TaskSource,
} from '@assent/core'

const SUPPORT = 6
const QUERY = 4
const CLASSES = 3

/** What a learner is tried on. */
export interface TrialParts {
  readonly tasks: TaskSource
  readonly model: Model
}

/** `tanh(x w0 + b0) w1 + b1`, with a linear head. */
function net(outputs: number): Model {
  const features = ([w0, b0]: readonly Tensor[], inputs: Tensor) => tanh(add(matMul(inputs, w0 as Tensor), b0 as Tensor))
  return {
    name: 'small net',
    settings: { outputs },
    inputShape: [2],
    outputShape: [outputs],
    transductive: false,
    parameters: [
      { name: 'w0', shape: [2, 4] },
      { name: 'b0', shape: [4] },
      { name: 'w1', shape: [4, outputs] },
      { name: 'b1', shape: [outputs] },
    ],
    head: { weight: 'w1', bias: 'b1' },
    initialize: (rng) => [8, 4, 4 * outputs, outputs].map((length) => Array.from({ length }, () => 0.7 * rng.normal())),
    features,
    apply: (parameters, inputs) => add(matMul(features(parameters, inputs), parameters[2] as Tensor), parameters[3] as Tensor),
  }
}

function source(
  name: string,
  kind: TaskSource['kind'],
  outputs: number,
  metric: Metric,
  target: (x0: number, x1: number, task: number, example: number) => readonly number[],
): TaskSource {
  const examples = (rng: Rng, count: number, task: number): Examples => {
    const x = Float64Array.from({ length: 2 * count }, () => rng.normal())
    const y = Array.from({ length: count }, (_, i) => target(Number(x[2 * i]), Number(x[2 * i + 1]), task, i))
    return { count, x, y: Float64Array.from(y.flat()) }
  }
  const episode = (task: number): Episode => ({
    id: `${name} ${task}`,
    support: examples(createRng(task, 'support'), SUPPORT, task),
    query: examples(createRng(task, 'query'), QUERY, task),
  })
  return {
    name,
    settings: {},
    kind,
    inputShape: [2],
    targetShape: [outputs],
    metric,
    baselines: [],
    episodeSize: () => ({ support: SUPPORT, query: QUERY }),
    sample: (_split, rng) => episode(rng.integer(1000)),
  }
}

/** Bent planes, and a net with one output. */
export function smallRegression(): TrialParts {
  const tasks = source('bent planes', 'regression', 1, meanSquaredError(), (x0, x1, task) => [Math.sin(x0 + task) + 0.3 * x1])
  return { tasks, model: net(1) }
}

/** Three classes whose order is by one input, each with two support examples; and a net with three outputs. */
export function smallClassification(): TrialParts {
  const tasks = source('three classes', 'classification', CLASSES, accuracy(), (_x0, _x1, task, example) =>
    Array.from({ length: CLASSES }, (_, label) => (label === (example + task) % CLASSES ? 1 : 0)),
  )
  return { tasks, model: net(CLASSES) }
}
