// Evaluation and adaptation: pooled metrics, intervals, and numbers that do not depend on how episodes are grouped.

import { describe, expect, it } from 'vitest'
import {
  adapt,
  estimate,
  evaluate,
  initialState,
  pairedDifference,
  sampleEpisode,
  scoreEpisode,
  summarize,
} from '../src/index.js'
import { planes, planesRun } from './support.js'

const run = planesRun()
const { parameters } = initialState(run)

describe('evaluate', () => {
  it('gives the metric after each step, beside the baselines', async () => {
    const evaluation = await evaluate(run, parameters, { episodes: 20, steps: 3, seed: 5 })
    expect(evaluation.steps.map(({ step }) => step)).toEqual([0, 1, 2, 3])
    const means = evaluation.steps.map(({ score }) => score.mean)
    expect(means[3]).toBeLessThan(means[0]!)
    expect(evaluation.baselines.map(({ name }) => name)).toEqual(['zero'])
    expect(evaluation).toMatchObject({ split: 'test', episodes: 20, transductive: false })
  })

  it('pools a root mean squared error over all episodes', async () => {
    const { steps, scores } = await evaluate(run, parameters, { episodes: 15, steps: 1, seed: 5 })
    expect(steps[1]?.score.mean).toBeCloseTo(Math.sqrt(scores.reduce((sum, score) => sum + score, 0) / 15), 12)
  })

  it.each([1, 4, 7, 25])('gives the same numbers with %d tasks at once', async (tasksAtOnce) => {
    const [found, expected] = [
      await evaluate(run, parameters, { episodes: 10, steps: 2, seed: 5, tasksAtOnce }),
      await evaluate(run, parameters, { episodes: 10, steps: 2, seed: 5, tasksAtOnce: 10 }),
    ]
    expect(found).toEqual(expected)
  })

  it('tells how far it is', async () => {
    const done: number[] = []
    await evaluate(run, parameters, { episodes: 7, steps: 1, seed: 5, tasksAtOnce: 3, onProgress: (count) => done.push(count) })
    expect(done).toEqual([3, 6, 7])
  })

  it('names the task whose predictions are not finite', async () => {
    const tasks = planes((episode) => ({
      ...episode,
      support: { ...episode.support, y: Float64Array.from(episode.support.y, () => 1e300) },
    }))
    await expect(evaluate({ ...run, tasks }, parameters, { episodes: 2, steps: 200, seed: 5 })).rejects.toThrow(
      /\[evaluate, task plane .*, after \d+ steps\] expected finite predictions/,
    )
  })
})

describe('adapt', () => {
  it('learns one task, and predicts as evaluation would', async () => {
    const episode = sampleEpisode(run.tasks, 5, 'test', 0)
    const adapted = await adapt(run, parameters, episode.support, 3)
    expect(adapted.losses).toHaveLength(3)
    expect(adapted.losses[2]).toBeLessThan(adapted.losses[0]!)
    const prediction = await adapted.predict(episode.query.x)
    const { scores } = await evaluate(run, parameters, { episodes: 1, steps: 3, seed: 5 })
    expect(scoreEpisode(run.tasks.metric, prediction, episode.query.y, [1])).toBeCloseTo(scores[0]!, 12)
  })

  it('refuses examples that do not fit', async () => {
    const { support } = sampleEpisode(run.tasks, 5, 'test', 0)
    await expect(adapt(run, parameters, { ...support, x: support.x.subarray(1) }, 1)).rejects.toThrow(
      /\[adapt, support\] expected 4 × 2 values of x; found 7/,
    )
    await expect(adapt(run, parameters, { ...support, y: support.y.map(() => Number.NaN) }, 1)).rejects.toThrow(
      /finite values of y/,
    )
    const adapted = await adapt(run, parameters, support, 1)
    await expect(adapted.predict(new Float32Array(3))).rejects.toThrow(/\[predict\] expected inputs of 2 values each; found 3/)
  })
})

describe('scores', () => {
  it('count the examples whose largest score is at their class; the first of equal scores counts', () => {
    const metric = { name: 'accuracy', unit: '' } as const
    expect(scoreEpisode(metric, [0.1, 0.9, 0.5, 0.5, 0.3, 0.2], Float32Array.of(0, 1, 0, 1, 1, 0), [2])).toBeCloseTo(2 / 3, 12)
  })

  it('have intervals of 1.96 standard errors', () => {
    // Standard deviation of 1, 2, 3, 4 with n − 1: √(5/3).
    expect(estimate([1, 2, 3, 4])).toEqual({ mean: 2.5, interval: expect.closeTo((1.96 * Math.sqrt(5 / 3)) / 2, 12) })
    expect(summarize({ name: 'rootMeanSquaredError', unit: 'm' }, [1, 2, 3, 4]).interval).toBeCloseTo(
      (1.96 * Math.sqrt(5 / 3)) / 2 / (2 * Math.sqrt(2.5)),
      12,
    )
  })

  it('are compared in pairs', () => {
    expect(pairedDifference([3, 5, 7], [1, 2, 3])).toEqual({ mean: 3, interval: expect.closeTo(1.96 / Math.sqrt(3), 12) })
  })
})
