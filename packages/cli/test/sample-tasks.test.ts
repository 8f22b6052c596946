// Which tasks a report draws, and as what.

import { matMul, reference, reshape } from '@assent/autodiff'
import { createRng, defineTasks, meanSquaredError, nWay, type Problem, type Shape } from '@assent/core'
import { fomaml, innerSgd } from '@assent/learners'
import { expect, it } from 'vitest'
import { sampleTasks } from '../src/report/sample-tasks.js'

/** Two classes of examples whose values are 1 and 2, and a linear model over them. */
function trained(inputShape: Shape) {
  const size = inputShape.reduce((product, length) => product * length, 1)
  const classes = [1, 2].map((value) => ({
    name: `${value}`,
    count: 40,
    copy: (_: number, into: Float32Array) => void into.fill(value),
  }))
  const tasks = nWay({
    name: 'constant',
    settings: {},
    inputShape,
    classes: { train: classes, validation: classes, test: classes },
    ways: 2,
    shots: { shots: 1, queries: 5, trainShots: 1, trainQueries: 5 },
  })
  const model: Problem['model'] = {
    name: 'linear',
    settings: {},
    inputShape,
    outputShape: [2],
    parameters: [{ name: 'w', shape: [size, 2] }],
    transductive: false,
    initialize: (rng) => [Float32Array.from({ length: 2 * size }, () => rng.normal())],
    apply: ([w], x) => matMul(reshape(x, [x.shape[0]!, size]), w!),
  }
  const theta = Float32Array.from(model.initialize(createRng(1, 'test'))[0]!)
  const learner = fomaml({ inner: innerSgd({ rate: 0.01 }), innerSteps: 1 })
  return { problem: { tasks, model, learner, backend: reference() }, recipe: { evaluation: { innerSteps: 1 } }, theta }
}

it.each([
  [[4, 5, 1], 'pictures'],
  [[4, 5, 3], 'pictures'],
  [[6, 1, 3], 'series'],
  [[1, 6, 3], 'series'],
  [[6, 9], 'series'],
] as const)('examples of shape %j are %s', async (shape, kind) => {
  const { samples } = await sampleTasks(trained(shape))
  expect(samples.map((sample) => sample.kind)).toEqual([kind, kind])
})

it('shows the values of a series, step by step, with three answers per class', async () => {
  const { samples } = await sampleTasks(trained([6, 1, 3]))
  for (const sample of samples) {
    if (sample.kind !== 'series') throw new Error('expected a series')
    expect(sample.support.map(({ length, channels, label }) => [length, channels, label])).toEqual([
      [6, 3, 0],
      [6, 3, 1],
    ])
    const values = sample.support.map((example) => [...new Set(Array.from(example.values))])
    expect(values.sort()).toEqual([[1], [2]])
    expect(sample.query.map(({ label }) => label)).toEqual([0, 0, 0, 1, 1, 1])
  }
})

it.each([[[4, 5, 2]], [[7]], [[1, 1, 3]], [[2, 3, 4, 1]]])('examples of shape %j are not drawn', async (shape) => {
  expect(await sampleTasks(trained(shape))).toEqual({
    samples: [],
    without: 'Tasks of constant are neither curves, nor pictures or series in classes.',
  })
})

it('draws curves in the units that the table had, not in those of the model', async () => {
  const examples = { count: 3, x: Float32Array.of(-1, 0, 1), y: Float32Array.of(0, 1, 2) }
  const tasks = defineTasks({
    name: 'prepared',
    kind: 'regression',
    inputShape: [1],
    targetShape: [1],
    metric: meanSquaredError(),
    preparation: {
      inputs: { names: ['hour'], mean: [12], deviation: [6] },
      targets: { names: ['level'], mean: [100], deviation: [10] },
    },
    episodeSize: () => ({ support: 3, query: 3 }),
    sample: () => ({ id: 'one', support: examples, query: examples }),
  })
  const { problem, recipe } = trained([1])
  const model: Problem['model'] = {
    ...problem.model,
    outputShape: [1],
    parameters: [{ name: 'w', shape: [1, 1] }],
    apply: ([w], x) => matMul(reshape(x, [x.shape[0]!, 1]), w!),
  }
  const { samples } = await sampleTasks({ problem: { ...problem, tasks, model }, recipe, theta: Float32Array.of(2) })
  const [sample] = samples
  if (sample?.kind !== 'curve') throw new Error('expected a curve')
  expect(sample.support).toEqual([
    { x: 6, y: 100 },
    { x: 12, y: 110 },
    { x: 18, y: 120 },
  ])
  // Before the first step the model says 2 · x in its own units: at hour 18 that is 100 + 10 · 2.
  expect(sample.curves[0]?.points.at(-1)).toEqual({ x: 18, y: 120 })
})
