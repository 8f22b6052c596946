// An open model: compiled once, kept, saved and opened again; started from weights of others; with statistics of the support.

import { addScalar, broadcast, matMul, mean, mul, reference, scale, sub, type Tensor } from '@assent/autodiff'
import { describe, expect, it } from 'vitest'
import { encodeSafetensors } from '../src/checkpoint/safetensors.js'
import {
  type Experiment,
  evaluate,
  gaussianLikelihood,
  gradientSteps,
  initialState,
  innerLoop,
  type Learner,
  lossOf,
  type Model,
  metaTrain,
  openAdapted,
  openModel,
  sampleEpisode,
  saveAdapted,
  trainedPart,
  weightsFrom,
} from '../src/index.js'
import { packBatch, sampleAssignments } from '../src/tools.js'
import { descent, learner, line, planes, planesRun } from './support.js'

const run = planesRun()
const { parameters } = initialState(run)
const episode = (index: number) => sampleEpisode(run, 5, 'test', index)

describe('an open model', () => {
  it('needs no task source, adapts again and again, and gives everything back', async () => {
    const open = openModel({ model: line, learner, loss: lossOf(run), backend: run.backend }, parameters)
    const adapted = await Promise.all([0, 1, 2].map((index) => open.adapt(episode(index).support, 3)))
    const { scores } = await evaluate(run, parameters, { episodes: 3, innerSteps: 3, seed: 5 })
    for (const [index, model] of adapted.entries()) {
      const { query } = episode(index)
      expect(run.tasks.metric.score(await model.predict(query.x), query.y, [1])).toBeCloseTo(scores[index]!, 12)
      // One by one it answers as together.
      const together = await model.predict(query.x)
      expect((await model.predict(query.x.subarray(2, 4)))[0]).toBe(together[1])
    }
    open.dispose()
    expect(run.backend.memory().tensors).toBe(0)
  })

  it('compiles once for each number of inputs, and keeps a few', async () => {
    let compiled = 0
    const own = reference()
    const backend: typeof own = {
      ...own,
      compile: (...given) => {
        compiled++
        return own.compile(...given)
      },
    }
    const open = openModel({ ...run, backend }, parameters)
    const model = await open.adapt(episode(0).support, 1)
    const afterAdapting = compiled
    for (let time = 0; time < 5; time++) await model.predict([1, 2])
    await open.adapt(episode(1).support, 1)
    expect(compiled).toBe(afterAdapting + 1)
    for (const count of [1, 2, 3, 4, 5]) await model.predict(new Float64Array(2 * count))
    expect(compiled).toBe(afterAdapting + 5)
    open.dispose()
    expect(own.memory().tensors).toBe(0)
  })

  it('goes on after an adaptation that was refused', async () => {
    const open = openModel(run, parameters)
    const { support } = episode(0)
    const steep = { ...support, x: Float64Array.from(support.x, (x) => x * 1e80) }
    await expect(open.adapt(steep, 9)).rejects.toMatchObject({ kind: 'diverged' })
    await expect(open.adapt({ ...support, y: support.y.subarray(1) }, 1)).rejects.toThrow(/4 × 1 values of y; found 3/)
    expect((await open.adapt(support, 2)).losses).toHaveLength(2)
    open.dispose()
  })

  it('refuses an adaptation whose last step diverges', async () => {
    const open = openModel(run, parameters)
    const { support } = episode(0)
    const far = { ...support, y: Float64Array.from(support.y, () => 1.7e308) }
    const failure = open.adapt({ ...far, x: Float64Array.from(far.x, () => 1e-160) }, 1)
    await expect(failure).rejects.toMatchObject({ kind: 'diverged' })
    open.dispose()
  })
})

describe('an adapted model', () => {
  it('is saved, and opens again to the same predictions', async () => {
    const open = openModel(run, parameters)
    const adapted = await open.adapt(episode(0).support, 3)
    const bytes = saveAdapted(trainedPart(run), adapted)
    const other = openModel(
      planesRun(),
      parameters.map(() => 0),
    )
    const again = openAdapted(trainedPart(run), other, bytes)
    const { x } = episode(0).query
    expect(await again.predict(x)).toEqual(await adapted.predict(x))
    expect(again.losses).toEqual(adapted.losses)
    const wider = { ...line, settings: { width: 2 } }
    expect(() => openAdapted({ ...trainedPart(run), model: wider }, other, bytes)).toThrow(
      /expected model\.settings\.width 2; found null/,
    )
    for (let bit = 0; bit < 8 * bytes.length; bit += 37) {
      const changed = bytes.slice()
      changed[bit >> 3] = changed[bit >> 3]! ^ (1 << (bit & 7))
      expect(() => openAdapted(trainedPart(run), other, changed), `bit ${bit}`).toThrow(/^\[adapted model/)
    }
    for (const model of [open, other]) model.dispose()
  })
})

describe('values of an adapted model', () => {
  const wrong = [
    ['one is missing', {}, /\[reopen\] expected parameter\/w of 2; found ; use values of this model/],
    ['one is too short', { 'parameter/w': Float64Array.of(1) }, /found parameter\/w of 1/],
    ['one is of no parameter', { 'parameter/w': Float64Array.of(1, 2), 'parameter/v': Float64Array.of(3) }, /parameter\/v of 1/],
    ['one is not finite', { 'parameter/w': Float64Array.of(1, Number.NaN) }, /expected finite values of parameter\/w/],
  ] as const

  it.each(wrong)('are refused where %s: those of the model before would answer', async (_, values, message) => {
    const open = openModel(run, parameters)
    await (await open.adapt(episode(0).support, 1)).predict([1, 2])
    expect(() => open.reopen(values)).toThrow(message)
    open.dispose()
  })

  it('are not saved as those of another model', async () => {
    const open = openModel(run, parameters)
    const adapted = await open.adapt(episode(0).support, 1)
    const other = { ...trainedPart(run), model: { ...line, parameters: [{ name: 'w', shape: [3, 1] }] } }
    expect(() => saveAdapted(other, adapted)).toThrow(/expected 3 values of parameter\/w; found 2/)
    open.dispose()
  })
})

describe('inputs of predict', () => {
  const inputs = [[1, 2n], [1, '2'], [1, null], [1, true], [[1], [2]], [1, new Date(0)], '12', 12, null, undefined]

  it.each(inputs.map((x) => ({ x })))('that are no flat numbers are refused: $x', async ({ x }) => {
    const open = openModel(run, parameters)
    const adapted = await open.adapt(episode(0).support, 1)
    await expect(adapted.predict(x as never)).rejects.toThrow(/^\[predict\] expected/)
    open.dispose()
  })
})

describe('weights of another library', () => {
  const model: Model = {
    ...line,
    parameters: [
      { name: 'w', shape: [2, 3] },
      { name: 'b', shape: [3] },
    ],
  }
  const tensors = {
    'layer.weight': { shape: [3, 2], values: Float32Array.of(1, 2, 3, 4, 5, 6) },
    'layer.bias': { shape: [3], values: Float32Array.of(7, 8, 9) },
  }
  const bytes = encodeSafetensors({ metadata: {}, tensors })
  const of = { model, precision: 'float32' } as const

  it('are found by a map of names and transposes', () => {
    const theta = weightsFrom(of, bytes, { w: { from: 'layer.weight', transpose: [1, 0] }, b: 'layer.bias' })
    expect(Array.from(theta)).toEqual([1, 3, 5, 2, 4, 6, 7, 8, 9])
  })

  it.each([
    [{ b: 'layer.bias' }, /expected a tensor 'w' for w; found none/],
    [{ w: 'layer.wight', b: 'layer.bias' }, /expected a tensor 'layer.wight' for w; found none; did you mean layer.weight\?/],
    [{ w: 'layer.weight', b: 'layer.bias' }, /expected layer.weight as \[2,3\] for w; found \[3,2\] with axes in order \[0,1\]/],
    [{ w: { from: 'layer.weight', transpose: [1, 1] }, b: 'layer.bias' }, /with axes in order \[1,1\]/],
    [{ w: { from: 'layer.weight', transpose: [1, 0] }, b: 'layer.bias', c: 'x' }, /expected parameters w, b; found 'c'/],
  ])('are refused by name where they do not fit: %#', (map, message) => {
    expect(() => weightsFrom(of, bytes, map)).toThrow(message)
  })

  it('are taken from a checkpoint without a map', () => {
    const file = encodeSafetensors({ metadata: {}, tensors: { 'theta/w': { shape: [2, 1], values: Float64Array.of(3, 4) } } })
    expect(Array.from(weightsFrom({ model: line, precision: 'float64' }, file))).toEqual([3, 4])
  })
})

/** Centers its inputs by the mean of the support's inputs: the smallest model with statistics. */
const centered: Model = {
  ...line,
  name: 'centered',
  statistics: [{ name: 'mean', shape: [2] }],
  observe: (_parameters, inputs) => [mean(inputs, [0])],
  apply: ([w], inputs, pass) => {
    const [center = mean(inputs, [0])] = pass?.statistics ?? []
    return matMul(sub(inputs, broadcast(center, inputs.shape)), w as Tensor)
  },
}

describe('a model with statistics', () => {
  it('predicts by those of the support, whatever stands beside a query', async () => {
    const open = openModel({ ...run, model: centered }, Float64Array.of(2, -1))
    const support = { count: 2, x: Float64Array.of(1, 0, 3, 4), y: Float64Array.of(0, 0) }
    const adapted = await open.adapt(support, 0)
    // The support's mean is (2, 2).
    expect(Array.from(adapted.values['statistic/mean']!)).toEqual([2, 2])
    expect(Array.from(await adapted.predict([5, 1]))).toEqual([7])
    expect(Array.from(await adapted.predict([5, 1, 0, 0]))).toEqual([7, -2])
    open.dispose()
  })

  it('is trained and evaluated by them', async () => {
    const experiment = planesRun({ model: centered })
    const state = initialState(experiment)
    const theta = state.parameters.slice()
    const losses: number[] = []
    for await (const { queryLosses } of metaTrain({ ...experiment, metaSteps: 1 }, { state })) losses.push(...queryLosses)
    const open = openModel(experiment, theta)
    const first = sampleEpisode(experiment, 3, 'train', 0)
    const adapted = await open.adapt(first.support, learner.innerSteps)
    const prediction = await adapted.predict(first.query.x)
    const error = experiment.tasks.metric.score(prediction, first.query.y, [1])
    expect(losses[0]).toBeCloseTo(error, 12)
    open.dispose()
  })
})

describe('a model whose answers depend on company', () => {
  const company: Model = {
    ...line,
    name: 'company',
    transductive: true,
    apply: ([w], inputs) => matMul(sub(inputs, mean(inputs, [0])), w as Tensor),
  }

  it('is judged both ways, and the two are told apart', async () => {
    const experiment = planesRun({ model: company })
    const { oneByOne, steps, transductive } = await evaluate(experiment, parameters, { episodes: 20, innerSteps: 2, seed: 5 })
    expect(transductive).toBe(true)
    // Alone, an input is its own mean, so the prediction is 0.
    const zero = await evaluate(planesRun({ learner: still }), Float64Array.of(0, 0), { episodes: 20, innerSteps: 0, seed: 5 })
    expect(oneByOne?.score.mean).toBeCloseTo(zero.steps[0]!.score.mean, 10)
    expect(steps[2]?.score.mean).not.toBeCloseTo(oneByOne!.score.mean, 3)
    expect((await evaluate(run, parameters, { episodes: 2, innerSteps: 1, seed: 5 })).oneByOne).toBeUndefined()
  })
})

const still: Learner = { ...learner, adaptation: { ...descent, step: (_task, state) => state } }

describe('an adaptation that moves nothing', () => {
  it('is the baseline without adaptation', async () => {
    const propose: Learner['propose'] = (task) => {
      const adapted = innerLoop(task, still.adaptation)
      return { adapted, update: adapted.map((parameter) => scale(parameter, 0)) }
    }
    const experiment = planesRun({ learner: { ...still, propose } })
    for await (const { degenerate } of metaTrain({ ...experiment, metaSteps: 2 })) expect(degenerate).toMatch(/cancel/)
    const { steps } = await evaluate(experiment, parameters, { episodes: 4, innerSteps: 3, seed: 5 })
    expect(new Set(steps.map(({ score }) => score.mean)).size).toBe(1)
  })
})

describe('outputs of another shape than targets', () => {
  const spread: Model = {
    ...line,
    name: 'spread',
    outputShape: [1, 2],
    parameters: [{ name: 'w', shape: [2, 2] }],
    initialize: (rng) => [[rng.normal(), 0, rng.normal(), 0]],
    apply: ([w], inputs) => {
      const outputs = matMul(inputs, w as Tensor)
      return outputs.graph.record({ kind: 'reshape' }, [outputs], [outputs.shape[0]!, 1, 2])
    },
  }

  it('are trained by their loss and judged by their mean', async () => {
    const experiment = planesRun({ model: spread, loss: gaussianLikelihood() })
    const state = initialState(experiment)
    for await (const { queryLosses } of metaTrain(experiment, { state })) expect(queryLosses.every(Number.isFinite)).toBe(true)
    const { steps } = await evaluate(experiment, initialState(experiment).parameters, { episodes: 3, innerSteps: 0, seed: 5 })
    // At the start the mean is that of the line with the same slopes.
    const [a, , b] = initialState(experiment).parameters
    const plain = await evaluate(run, Float64Array.of(a!, b!), { episodes: 3, innerSteps: 0, seed: 5 })
    expect(steps[0]!.score.mean).toBeCloseTo(plain.steps[0]!.score.mean, 12)
  })

  it('are refused with a loss that does not know them', async () => {
    await expect(metaTrain(planesRun({ model: spread })).next()).rejects.toThrow(
      /expected outputs of shape \[1\].*found \[1, 2\]/,
    )
  })
})

describe('random masks', () => {
  const dropping: Model = {
    ...line,
    name: 'dropping',
    apply: ([w], inputs, pass) => {
      const masked = pass?.mask ? mul(inputs, pass.mask(inputs.shape, 0.5)) : inputs
      return matMul(masked, w as Tensor)
    },
  }
  const lossesOf = async (changes: Partial<Experiment>) => {
    const found: (readonly number[])[] = []
    for await (const { supportLosses } of metaTrain(planesRun({ model: dropping, metaSteps: 3, ...changes })))
      found.push(supportLosses)
    return found
  }

  it('are drawn anew for every task, the same for the same seed, and not at all afterwards', async () => {
    const [first, again, other] = [await lossesOf({}), await lossesOf({}), await lossesOf({ model: line })]
    expect(first).toEqual(again)
    expect(first).not.toEqual(other)
    const evaluationOf = (model: Model) => evaluate(planesRun({ model }), parameters, { episodes: 3, innerSteps: 2, seed: 5 })
    expect((await evaluationOf(dropping)).scores).toEqual((await evaluationOf(line)).scores)
  })
})

describe('a mask', () => {
  it('keeps each value with its probability, scaled so that the mean stays', () => {
    const experiment = planesRun({ tasksPerStep: 2 })
    const assignments = sampleAssignments(experiment, 0)
    const batch = { theta: parameters, assignments, schedule: [] }
    const masks = [{ shape: [100, 100], keep: 0.3 }]
    const [first, again] = [0, 1].map(() => packBatch(experiment, masks, batch)['mask/0']!)
    expect(first).toEqual(again)
    const own = [0, 1].map((task) => Array.from(first!).slice(task * 10_000, (task + 1) * 10_000))
    expect(own[0]).not.toEqual(own[1])
    for (const values of own) {
      expect(new Set(values)).toEqual(new Set([0, Math.fround(1 / 0.3)]))
      // Five standard deviations of a count: 5 √(10000 · 0.3 · 0.7) = 229.
      expect(Math.abs(values.filter((value) => value > 0).length - 3000)).toBeLessThan(229)
    }
  })
})

describe('fewer examples in some test episodes', () => {
  const varied = planes((episode, rng) => {
    if (rng.uniform(0, 1) < 0.5) return episode
    const { support } = episode
    return { ...episode, support: { count: 2, x: support.x.slice(0, 4), y: support.y.slice(0, 2) } }
  })

  it('are judged where the source says that they vary', async () => {
    const sample: typeof varied.sample = (split, rng) => (split === 'train' ? planes() : varied).sample(split, rng)
    const tasks = { ...varied, sample, varies: true }
    const { scores } = await evaluate({ ...run, tasks }, parameters, { episodes: 10, innerSteps: 2, seed: 5 })
    for (const [index, score] of scores.entries()) {
      const { support, query } = sampleEpisode({ tasks }, 5, 'test', index)
      const open = openModel(run, parameters)
      const prediction = await (await open.adapt(support, 2)).predict(query.x)
      expect(score).toBeCloseTo(run.tasks.metric.score(prediction, query.y, [1]), 12)
      open.dispose()
    }
    await expect(evaluate({ ...run, tasks: { ...tasks, varies: false } }, parameters, { episodes: 10, seed: 5 })).rejects.toThrow(
      /expected 4 examples; found 2/,
    )
  })
})

describe('a learned rate', () => {
  const learned: Learner = {
    ...learner,
    name: 'learned rate',
    order: 2,
    adaptation: gradientSteps({
      name: 'learned rate',
      move: ({ task, parameters, gradients }) => ({
        parameters: parameters.map((p, i) => sub(p, mul(gradients[i]!, task.learned.rate!))),
      }),
    }),
    learned: () => [{ name: 'rate', shape: [], initialize: () => [0.1] }],
    propose: (task) => {
      const adapted = innerLoop(task, learned.adaptation)
      return { adapted, update: [...adapted.map((p) => scale(p, 0)), addScalar(scale(task.learned.rate!, 0), -1)] }
    },
  }

  it('lies behind θ, is moved, and is used by evaluation', async () => {
    const experiment = planesRun({
      learner: learned,
      metaSteps: 1,
      weighting: {
        ...run.weighting,
        needs: 'losses',
        weigh: ({ tasks }: { tasks: number }) => new Array(tasks).fill(1 / tasks),
      } as Experiment['weighting'],
    })
    const state = initialState(experiment)
    expect(Array.from(state.parameters.slice(2))).toEqual([Math.fround(0.1)])
    await metaTrain(experiment, { state }).next()
    // Every task proposes −1 for the rate, and the outer rate is 0.1.
    expect(state.parameters[2]).toBeCloseTo(Math.fround(0.1) + 0.1, 12)
    const fixed = (rate: number) => ({
      ...experiment,
      learner: { ...learned, learned: () => [{ name: 'rate', shape: [], initialize: () => [rate] }] },
    })
    const at = async (rate: number) =>
      (await evaluate(fixed(rate), Float64Array.of(...parameters, rate), { episodes: 2, innerSteps: 1, seed: 5 })).scores
    expect(await at(0.1)).toEqual((await evaluate(run, parameters, { episodes: 2, innerSteps: 1, seed: 5 })).scores)
    expect(await at(0.2)).not.toEqual(await at(0.1))
  })
})
