import { type Episode, estimate, type Rng, type Split, sampleEpisode, type TaskSource } from '@assent/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mamlSinusoids, type PointChoice, reptileSinusoids, sinusoid } from '../src/index.js'

/** 50 equally spaced points from −5 to 5. */
const grid = Float32Array.from({ length: 50 }, (_, place) => -5 + (10 * place) / 49)

function episodes(tasks: TaskSource, split: Split, count: number): Episode[] {
  return Array.from({ length: count }, (_, index) => sampleEpisode({ tasks }, 1, split, index))
}

describe('sinusoid', () => {
  it('is the sine benchmark of MAML by default', () => {
    expect(sinusoid().settings).toEqual(sinusoid(mamlSinusoids).settings)
    expect(sinusoid()).toMatchObject({
      name: 'sinusoid',
      kind: 'regression',
      inputShape: [1],
      targetShape: [1],
      metric: { name: 'meanSquaredError', unit: '' },
    })
    expect(sinusoid().episodeSize('train')).toEqual({ support: 10, query: 10 })
  })

  it('puts every point on y = a · sin(x + phase)', () => {
    // a and b are the first two numbers of the stream; the points are the others.
    const numbers = [2, 0.5, -1, 0, 3]
    const rng = { uniform: () => numbers.shift() } as unknown as Rng
    const { support, query, id } = sinusoid({ shots: 1, queries: 2 }).sample('test', rng)
    expect([...support.x, ...query.x]).toEqual([-1, 0, 3])
    expect(support.y[0]).toBeCloseTo(2 * Math.sin(-0.5), 6)
    expect(query.y[0]).toBeCloseTo(2 * Math.sin(0.5), 6)
    expect(query.y[1]).toBeCloseTo(2 * Math.sin(3.5), 6)
    expect(id).toBe('amplitude 2.00, phase 0.50')
  })

  it('draws amplitude, phase and points evenly from their ranges', () => {
    const tasks = sinusoid({ amplitude: [1, 3], phase: [0, 2], x: [4, 8], shots: 1, queries: 1 })
    const drawn = episodes(tasks, 'train', 2000)
    const parts = drawn.map(
      ({ id }) =>
        id
          .match(/amplitude (\S+), phase (\S+)/)
          ?.slice(1)
          .map(Number) as [number, number],
    )
    expectUniform(
      parts.map(([amplitude]) => amplitude),
      1,
      3,
    )
    expectUniform(
      parts.map(([, phase]) => phase),
      0,
      2,
    )
    expectUniform(
      drawn.map(({ support }) => support.x[0] as number),
      4,
      8,
    )
    expectUniform(
      drawn.map(({ query }) => query.x[0] as number),
      4,
      8,
    )
  })

  it('gives the paper its grid: to train on, and to be tested on', () => {
    const tasks = sinusoid(reptileSinusoids)
    expect(tasks.episodeSize('train')).toEqual({ support: 50, query: 10 })
    expect(tasks.episodeSize('test')).toEqual({ support: 10, query: 50 })
    expect(sampleEpisode({ tasks }, 1, 'train', 0).support.x).toEqual(grid)
    expect(sampleEpisode({ tasks }, 1, 'test', 0).query.x).toEqual(grid)
    expect(sampleEpisode({ tasks }, 1, 'validation', 0).query.x).toEqual(grid)
  })

  it('draws the same bytes from the same stream, and others from another', () => {
    const tasks = sinusoid(reptileSinusoids)
    expect(sampleEpisode({ tasks }, 1, 'test', 5)).toEqual(sampleEpisode({ tasks }, 1, 'test', 5))
    expect(sampleEpisode({ tasks }, 1, 'test', 5)).not.toEqual(sampleEpisode({ tasks }, 1, 'test', 6))
    expect(sampleEpisode({ tasks }, 1, 'test', 5)).not.toEqual(sampleEpisode({ tasks }, 1, 'train', 5))
  })

  it('never lets two points of an episode be the same, not even in a range with few single-precision numbers', () => {
    const choice = fc.oneof(fc.integer({ min: 1, max: 200 }), fc.constant<PointChoice>('grid'))
    fc.assert(
      fc.property(choice, choice, fc.boolean(), fc.nat(), (shots, queries, narrow, seed) => {
        fc.pre(shots !== 'grid' || queries !== 'grid')
        // The narrow range holds 8192 of them, so that 400 draws would nearly always meet.
        const tasks = sinusoid({ x: narrow ? [1, 1 + 2 ** -10] : [-5, 5], shots, queries })
        const { support, query } = sampleEpisode({ tasks }, seed, 'test', 0)
        expect(new Set([...support.x, ...query.x]).size).toBe(support.count + query.count)
      }),
      { seed: 1, numRuns: 200 },
    )
  })
})

describe('baselines', () => {
  it('give the error that the mean of the support has by calculation', () => {
    // For a full turn of phases: E a² · ½ · (1 − (sin 5 / 5)²) · (1 + 1/K), with E a² = (5³ − 0.1³) / (3 · 4.9).
    const expected = ((5 ** 3 - 0.1 ** 3) / (3 * 4.9)) * 0.5 * (1 - (Math.sin(5) / 5) ** 2) * (1 + 1 / 10)
    const tasks = sinusoid({ ...reptileSinusoids, queries: 10 })
    const { mean, interval } = scoreOf(tasks, 'mean of support', 4000)
    expect(Math.abs(mean - expected)).toBeLessThan(1.5 * interval)
  })

  it('interpolates a dense support nearly without error', () => {
    // Between neighbors h apart a chord errs by at most h²/8 · max|y″|; here h = 10/49 and |y″| ≤ 5.
    const bound = (((10 / 49) ** 2 / 8) * 5) ** 2
    const { mean } = scoreOf(sinusoid({ shots: 'grid', queries: 10 }), 'linear interpolation', 200)
    expect(mean).toBeLessThan(bound)
    expect(mean).toBeGreaterThan(0)
  })
})

describe('sinusoid refuses', () => {
  it.each([
    [
      { amplitude: [2, 2] },
      '[sinusoid.amplitude] expected two finite numbers, the smaller one first; found [2, 2]; correct amplitude',
    ],
    [
      { trainWays: 5 } as never,
      "[sinusoid] expected options amplitude, phase, x, shots, queries, trainShots, trainQueries; found 'trainWays'; correct the name",
    ],
    [{ phase: [1, 0] }, '[sinusoid.phase] expected two finite numbers, the smaller one first; found [1, 0]; correct phase'],
    [{ x: [0, Number.NaN] }, '[sinusoid.x] expected two finite numbers, the smaller one first; found [0, NaN]; correct x'],
    [{ shots: 2.5 }, "[sinusoid.shots] expected a whole number of at least 1 or 'grid'; found 2.5; set shots, or leave it out"],
    [
      { trainQueries: 0 },
      "[sinusoid.trainQueries] expected a whole number of at least 1 or 'grid'; found 0; set trainQueries, or leave it out",
    ],
    [
      { shots: 'grid', queries: 'grid' },
      "[sinusoid.queries] expected query points that are no support points; found 'grid' for both; give a number of points",
    ],
    [
      { trainShots: 'grid', trainQueries: 'grid' },
      "[sinusoid.trainQueries] expected query points that are no support points; found 'grid' for both; give a number of points",
    ],
    [
      { x: [1, 1 + 2 ** -20] },
      `[sinusoid.x] expected room for 20 different float32 points; found [1, ${1 + 2 ** -20}]; widen it, or ask for fewer`,
    ],
  ] as const)('%o', (options, message) => {
    expect(() => sinusoid(options)).toThrow(message)
  })
})

function scoreOf(tasks: TaskSource, name: string, count: number) {
  const baseline = tasks.baselines.find((candidate) => candidate.name === name)
  return estimate(
    episodes(tasks, 'test', count).map((episode) =>
      tasks.metric.score(baseline?.predict(episode) ?? [], episode.query.y, tasks.targetShape),
    ),
  )
}

/** All values lie in the range, and their mean and variance are within five standard errors of an even distribution's. */
function expectUniform(values: readonly number[], from: number, to: number): void {
  expect(Math.min(...values)).toBeGreaterThanOrEqual(from)
  expect(Math.max(...values)).toBeLessThanOrEqual(to)
  const width = to - from
  const mean = values.reduce((sum, value) => sum + value) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
  expect(Math.abs(mean - (from + to) / 2)).toBeLessThan(5 * Math.sqrt(width ** 2 / 12 / values.length))
  // The fourth central moment of an even distribution is width⁴ / 80.
  expect(Math.abs(variance - width ** 2 / 12)).toBeLessThan(5 * Math.sqrt((width ** 4 / 80 - width ** 4 / 144) / values.length))
}
