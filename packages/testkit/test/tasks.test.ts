// A suite that cannot fail proves nothing: this one must catch task sources that are broken in one place.

import type { Baseline, Episode, Rng, TaskSource } from '@assent/core'
import { meanSquaredError } from '@assent/core'
import { describe, expect, it } from 'vitest'
import { tasksChecks } from '../src/index.js'
import { failedNames, failuresOf } from './failures.js'

const zero: Baseline = { name: 'zero', predict: ({ query }) => new Float32Array(query.y.length) }

const source = (change: (episode: Episode, rng: Rng) => Episode = (episode) => episode): TaskSource => ({
  name: 'points',
  settings: {},
  kind: 'regression',
  inputShape: [1],
  targetShape: [1],
  metric: meanSquaredError(),
  baselines: [zero],
  episodeSize: () => ({ support: 2, query: 2 }),
  sample: (_split, rng) => {
    const examples = () => ({ count: 2, x: Float32Array.of(rng.normal(), rng.normal()), y: Float32Array.of(1, 2) })
    return change({ id: 'points', support: examples(), query: examples() }, rng)
  },
})

const classes = (support: number[], query: number[]): TaskSource => ({
  ...source((episode) => ({
    ...episode,
    support: { ...episode.support, y: Float32Array.from(support) },
    query: { ...episode.query, y: Float32Array.from(query) },
  })),
  kind: 'classification',
  targetShape: [2],
})

describe('tasksChecks', () => {
  it('pass right ones', async () => {
    expect(await failuresOf(tasksChecks(source()))).toEqual([])
    expect(await failuresOf(tasksChecks(classes([1, 0, 0, 1], [0, 1, 1, 0])))).toEqual([])
  })

  it.each<[string, (episode: Episode) => Episode, string]>([
    [
      'a support example among the queries',
      (episode) => ({ ...episode, query: { ...episode.query, x: Float32Array.of(9, episode.support.x[0]!) } }),
      'shares no example between support and query',
    ],
    ['NaN', (episode) => ({ ...episode, query: { ...episode.query, y: Float32Array.of(1, Number.NaN) } }), 'gives finite values'],
    [
      'a wrong count',
      (episode) => ({ ...episode, support: { ...episode.support, count: 3 } }),
      'has the shapes and sizes that it declares',
    ],
    [
      'a target too many',
      (episode) => ({ ...episode, query: { ...episode.query, y: Float32Array.of(1, 2, 3) } }),
      'has the shapes and sizes that it declares',
    ],
    [
      'a random number of its own',
      (episode) => ({ ...episode, support: { ...episode.support, x: Float32Array.of(Math.random(), 1) } }),
      'draws the same episode from the same stream',
    ],
    [
      'the same task every time',
      (episode) => ({
        ...episode,
        support: { ...episode.support, x: Float32Array.of(1, 2) },
        query: { ...episode.query, x: Float32Array.of(3, 4) },
      }),
      'draws different episodes from different streams',
    ],
    ['no id', (episode) => ({ ...episode, id: '' }), 'says which task it is'],
  ])('catch %s', async (_, change, name) => {
    expect(await failedNames(tasksChecks(source(change)))).toEqual([name])
  })

  it('catch a split that is broken alone', async () => {
    const whole = source()
    const tasks: TaskSource = { ...whole, episodeSize: (split) => ({ support: split === 'test' ? 5 : 2, query: 2 }) }
    expect(await failuresOf(tasksChecks(tasks))).toEqual([
      { name: 'has the shapes and sizes that it declares', message: expect.stringContaining('5 test support examples; found 2') },
    ])
  })

  it('catch one buffer for all episodes', async () => {
    const buffer = new Float32Array(2)
    const tasks = source((episode) => {
      buffer.set(episode.support.x)
      return { ...episode, support: { ...episode.support, x: buffer } }
    })
    expect(await failedNames(tasksChecks(tasks))).toContain('lets go of an episode that it gave away')
  })

  it.each([
    ['two classes in one row', [1, 1, 0, 1], [1, 0, 0, 1]],
    ['no class in a row', [1, 0, 0, 1], [0, 0, 0, 1]],
    ['shares of classes', [0.5, 0.5, 0, 1], [1, 0, 0, 1]],
  ])('catch %s', async (_, support, query) => {
    expect(await failedNames(tasksChecks(classes(support, query)))).toEqual(['gives classes as rows with a single one'])
  })

  it.each<[string, Baseline['predict'], string]>([
    ['one prediction too few', () => new Float32Array(1), 'has baselines that predict every query example'],
    ['NaN', ({ query }) => query.y.map(() => Number.NaN), 'has baselines that predict every query example'],
    ['a look at the answers', ({ query }) => query.y.slice(), 'has baselines that do not look at query targets'],
  ])('catch a baseline with %s', async (_, predict, name) => {
    const tasks = { ...source(), baselines: [zero, { name: 'tried', predict }] }
    expect(await failedNames(tasksChecks(tasks))).toEqual([name])
  })

  it('catch a baseline that changes the episode', async () => {
    const predict: Baseline['predict'] = ({ query }) => {
      query.x.sort().fill(0)
      return new Float32Array(2)
    }
    const failed = await failedNames(tasksChecks({ ...source(), baselines: [{ name: 'tried', predict }] }))
    expect(failed).toEqual(['has baselines that predict every query example'])
  })
})
