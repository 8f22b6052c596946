// What the learners propose, against PyTorch's autograd (golden/make.py).

import { readFileSync } from 'node:fs'
import { add, matMul, reference, type Tensor, tanh } from '@assent/autodiff'
import {
  accuracy,
  createRng,
  type Episode,
  type Examples,
  initialState,
  type Learner,
  type Model,
  type TaskSource,
} from '@assent/core'
import { inProcess } from '@assent/core/tools'
import { expect, it } from 'vitest'
import { anil, boil, iMaml, innerSgd, maml, mamlPlusPlus, metaSgd, protoMaml } from '../src/index.js'
import { lossWeights } from '../src/maml-plus-plus.js'

interface Golden {
  readonly theta: number[]
  readonly support: { readonly x: number[]; readonly y: number[] }
  readonly query: { readonly x: number[]; readonly y: number[] }
  readonly cases: { readonly [name: string]: { readonly adapted: number[]; readonly update: number[] } }
}

const golden: Golden = JSON.parse(readFileSync(new URL('golden/learners.json', import.meta.url), 'utf8'))

const features = ([w0, b0]: readonly Tensor[], x: Tensor) => tanh(add(matMul(x, w0!), b0!))
const model: Model = {
  name: 'two layers',
  settings: {},
  inputShape: [2],
  outputShape: [3],
  transductive: false,
  parameters: [
    { name: 'w0', shape: [2, 4] },
    { name: 'b0', shape: [4] },
    { name: 'w1', shape: [4, 3] },
    { name: 'b1', shape: [3] },
  ],
  head: { weight: 'w1', bias: 'b1' },
  initialize: () => [golden.theta.slice(0, 8), golden.theta.slice(8, 12), golden.theta.slice(12, 24), golden.theta.slice(24)],
  features,
  apply: (parameters, x) => add(matMul(features(parameters, x), parameters[2]!), parameters[3]!),
}

const examples = ({ x, y }: { x: number[]; y: number[] }): Examples => ({
  count: x.length / 2,
  x: Float64Array.from(x),
  y: Float64Array.from(y),
})
const episode: Episode = { id: 'golden', support: examples(golden.support), query: examples(golden.query) }
const tasks: TaskSource = {
  name: 'golden',
  settings: {},
  kind: 'classification',
  inputShape: [2],
  targetShape: [3],
  metric: accuracy(),
  baselines: [],
  episodeSize: () => ({ support: episode.support.count, query: episode.query.count }),
  sample: () => episode,
}

const rate = 0.3
const innerSteps = 2
const cases: { readonly [name: string]: readonly [learner: Learner, schedule?: number[]] } = {
  metaSgd: [metaSgd({ initialRate: rate, innerSteps })],
  anil: [anil({ inner: innerSgd({ rate }), innerSteps })],
  boil: [boil({ inner: innerSgd({ rate }), innerSteps })],
  mamlPlusPlus: [mamlPlusPlus({ initialRate: 0.2, innerSteps })],
  'mamlPlusPlus, multi-step loss': [mamlPlusPlus({ initialRate: 0.2, innerSteps, multiStepLoss: 10 }), [0.5, 0.5]],
  protoMaml: [protoMaml({ inner: innerSgd({ rate }), innerSteps })],
  iMaml: [iMaml({ inner: innerSgd({ rate }), innerSteps, lambda: 2, conjugateSteps: 3 })],
  clipValue: [maml({ inner: innerSgd({ rate, clipValue: 0.05 }), innerSteps })],
  clipNorm: [maml({ inner: innerSgd({ rate, clipNorm: 0.1 }), innerSteps })],
  'clipNorm beyond reach': [maml({ inner: innerSgd({ rate, clipNorm: 100 }), innerSteps })],
}

it('has a case for each of the golden ones', () => {
  expect(Object.keys(cases)).toEqual(Object.keys(golden.cases))
})

it.each(Object.entries(cases))('%s proposes what PyTorch computes', async (name, [learner, schedule = []]) => {
  const expected = golden.cases[name]!
  const problem = { tasks, model, learner, backend: reference() }
  const parts = {
    weighting: { name: '', settings: {}, needs: 'losses', weigh: () => [] } as const,
    tasksPerStep: 1,
    metaSteps: 1,
  }
  const optimizer = { name: '', settings: {}, slots: [], schedule: { name: '', settings: {}, rate: () => 0 }, update: () => {} }
  const start = initialState({ ...problem, ...parts, optimizer, seed: 1 }).parameters
  // Initial values are rounded to float32; the golden ones are not.
  const theta = Float64Array.from(start, (value, i) => golden.theta[i] ?? Number(value.toPrecision(7)))
  const session = await inProcess().open(problem, 1)
  const assignments = [{ episode, minibatches: undefined, masks: () => createRng(0) }]
  const { updates, displacements } = await session.propose({ theta, assignments, schedule })
  const [update, displacement] = [await updates.combine([1]), await displacements.combine([1])]
  session.close()
  expect(update.length).toBe(expected.update.length)
  for (const [i, value] of expected.update.entries()) expect(update[i]).toBeCloseTo(value, 11)
  for (const [i, value] of expected.adapted.entries()) expect(golden.theta[i]! - displacement[i]!).toBeCloseTo(value, 11)
})

it('moves the weights of the multi-step loss to the last step', () => {
  // K = 4 over 10 meta-steps: even, then (1 − done)/4 down to 0.03/4 for all but the last, then the last alone.
  expect(lossWeights(1, 4, 10)).toEqual([0.25, 0.25, 0.25, 0.25])
  expect(lossWeights(6, 4, 10)).toEqual([0.125, 0.125, 0.125, 0.625])
  expect(lossWeights(10, 4, 100_000)).toEqual([
    ...new Array(3).fill(expect.closeTo((1 - 9e-5) / 4, 12)),
    expect.closeTo(1 - 0.75 * (1 - 9e-5), 12),
  ])
  expect(lossWeights(11, 4, 10)).toEqual([0, 0, 0, 1])
})
