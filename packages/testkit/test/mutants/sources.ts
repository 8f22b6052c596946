// Task sources that are wrong in one place: points of a line and pictures of classes, changed.

import {
  type Baseline,
  createRng,
  type Episode,
  type Examples,
  meanSquaredError,
  type Rng,
  type Split,
  type TaskSource,
} from '@assent/core'
import { tasksChecks } from '../../src/index.js'
import type { Mutant } from './mutant.js'

const zero: Baseline = { name: 'zero', predict: ({ query }) => new Float32Array(query.y.length) }

type Sample = TaskSource['sample']

/** Points of a line through the origin, two to learn from and two to be judged on. */
export const points: TaskSource = {
  name: 'points',
  settings: {},
  kind: 'regression',
  inputShape: [1],
  targetShape: [1],
  metric: meanSquaredError(),
  baselines: [zero],
  episodeSize: () => ({ support: 2, query: 2 }),
  sample: (_split, rng) => {
    const slope = rng.normal()
    const examples = (): Examples => {
      const x = Float32Array.of(rng.normal(), rng.normal())
      return { count: 2, x, y: x.map((value) => slope * value) }
    }
    return { id: `slope ${slope}`, support: examples(), query: examples() }
  },
}

const firstClass: Readonly<Record<Split, number>> = { train: 0, validation: 20, test: 40 }

/** Picture `index` of a class: nine values that no other has. */
const picture = (label: number, index: number): number[] => {
  const rng = createRng(label, 'picture', index)
  return Array.from({ length: 9 }, () => rng.normal())
}

/** Two of a split's 20 classes, and three of the 50 pictures of each. */
export const pictures: TaskSource = {
  ...points,
  name: 'pictures',
  kind: 'classification',
  inputShape: [9],
  targetShape: [2],
  episodeSize: () => ({ support: 2, query: 4 }),
  sample: (split, rng) => {
    const labels = rng.sample(20, 2).map((label) => firstClass[split] + label)
    const drawn = labels.map((label) => rng.sample(50, 3).map((index) => picture(label, index)))
    const examples = (from: number, to: number): Examples => {
      const parts = drawn.map((own) => own.slice(from, to))
      const y = parts.flatMap((own, place) => own.flatMap(() => [1 - place, place]))
      return { count: y.length / 2, x: Float32Array.from(parts.flat(2)), y: Float32Array.from(y) }
    }
    return { id: labels.join(), support: examples(0, 1), query: examples(1, 3) }
  },
}

const changed = (source: TaskSource, change: (episode: Episode, rng: Rng) => Episode): TaskSource => ({
  ...source,
  sample: (split, rng) => change(source.sample(split, rng), rng),
})

const sampling = (source: TaskSource, around: (sample: Sample) => Sample): TaskSource => ({
  ...source,
  sample: around(source.sample),
})

/** One episode in some 200 is changed. */
const rarely = (source: TaskSource, change: (episode: Episode) => Episode): TaskSource =>
  changed(source, (episode, rng) => (rng.integer(200) === 0 ? change(episode) : episode))

const withSupport = (episode: Episode, support: Partial<Examples>): Episode => ({
  ...episode,
  support: { ...episode.support, ...support },
})
const withQuery = (episode: Episode, query: Partial<Examples>): Episode => ({ ...episode, query: { ...episode.query, ...query } })
const withTargets = (episode: Episode, support: number[]): Episode => withSupport(episode, { y: Float32Array.from(support) })

const predicting = (predict: Baseline['predict']): TaskSource => ({ ...points, baselines: [zero, { name: 'tried', predict }] })

/** The second picture of support is the first again, or an example of support turns up among the queries. */
const twice = (episode: Episode) =>
  withSupport(episode, { x: Float32Array.from([0, 0].map(() => episode.support.x[0] as number)) })
const leaking = (episode: Episode) =>
  withQuery(episode, { x: episode.query.x.map((value, i) => (i < 9 ? (episode.support.x[i] as number) : value)) })

function oneBuffer(buffers: number): TaskSource {
  const ring = Array.from({ length: buffers }, () => new Float32Array(2))
  let next = 0
  return changed(points, (episode) => {
    const x = ring[next++ % buffers] as Float32Array
    x.set(episode.support.x)
    return withSupport(episode, { x })
  })
}

function remembering(): TaskSource {
  let last = 0
  return changed(points, (episode, rng) => {
    const drawn = rng.normal()
    const y = episode.support.y.map((value) => value + (last === drawn ? 0 : 1e-3 * Math.sign(last)))
    last = drawn
    return withSupport(episode, { y })
  })
}

const own: Readonly<Record<string, readonly [source: TaskSource, caughtBy: RegExp]>> = {
  'a value is not a number': [
    changed(points, (episode) => withQuery(episode, { y: Float32Array.of(1, Number.NaN) })),
    /finite values/,
  ],
  'a value of one episode in 200 is not a number': [
    rarely(points, (episode) => withQuery(episode, { y: Float32Array.of(1, Number.NaN) })),
    /finite values/,
  ],
  'a count is wrong': [changed(points, (episode) => withSupport(episode, { count: 3 })), /shapes and sizes/],
  'a target is too many': [changed(points, (episode) => withQuery(episode, { y: Float32Array.of(1, 2, 3) })), /shapes and sizes/],
  'test episodes have another size than declared': [
    { ...points, episodeSize: (split) => ({ support: split === 'test' ? 5 : 2, query: 2 }) },
    /shapes and sizes/,
  ],
  'numbers come from Math.random': [
    changed(points, (episode) => withSupport(episode, { x: Float32Array.of(Math.random(), 1) })),
    /same episode from the same stream/,
  ],
  'the last draw decides': [remembering(), /^draws the same episode/],
  'all tasks are one': [
    sampling(points, (sample) => (split) => sample(split, createRng(1, 'same'))),
    /different episodes from different streams/,
  ],
  'there is no id': [changed(points, (episode) => ({ ...episode, id: '' })), /says which task/],
  'one buffer serves all episodes': [oneBuffer(1), /lets go/],
  'eight buffers take turns': [oneBuffer(8), /lets go/],
  'test episodes are drawn from train': [
    sampling(pictures, (sample) => (split, rng) => sample(split === 'test' ? 'train' : split, rng)),
    /splits apart/,
  ],
  'validation and test share a class': [
    sampling(pictures, (sample) => (split, rng) => sample(split === 'test' && rng.integer(20) === 0 ? 'validation' : split, rng)),
    /splits apart/,
  ],
  'test tasks of a regression were trained on': [
    sampling(points, (sample) => (_split, rng) => sample('train', createRng(rng.integer(500), 'task'))),
    /splits apart/,
  ],
  'an example of support is a query': [changed(pictures, leaking), /between support and query/],
  'an example of support is a query, in one episode of 200': [rarely(pictures, leaking), /between support and query/],
  'a support set holds one example twice, in one episode of 200': [
    rarely(points, (episode) => ({ ...twice(episode), support: { ...twice(episode).support, y: Float32Array.of(1, 1) } })),
    /no example twice/,
  ],
  'two classes share a row': [changed(pictures, (episode) => withTargets(episode, [1, 1, 0, 1])), /single one/],
  'a row has no class': [changed(pictures, (episode) => withTargets(episode, [1, 0, 0, 0])), /single one/],
  'rows are shares of classes': [changed(pictures, (episode) => withTargets(episode, [0.5, 0.5, 0, 1])), /single one/],
  'a class is asked for and not shown': [changed(pictures, (episode) => withTargets(episode, [1, 0, 1, 0])), /every class/],
  'a baseline predicts too few': [predicting(() => new Float32Array(1)), /predict every query/],
  'a baseline predicts NaN': [predicting(({ query }) => query.y.map(() => Number.NaN)), /predict every query/],
  'a baseline looks at the answers': [predicting(({ query }) => query.y.slice()), /do not look/],
  'a baseline changes the episode': [
    predicting(({ query }) => {
      query.x.sort().fill(0)
      return new Float32Array(2)
    }),
    /predict every query/,
  ],
  'a setting is a function': [{ ...points, settings: { draw: (() => 1) as never } }, /describes itself/],
}

export const sourceMutants: readonly Mutant[] = Object.entries(own).map(([name, [source, caughtBy]]) => ({
  name,
  checks: tasksChecks(source),
  caughtBy,
}))
