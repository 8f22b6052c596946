// Evaluation and adaptation: pooled metrics, intervals, and numbers that do not depend on how episodes are grouped.

import { describe, expect, it } from 'vitest'
import {
  accuracy,
  adapt,
  binaryAccuracy,
  binaryCrossEntropy,
  estimate,
  evaluate,
  f1,
  initialState,
  pairedDifference,
  rootMeanSquaredError,
  sampleEpisode,
  type TaskSource,
  topAccuracy,
} from '../src/index.js'
import { summarize } from '../src/tools.js'
import { line, planes, planesRun } from './support.js'

const run = planesRun()
const { parameters } = initialState(run)

describe('evaluate', () => {
  it('gives the metric after each step, beside the baselines', async () => {
    const evaluation = await evaluate(run, parameters, { episodes: 20, innerSteps: 3, seed: 5 })
    expect(evaluation.steps.map(({ step }) => step)).toEqual([0, 1, 2, 3])
    const means = evaluation.steps.map(({ score }) => score.mean)
    expect(means[3]).toBeLessThan(means[0]!)
    expect(evaluation.baselines.map(({ name }) => name)).toEqual(['zero'])
    expect(evaluation).toMatchObject({ split: 'test', episodes: 20, transductive: false })
  })

  it('pools a root mean squared error over all episodes', async () => {
    const { steps, scores } = await evaluate(run, parameters, { episodes: 15, innerSteps: 1, seed: 5 })
    expect(steps[1]?.score.mean).toBeCloseTo(Math.sqrt(scores.reduce((sum, score) => sum + score, 0) / 15), 12)
  })

  it.each([1, 4, 7, 25])('gives the same numbers with %d tasks at once', async (tasksAtOnce) => {
    const [found, expected] = [
      await evaluate(run, parameters, { episodes: 10, innerSteps: 2, seed: 5, tasksAtOnce }),
      await evaluate(run, parameters, { episodes: 10, innerSteps: 2, seed: 5, tasksAtOnce: 10 }),
    ]
    expect(found).toEqual(expected)
  })

  it('has intervals, worst deciles, support losses and baselines, as by hand', async () => {
    // θ = 0 predicts 0, so the error of an episode is the mean of its squared targets.
    const zero = parameters.map(() => 0)
    const evaluation = await evaluate(run, zero, { episodes: 11, innerSteps: 1, seed: 5 })
    const squares = Array.from({ length: 11 }, (_, index) => {
      const { support, query } = sampleEpisode(run, 5, 'test', index)
      const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, y) => sum + y * y, 0) / values.length
      return { query: mean(query.y), support: mean(support.y) }
    })
    const [first] = evaluation.steps
    const mean = squares.reduce((sum, { query }) => sum + query, 0) / 11
    const deviation = Math.sqrt(squares.reduce((sum, { query }) => sum + (query - mean) ** 2, 0) / 10)
    expect(first?.score.mean).toBeCloseTo(Math.sqrt(mean), 10)
    expect(first?.score.interval).toBeCloseTo((1.96 * deviation) / Math.sqrt(11) / (2 * Math.sqrt(mean)), 10)
    expect(first?.supportLoss?.mean).toBeCloseTo(squares.reduce((sum, { support }) => sum + support, 0) / 11, 10)
    expect(evaluation.steps[1]?.supportLoss).toBeUndefined()
    // The tenth of eleven in order.
    const sorted = squares.map(({ query }) => query).sort((a, b) => a - b)
    expect(first?.worstDecile).toBeCloseTo(Math.sqrt(sorted[9]!), 10)
    // The baseline predicts 0 too.
    expect(evaluation.baselines[0]?.score.mean).toBeCloseTo(Math.sqrt(mean), 10)
    expect(evaluation.baselines[0]?.score.interval).toBeCloseTo(first!.score.interval, 10)
  })

  it('takes the split, the seed and the steps that it is told', async () => {
    const score = async (changes: object) =>
      (await evaluate(run, parameters, { episodes: 5, innerSteps: 2, seed: 5, ...changes })).scores
    const own = await score({})
    expect(await score({ split: 'test' })).toEqual(own)
    for (const changes of [{ split: 'validation' }, { seed: 6 }, { innerSteps: 1 }]) expect(await score(changes)).not.toEqual(own)
    expect(await score({ episodes: 3 })).toEqual(own.slice(0, 3))
  })

  it('leaves θ as it is, and nothing behind', async () => {
    const theta = parameters.slice()
    await evaluate(run, theta, { episodes: 3, innerSteps: 2, seed: 5 })
    expect(theta).toEqual(parameters)
    expect(run.backend.memory().tensors).toBe(0)
  })

  it.each([
    [{ episodes: 0 }, '[evaluate.episodes] expected a whole number of at least 1; found 0; set episodes'],
    [{ tasksAtOnce: 0 }, '[evaluate.tasksAtOnce] expected a whole number of at least 1; found 0; set tasksAtOnce'],
    [{ innerSteps: -1 }, '[evaluate.innerSteps] expected a whole number of at least 0; found -1; set innerSteps'],
    [{ seed: Number.NaN }, '[evaluate.seed] expected a whole number of at least 0; found NaN; set seed'],
    [{ episode: 3 }, "found 'episode'; did you mean episodes?"],
  ])('refuses %o', async (changes, message) => {
    await expect(evaluate(run, parameters, { episodes: 2, seed: 5, ...changes })).rejects.toThrow(message)
  })

  it('refuses a problem whose parts do not fit', async () => {
    const model = { ...run.model, inputShape: [3] }
    await expect(evaluate({ ...run, model }, parameters, { episodes: 2, seed: 5 })).rejects.toThrow(
      /\[model line\] expected inputs/,
    )
  })

  it.each([
    ['several classes', [1, 1, 0]],
    ['no class', [0, 0, 0]],
    ['classes that are equally likely', [0.5, 0.5, 0]],
    ['a single label', [1]],
  ])('refuses to count right classes where targets say %s', async (_, target) => {
    const classes = target.length
    const tasks: TaskSource = {
      ...planesRun().tasks,
      kind: 'classification',
      targetShape: [classes],
      metric: accuracy(),
      baselines: [],
      episodeSize: () => ({ support: 1, query: 1 }),
      sample: () => {
        const one = () => ({ count: 1, x: Float64Array.of(1, 2), y: Float64Array.from(target) })
        return { id: 'a', support: one(), query: one() }
      },
    }
    const model = { ...line, outputShape: [classes], parameters: [{ name: 'w', shape: [2, classes] }] }
    const problem = { ...planesRun(), tasks, model, loss: binaryCrossEntropy() }
    const theta = new Float64Array(2 * classes)
    for (const metric of [accuracy(), topAccuracy({ k: 1 }), f1()]) {
      await expect(evaluate({ ...problem, metric }, theta, { episodes: 1, innerSteps: 1, seed: 5 })).rejects.toThrow(
        `[tasks planes, task a, query] expected a row of at least two classes, one of which is the largest, for the metric ${metric.name}; found [${target.join(', ')}] in example 0; use binaryAccuracy`,
      )
    }
    const { steps } = await evaluate({ ...problem, metric: binaryAccuracy() }, theta, { episodes: 1, innerSteps: 1, seed: 5 })
    expect(steps[0]?.score.mean).toBe(target.filter((value) => value < 0.5).length / classes)
  })

  it('tells how far it is', async () => {
    const done: number[] = []
    await evaluate(run, parameters, {
      episodes: 7,
      innerSteps: 1,
      seed: 5,
      tasksAtOnce: 3,
      onProgress: (count) => done.push(count),
    })
    expect(done).toEqual([3, 6, 7])
  })

  it('counts and names the tasks that diverge, and scores the others', async () => {
    let drawn = 0
    const tasks = () => {
      drawn = 0
      return planes((episode) =>
        drawn++ === 1
          ? { ...episode, support: { ...episode.support, y: Float64Array.from(episode.support.y, () => 1e300) } }
          : episode,
      )
    }
    const options = { episodes: 3, innerSteps: 200, seed: 5 }
    const spoilt = await evaluate({ ...run, tasks: tasks() }, parameters, options)
    const clean = await evaluate(run, parameters, options)
    expect(spoilt.scores).toEqual([clean.scores[0], Number.NaN, clean.scores[2]])
    expect(spoilt.steps.at(-1)).toMatchObject({ diverged: 1 })
    expect(spoilt.steps.at(-1)?.score.mean).toBeCloseTo(Math.sqrt((clean.scores[0]! + clean.scores[2]!) / 2), 12)
    expect(spoilt.steps[0]).toMatchObject({ diverged: 0 })
    expect(spoilt.divergedTasks).toEqual([{ task: expect.stringMatching(/^plane /), step: expect.any(Number) }])
  })

  it('refuses a θ of another model', async () => {
    for (const theta of [new Float64Array(3), new Float64Array(1)]) {
      await expect(evaluate(run, theta, { seed: 5 })).rejects.toThrow(/\[evaluate, θ\] expected 2 values/)
      await expect(adapt(run, theta, sampleEpisode(run, 5, 'test', 0).support, 1)).rejects.toThrow(
        /\[model, θ\] expected 2 values/,
      )
    }
  })
})

describe('adapt', () => {
  it('learns one task, and predicts as evaluation would', async () => {
    const episode = sampleEpisode(run, 5, 'test', 0)
    const adapted = await adapt(run, parameters, episode.support, 3)
    expect(adapted.losses).toHaveLength(3)
    expect(adapted.losses[2]).toBeLessThan(adapted.losses[0]!)
    const prediction = await adapted.predict(episode.query.x)
    const { scores } = await evaluate(run, parameters, { episodes: 1, innerSteps: 3, seed: 5 })
    expect(run.tasks.metric.score(prediction, episode.query.y, [1])).toBeCloseTo(scores[0]!, 12)
    adapted.dispose()
  })

  it('takes the steps of gradient descent, as by hand', async () => {
    // Two points and the plane through them: ∇ mean (x·w − y)², rate 0.1.
    const support = { count: 2, x: Float64Array.of(1, 0, 0, 2), y: Float64Array.of(3, -2) }
    const { losses, values, predict, dispose } = await adapt(run, Float64Array.of(1, 1), support, 2)
    // At (1, 1): residuals −2 and 4, slopes −2 and 8; at (1.2, 0.2): −1.8 and 2.4, slopes −1.8 and 4.8.
    expect(losses).toEqual([10, 4.5].map((value) => expect.closeTo(value, 12)))
    expect(Array.from(values['parameter/w']!)).toEqual([1.38, -0.28].map((value) => expect.closeTo(value, 12)))
    expect(Array.from(await predict(Float64Array.of(1, 1, 10, 0)))).toEqual([1.1, 13.8].map((value) => expect.closeTo(value, 12)))
    dispose()
  })

  it('may take no step, and leaves θ and nothing else behind', async () => {
    const { support, query } = sampleEpisode(run, 5, 'test', 0)
    const theta = parameters.slice()
    const adapted = await adapt(run, theta, support, 0)
    expect(adapted.losses).toEqual([])
    expect(Array.from(adapted.values['parameter/w']!)).toEqual(Array.from(theta))
    await adapted.predict(query.x)
    adapted.dispose()
    expect(theta).toEqual(parameters)
    expect(run.backend.memory().tensors).toBe(0)
  })

  it('refuses steps that are no count, and stops when the loss is not finite', async () => {
    const { support } = sampleEpisode(run, 5, 'test', 0)
    await expect(adapt(run, parameters, support, 1.5)).rejects.toThrow(
      '[adapt.innerSteps] expected a whole number of at least 0; found 1.5',
    )
    const steep = { ...support, x: Float64Array.from(support.x, (x) => x * 1e80) }
    await expect(adapt(run, parameters, steep, 9)).rejects.toThrow(
      /^\[adapt, step \d\] expected a finite loss; found (Infinity|NaN); take fewer steps or a smaller inner rate$/,
    )
    expect(run.backend.memory().tensors).toBe(0)
  })

  it('refuses examples that do not fit', async () => {
    const { support } = sampleEpisode(run, 5, 'test', 0)
    await expect(adapt(run, parameters, { ...support, x: support.x.subarray(1) }, 1)).rejects.toThrow(
      /\[adapt, support\] expected 4 × 2 values of x; found 7/,
    )
    await expect(adapt(run, parameters, { ...support, y: support.y.map(() => Number.NaN) }, 1)).rejects.toThrow(
      /finite values of y/,
    )
    const adapted = await adapt(run, parameters, support, 1)
    await expect(adapted.predict(new Float32Array(3))).rejects.toThrow(
      /\[predict\] expected inputs of 2 values each, flat; found 3/,
    )
    for (const [bad, message] of [
      [[1, Number.NaN], /found NaN in example 0/],
      [[1, 2, 3, undefined], /found undefined in example 1/],
      [
        [
          [1, 2],
          [3, 4],
        ],
        /found 1,2 in example 0/,
      ],
      [[1e39, 0], /found 1e\+39 in example 0/],
    ] as const) {
      await expect(adapted.predict(bad as never)).rejects.toThrow(message)
    }
    adapted.dispose()
  })
})

describe('scores', () => {
  it('count the examples whose largest score is at their class; the first of equal scores counts', () => {
    expect(accuracy().score([0.1, 0.9, 0.5, 0.5, 0.3, 0.2], Float32Array.of(0, 1, 0, 1, 1, 0), [2])).toBeCloseTo(2 / 3, 12)
  })

  it('have intervals of 1.96 standard errors', () => {
    // Standard deviation of 1, 2, 3, 4 with n − 1: √(5/3).
    expect(estimate([1, 2, 3, 4])).toEqual({ mean: 2.5, interval: expect.closeTo((1.96 * Math.sqrt(5 / 3)) / 2, 12) })
    expect(summarize(rootMeanSquaredError(), [1, 2, 3, 4]).interval).toBeCloseTo(
      (1.96 * Math.sqrt(5 / 3)) / 2 / (2 * Math.sqrt(2.5)),
      12,
    )
  })

  it('are compared in pairs', () => {
    expect(pairedDifference([3, 5, 7], [1, 2, 3])).toEqual({ mean: 3, interval: expect.closeTo(1.96 / Math.sqrt(3), 12) })
  })
})
