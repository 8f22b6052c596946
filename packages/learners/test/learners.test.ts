// Every learner through the suite that third parties use, and the identities between them.

import { add, type FloatArray, matMul, reference, reshape, type Tensor } from '@assent/autodiff'
import {
  createRng,
  defineWeighting,
  type Episode,
  type Experiment,
  initialState,
  type Learner,
  type Loss,
  type Model,
  meanSquaredError,
  metaTrain,
  type Problem,
  type TaskSource,
  uniformWeights,
} from '@assent/core'
import { inProcess, learnerProgram } from '@assent/core/tools'
import { sgd } from '@assent/optimizers'
import { describeLearner } from '@assent/testkit'
import { describe, expect, it } from 'vitest'
import { fomaml, innerAdam, innerSgd, maml, reptile } from '../src/index.js'

const inner = innerSgd({ rate: 0.05 })
for (const steps of [1, 3]) {
  describe(`${steps} inner steps`, () => {
    describeLearner(maml({ inner, innerSteps: steps }), { proposes: 'meta-gradient' })
    describeLearner(fomaml({ inner, innerSteps: steps }), { proposes: 'query-gradient' })
    describeLearner(reptile({ inner, innerSteps: steps }), { proposes: 'displacement' })
  })
}
describe('minibatches', () => {
  describeLearner(maml({ inner, innerSteps: 3, batch: 2 }), { proposes: 'meta-gradient' })
  describeLearner(fomaml({ inner, innerSteps: 3, batch: 2 }), { proposes: 'query-gradient' })
  describeLearner(reptile({ inner, innerSteps: 3, batch: 2 }), { proposes: 'displacement' })
})
describe('Adam', () => {
  describeLearner(reptile({ inner: innerAdam({ rate: 0.01, beta1: 0.9 }), innerSteps: 3 }), { proposes: 'displacement' })
  describeLearner(fomaml({ inner: innerAdam({ rate: 0.01 }), innerSteps: 3 }), { proposes: 'query-gradient' })
})

/** One parameter vector, the prediction its product with the input. */
const linear: Model = {
  name: 'linear',
  settings: {},
  inputShape: [2],
  outputShape: [1],
  transductive: false,
  parameters: [{ name: 'w', shape: [2, 1] }],
  initialize: () => [[0.4, -0.7]],
  apply: ([w], inputs) => matMul(inputs, w as Tensor),
}

const task = (x: number[], y: number[]): Episode => {
  const examples = { count: y.length, x: Float64Array.from(x), y: Float64Array.from(y) }
  return { id: `${x}`, support: examples, query: examples }
}

function sourceOf(episodes: readonly Episode[]): TaskSource {
  let dealt = 0
  const count = episodes[0]?.support.count as number
  return {
    name: 'given',
    settings: {},
    kind: 'regression',
    inputShape: [2],
    targetShape: [1],
    metric: meanSquaredError(),
    baselines: [],
    episodeSize: () => ({ support: count, query: count }),
    sample: () => episodes[dealt++ % episodes.length] as Episode,
  }
}

async function proposeAlone(
  learner: Learner,
  episode: Episode,
  loss?: Problem['loss'],
  model = linear,
  theta = [0.4, -0.7],
): Promise<{ update: FloatArray; displacement: FloatArray }> {
  const problem: Problem = { tasks: sourceOf([episode]), model, learner, backend: reference(), ...(loss ? { loss } : {}) }
  const session = await inProcess().open(problem, 1)
  const { updates, displacements } = await session.propose({
    theta: Float64Array.from(theta),
    assignments: [{ episode, minibatches: undefined, masks: () => createRng(0) }],
    schedule: [],
  })
  return { update: await updates.combine([1]), displacement: await displacements.combine([1]) }
}

describe('a quadratic task', () => {
  // L(w) = mean (x·w − y)², so ∇L = (2/n) Xᵀ(Xw − y) and H = (2/n) XᵀX.
  const x = [
    [1, 2],
    [-1, 0.5],
    [0.3, -2],
  ]
  const y = [0.5, -1, 2]
  const episode = task(x.flat(), y)
  const gradientAt = (w: number[]) =>
    [0, 1].map(
      (k) => (2 / 3) * x.reduce((sum, row, i) => sum + (row[k] as number) * (row[0]! * w[0]! + row[1]! * w[1]! - y[i]!), 0),
    )
  const hessian = [0, 1].map((j) => [0, 1].map((k) => (2 / 3) * x.reduce((sum, row) => sum + row[j]! * row[k]!, 0)))
  const alpha = 0.05
  const times = (v: number[]) => hessian.map((row) => row[0]! * v[0]! + row[1]! * v[1]!)
  const stepped = (w: number[]) => w.map((value, k) => value - alpha * gradientAt(w)[k]!)

  it('has the closed-form proposals', async () => {
    const w2 = stepped(stepped([0.4, -0.7]))
    const g = gradientAt(w2)
    // d L(w₂(w)) / dw = (I − αH)² g, since every step has the same Hessian.
    const once = g.map((value, k) => value - alpha * times(g)[k]!)
    const twice = once.map((value, k) => value - alpha * times(once)[k]!)
    const options = { inner: innerSgd({ rate: alpha }), innerSteps: 2 }
    const close = (values: number[]) => values.map((value) => expect.closeTo(value, 12))
    expect(Array.from((await proposeAlone(fomaml(options), episode)).update)).toEqual(close(g))
    expect(Array.from((await proposeAlone(maml(options), episode)).update)).toEqual(close(twice))
    expect(Array.from((await proposeAlone(reptile(options), episode)).update)).toEqual(close([0.4 - w2[0]!, -0.7 - w2[1]!]))
  })

  it('makes MAML and first-order MAML equal for a loss without curvature', async () => {
    const signed: Loss = {
      name: 'signed',
      settings: {},
      compute: (prediction, target) => reshape(matMul(prediction, target, { transposeA: true }), []),
    }
    const options = { inner: innerSgd({ rate: alpha }), innerSteps: 3 }
    const [second, first] = [
      await proposeAlone(maml(options), episode, signed),
      await proposeAlone(fomaml(options), episode, signed),
    ]
    expect(second.update).toEqual(first.update)
  })

  it('gives inner steps their own rate per parameter', async () => {
    const [one, named] = [innerSgd({ rate: 0.05 }), innerSgd({ rate: { w: 0.05 } })]
    const [a, b] = [
      await proposeAlone(reptile({ inner: one, innerSteps: 2 }), episode),
      await proposeAlone(reptile({ inner: named, innerSteps: 2 }), episode),
    ]
    expect(a.update).toEqual(b.update)
  })
})

describe('meta-batches', () => {
  const episode = task([1, 2, -1, 0.5], [0.5, -1])

  async function thetaAfter(tasksPerStep: number, learner: Learner, steps: number): Promise<FloatArray> {
    const average = defineWeighting({ name: 'average', needs: 'losses', weigh: ({ tasks }) => uniformWeights(tasks) })
    const run: Experiment = {
      tasks: sourceOf([episode]),
      model: linear,
      learner,
      backend: reference(),
      weighting: average,
      optimizer: sgd(1),
      tasksPerStep,
      metaSteps: steps,
      seed: 1,
    }
    const state = initialState(run)
    for await (const _ of metaTrain(run, { state }));
    return state.parameters
  }

  it('of equal tasks move θ as one task does', async () => {
    const learner = reptile({ inner, innerSteps: 3 })
    const [four, one] = [await thetaAfter(4, learner, 5), await thetaAfter(1, learner, 5)]
    for (const [i, value] of one.entries()) expect(four[i]).toBeCloseTo(value, 12)
  })

  it('of Reptile with one inner step and outer rate 1 are joint gradient descent', async () => {
    const joint = Float64Array.of(Math.fround(0.4), Math.fround(-0.7))
    for (let step = 0; step < 3; step++) {
      const displacement = displacementFrom(joint)
      for (const i of joint.keys()) joint[i] = joint[i]! - displacement[i]!
    }
    const found = await thetaAfter(2, reptile({ inner, innerSteps: 1 }), 3)
    for (const [i, value] of joint.entries()) expect(found[i]).toBeCloseTo(value, 12)
  })

  /** One step of gradient descent by hand: ∇ mean (x·w − y)². */
  function displacementFrom(w: Float64Array): FloatArray {
    const [x, y] = [episode.support.x, episode.support.y]
    const residuals = [0, 1].map((i) => x[2 * i]! * w[0]! + x[2 * i + 1]! * w[1]! - y[i]!)
    return Float64Array.from([0, 1], (k) => 0.05 * (x[k]! * residuals[0]! + x[2 + k]! * residuals[1]!))
  }
})

describe('options', () => {
  it.each([-0.1, Number.NaN, Number.POSITIVE_INFINITY])('refuse an inner rate of %d', (rate) => {
    expect(() => innerSgd({ rate })).toThrow(/expected a finite rate of at least 0/)
    expect(() => innerAdam({ rate })).toThrow(/expected a finite rate of at least 0/)
  })

  it('refuse to differentiate through Adam', async () => {
    const run: Experiment = {
      tasks: sourceOf([task([1, 2], [1])]),
      model: linear,
      learner: maml({ inner: innerAdam({ rate: 0.1 }), innerSteps: 1 }),
      backend: reference(),
      weighting: defineWeighting({ name: 'one', needs: 'losses', weigh: () => [1] }),
      optimizer: sgd(1),
      tasksPerStep: 1,
      metaSteps: 1,
      seed: createRng(1).integer(9),
    }
    await expect(metaTrain(run).next()).rejects.toThrow(/expected an adaptation to differentiate through; found innerAdam/)
  })
})

describe('a parameter of inner rate 0', () => {
  // f(x) = w·x + b on one example, r = f(x) − y: a step of b alone leaves r′ = (1 − 2α) r.
  const model: Model = {
    ...linear,
    parameters: [
      { name: 'w', shape: [2, 1] },
      { name: 'b', shape: [1] },
    ],
    apply: ([w, b], inputs) => add(matMul(inputs, w as Tensor), b as Tensor),
  }
  const alpha = 0.05
  const learner = (w: number) => maml({ inner: innerSgd({ rate: { w, b: alpha } }), innerSteps: 1 })
  const [x, y, theta] = [[1, -2], 0.5, [0.4, -0.7, 0.3]]

  it('stays in the inner loop, and learns in the outer', async () => {
    const r = 0.4 * 1 + -0.7 * -2 + 0.3 - y
    const slope = 2 * r * (1 - 2 * alpha) ** 2
    const { update, displacement } = await proposeAlone(learner(0), task(x, [y]), undefined, model, theta)
    expect(Array.from(displacement)).toEqual([0, 0, expect.closeTo(2 * alpha * r, 12)])
    expect(Array.from(update)).toEqual([x[0]! * slope, x[1]! * slope, slope].map((value) => expect.closeTo(value, 12)))
  })

  it('costs no gradient there', () => {
    const nodes = (w: number) =>
      learnerProgram({ tasks: sourceOf([task(x, [y])]), model, learner: learner(w), backend: reference() }).nodes.length
    expect(nodes(0)).toBeLessThan(nodes(alpha))
  })
})
