// What the learners do to leading order, on quadratic losses whose gradients and Hessians are known: the expansion of
// Nichol, Achiam and Schulman 2018, section 5. And what agreement changes when all tasks are the same: nothing.

import { type FloatArray, matMul, reference, type Tensor } from '@assent/autodiff'
import {
  createRng,
  defineWeighting,
  type Episode,
  type Examples,
  type Experiment,
  initialState,
  type Learner,
  type Model,
  meanSquaredError,
  metaTrain,
  normalizeL1,
  type Problem,
  type TaskSource,
  type Weighting,
} from '@assent/core'
import { inProcess } from '@assent/core/tools'
import { sgd } from '@assent/optimizers'
import { describe, expect, it } from 'vitest'
import { fomaml, innerSgd, maml, reptile } from '../src/index.js'

type Vector = readonly [number, number]

const linear: Model = {
  name: 'linear',
  settings: {},
  inputShape: [2],
  outputShape: [1],
  transductive: false,
  parameters: [{ name: 'w', shape: [2, 1] }],
  initialize: (rng) => [[rng.normal(), rng.normal()]],
  apply: ([w], inputs) => matMul(inputs, w as Tensor),
}

const examples = (x: Vector[], y: number[]): Examples => ({
  count: y.length,
  x: Float64Array.from(x.flat()),
  y: Float64Array.from(y),
})

/** Two minibatches of one task, of two examples each. */
const first = examples(
  [
    [1, 2],
    [-1, 0.5],
  ],
  [0.5, -1],
)
const second = examples(
  [
    [0.3, -2],
    [1.5, 1],
  ],
  [2, 0.25],
)

const theta: Vector = [0.4, -0.7]
const plus = (...terms: (readonly [number, Vector])[]): Vector =>
  [0, 1].map((k) => terms.reduce((sum, [by, vector]) => sum + by * vector[k]!, 0)) as unknown as Vector

/** ∇ mean (x·w − y)² = (2/n) Xᵀ(Xw − y) at θ. */
function gradientOf({ count, x, y }: Examples): Vector {
  const residual = (i: number) => x[2 * i]! * theta[0] + x[2 * i + 1]! * theta[1] - y[i]!
  const entry = (k: number) => Array.from({ length: count }, (_, i) => x[2 * i + k]! * residual(i)).reduce((a, b) => a + b)
  return [(2 / count) * entry(0), (2 / count) * entry(1)]
}

/** H v with H = (2/n) XᵀX. */
function curve({ count, x }: Examples, v: Vector): Vector {
  const along = (i: number) => x[2 * i]! * v[0] + x[2 * i + 1]! * v[1]
  const entry = (k: number) => Array.from({ length: count }, (_, i) => x[2 * i + k]! * along(i)).reduce((a, b) => a + b)
  return [(2 / count) * entry(0), (2 / count) * entry(1)]
}

function sourceOf(episodes: readonly Episode[]): TaskSource {
  let dealt = 0
  const { support, query } = episodes[0] as Episode
  return {
    name: 'given',
    settings: {},
    kind: 'regression',
    inputShape: [2],
    targetShape: [1],
    metric: meanSquaredError(),
    baselines: [],
    episodeSize: () => ({ support: support.count, query: query.count }),
    sample: () => episodes[dealt++ % episodes.length] as Episode,
  }
}

async function updateOf(learner: Learner, support: Examples, query: Examples): Promise<Vector> {
  const episode = { id: 'given', support, query }
  const problem: Problem = { tasks: sourceOf([episode]), model: linear, learner, backend: reference() }
  const session = await inProcess().open(problem, 1)
  const half = support.count / learner.innerSteps
  const minibatches =
    learner.batch === undefined
      ? undefined
      : Array.from({ length: learner.innerSteps }, (_, step) => Array.from({ length: half }, (_, i) => step * half + i))
  const { updates } = await session.propose({
    theta: Float64Array.from(theta),
    assignments: [{ episode, minibatches, masks: () => createRng(0) }],
    schedule: [],
  })
  const update = Array.from(await updates.combine([1]))
  session.close()
  return update as unknown as Vector
}

/** Both minibatches, one after the other. */
const joined = (a: Examples, b: Examples): Examples => ({
  count: a.count + b.count,
  x: Float64Array.of(...a.x, ...b.x),
  y: Float64Array.of(...a.y, ...b.y),
})

const [g1, g2] = [gradientOf(first), gradientOf(second)]
const close = (vector: Vector) => vector.map((value) => expect.closeTo(value, 12))
const alphas = [0.1, 0.01, 0.001]

describe('two gradients g₁, g₂ with Hessians H₁, H₂, one after the other', () => {
  it.each(alphas)('first-order MAML proposes g₂ − αH₂g₁, exactly, α = %d', async (alpha) => {
    const learner = fomaml({ inner: innerSgd({ rate: alpha }), innerSteps: 1 })
    expect(await updateOf(learner, first, second)).toEqual(close(plus([1, g2], [-alpha, curve(second, g1)])))
  })

  it.each(alphas)('MAML proposes g₂ − αH₂g₁ − αH₁g₂, and what is left is α²H₁H₂g₁, α = %d', async (alpha) => {
    const learner = maml({ inner: innerSgd({ rate: alpha }), innerSteps: 1 })
    const found = await updateOf(learner, first, second)
    const leading = plus([1, g2], [-alpha, curve(second, g1)], [-alpha, curve(first, g2)])
    const rest = plus([1 / alpha ** 2, found], [-1 / alpha ** 2, leading])
    const expected = curve(first, curve(second, g1))
    // The division by α² leaves 10 digits at α = 0.1 and 5 at α = 0.001.
    for (const [k, value] of rest.entries()) expect(value).toBeCloseTo(expected[k]!, alpha < 0.01 ? 5 : 8)
  })

  it.each(alphas)('Reptile proposes α(g₁ + g₂ − αH₂g₁), exactly, α = %d', async (alpha) => {
    const learner = reptile({ inner: innerSgd({ rate: alpha }), innerSteps: 2, batch: 2 })
    const found = await updateOf(learner, joined(first, second), second)
    expect(plus([1 / alpha, found])).toEqual(close(plus([1, g1], [1, g2], [-alpha, curve(second, g1)])))
  })

  it('have the coefficients of Â and B̂ that the paper tabulates for k = 2', async () => {
    // Over both orders of the minibatches, A = (g₁ + g₂)/2 and B = (H₂g₁ + H₁g₂)/2.
    const alpha = 1e-4
    const options = { inner: innerSgd({ rate: alpha }), innerSteps: 1 }
    const overOrders = async (of: (a: Examples, b: Examples) => Promise<Vector>) =>
      plus([0.5, await of(first, second)], [0.5, await of(second, first)])
    const [a, b] = [plus([0.5, g1], [0.5, g2]), plus([0.5, curve(second, g1)], [0.5, curve(first, g2)])]
    const serial = reptile({ inner: innerSgd({ rate: alpha }), innerSteps: 2, batch: 2 })
    for (const [found, ofA, ofB] of [
      [await overOrders((s, q) => updateOf(maml(options), s, q)), 1, -2],
      [await overOrders((s, q) => updateOf(fomaml(options), s, q)), 1, -1],
      [plus([1 / alpha, await overOrders((s, q) => updateOf(serial, joined(s, q), q))]), 2, -1],
    ] as const) {
      const coefficient = plus([1 / alpha, found], [-ofA / alpha, a])
      for (const [k, value] of coefficient.entries()) expect(value / b[k]!).toBeCloseTo(ofB, 2)
    }
  })
})

describe('gradient agreement', () => {
  const agreement = defineWeighting({ name: 'agreement', needs: 'scores', weigh: ({ scores }) => normalizeL1(scores) })
  const average = defineWeighting({ name: 'average', needs: 'losses', weigh: ({ tasks }) => new Array(tasks).fill(1 / tasks) })
  const equal: Episode = { id: 'equal', support: joined(first, second), query: second }
  const other: Episode = { id: 'other', support: joined(first, first), query: first }

  async function thetaAfter(
    learner: Learner,
    weighting: Weighting,
    tasksPerStep: number,
    episodes: Episode[],
  ): Promise<FloatArray> {
    const parts = { tasks: sourceOf(episodes), model: linear, learner, backend: reference(), optimizer: sgd(0.7) }
    const run: Experiment = { ...parts, weighting, tasksPerStep, metaSteps: 6, seed: 1 }
    const state = initialState(run)
    for await (const _ of metaTrain(run, { state }));
    return state.parameters
  }

  const inner = innerSgd({ rate: 0.05 })
  it.each([reptile({ inner, innerSteps: 3 }), fomaml({ inner, innerSteps: 3 }), maml({ inner, innerSteps: 3 })])(
    'of equal tasks is plain $name, to rounding',
    async (learner) => {
      const [agreed, plain] = [await thetaAfter(learner, agreement, 5, [equal]), await thetaAfter(learner, average, 5, [equal])]
      for (const [i, value] of plain.entries()) expect(agreed[i]).toBeCloseTo(value, 12)
    },
  )

  it.each([reptile({ inner, innerSteps: 3 }), fomaml({ inner, innerSteps: 3 }), maml({ inner, innerSteps: 3 })])(
    'of a single task is plain $name, to the bit',
    async (learner) => {
      const episodes = () => [equal, other]
      expect(await thetaAfter(learner, agreement, 1, episodes())).toEqual(await thetaAfter(learner, average, 1, episodes()))
    },
  )

  it('of different tasks is not', async () => {
    const learner = reptile({ inner, innerSteps: 3 })
    const [agreed, plain] = [
      await thetaAfter(learner, agreement, 2, [equal, other]),
      await thetaAfter(learner, average, 2, [equal, other]),
    ]
    expect(agreed).not.toEqual(plain)
  })
})
