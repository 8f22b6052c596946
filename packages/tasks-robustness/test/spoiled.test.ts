// Which tasks are bad, and how: everything else stays as the source gives it.

import { accuracy, createRng, type Episode, type Split, sampleEpisode, type TaskSource } from '@assent/core'
import { sinusoid } from '@assent/tasks-sinusoid'
import { describeTasks } from '@assent/testkit'
import { describe, expect, it } from 'vitest'
import {
  badTasks,
  mixture,
  negatedTargets,
  otherLabels,
  type Part,
  type Spoil,
  scaledTargets,
  shuffledTargets,
  spoiled,
} from '../src/index.js'

const waves = sinusoid()

/** Four classes of one example each in support and query: the label of input x is x modulo 4. Each split has its own inputs. */
const classes: TaskSource = {
  name: 'classes',
  settings: {},
  kind: 'classification',
  inputShape: [1],
  targetShape: [4],
  metric: accuracy(),
  baselines: [],
  episodeSize: () => ({ support: 4, query: 4 }),
  sample: (split, rng) => {
    const labels = rng.sample(4, 4)
    const first = { train: 0, validation: 8, test: 16 }[split]
    const examples = (from: number) => ({
      count: 4,
      x: Float32Array.from(labels, (label) => first + label + from),
      y: Float32Array.from(labels.flatMap((label) => [0, 1, 2, 3].map((place) => (place === label ? 1 : 0)))),
    })
    return { id: labels.join(''), support: examples(0), query: examples(4) }
  },
}

/** A family of constants, for mixtures. */
const constants: TaskSource = {
  ...waves,
  name: 'constants',
  sample: (split, rng) => {
    const { support, query } = waves.sample(split, rng)
    const level = rng.uniform(-1, 1)
    return {
      id: 'constant',
      support: { ...support, y: support.y.map(() => level) },
      query: { ...query, y: query.y.map(() => level) },
    }
  },
}

const always = { share: 1 }
const draw = (source: TaskSource, index: number, split: Split = 'train'): Episode =>
  sampleEpisode({ tasks: source }, 3, split, index)

const cases: readonly [string, TaskSource, (share: number) => TaskSource][] = [
  ['scaled', waves, (share) => spoiled(waves, scaledTargets(10), { share })],
  ['negated', waves, (share) => spoiled(waves, negatedTargets(), { share })],
  ['shuffled', waves, (share) => spoiled(waves, shuffledTargets(), { share })],
  ['wrong labels', classes, (share) => spoiled(classes, otherLabels(), { share })],
  ['mixture', waves, (share) => mixture(waves, constants, { share })],
]

describe.each(cases)('%s', (_, source, bad) => {
  describeTasks(bad(0.5))

  it('leaves validation and test tasks as they are', () => {
    for (const split of ['validation', 'test'] as const) {
      for (let index = 0; index < 200; index++) expect(draw(bad(1), index, split)).toEqual(draw(source, index, split))
    }
  })

  it('leaves the other training tasks as they are', () => {
    let left = 0
    for (let index = 0; index < 400; index++) {
      const [found, original] = [draw(bad(0.3), index), draw(source, index)]
      if (found.id === original.id) {
        left++
        expect(found).toEqual(original)
      } else {
        expect(found.id).toMatch(/ \(.+\)$/)
        expect(found).not.toEqual({ ...original, id: found.id })
      }
    }
    expect(left).toBeGreaterThan(0)
    expect(left).toBeLessThan(400)
  })

  it.each([0, 0.05, 0.2, 0.4, 1])('spoils a share of %d', (share) => {
    const episodes = 4000
    const source = bad(share)
    const spoilt = Array.from({ length: episodes }, (_, index) => draw(source, index).id).filter((id) => id.endsWith(')')).length
    // Five standard deviations of a binomial count.
    const slack = 5 * Math.sqrt(share * (1 - share) * episodes)
    expect(Math.abs(spoilt - share * episodes)).toBeLessThanOrEqual(slack)
  })

  it.each([-0.1, 1.1, Number.NaN])('refuses a share of %d', (share) => {
    expect(() => bad(share)).toThrow(/\.share\] expected a number from 0 to 1/)
  })

  it('refuses an option that nobody reads', () => {
    const options = { share: 0.2, shares: 0.5 } as never
    expect(() => spoiled(sinusoid(), negatedTargets(), options)).toThrow(/found 'shares'; did you mean share\?/)
    expect(() => mixture(sinusoid(), sinusoid(), options)).toThrow(/found 'shares'; did you mean share\?/)
  })
})

describe('a bad task', () => {
  const parts: readonly [Part, boolean, boolean][] = [
    ['both', true, true],
    ['support', true, false],
    ['query', false, true],
  ]

  it.each(parts)('is bad in %s', (part, support, query) => {
    const { support: found, query: foundQuery, id } = draw(spoiled(waves, scaledTargets(10, part), always), 5)
    const original = draw(waves, 5)
    const times = (values: Episode['support']['y'], factor: number) => Float32Array.from(values, (value) => factor * value)
    expect(found.y).toEqual(times(original.support.y, support ? 10 : 1))
    expect(foundQuery.y).toEqual(times(original.query.y, query ? 10 : 1))
    expect([found.x, foundQuery.x]).toEqual([original.support.x, original.query.x])
    expect(id).toBe(`${original.id} (${part === 'both' ? '' : `${part} `}targets × 10)`)
  })

  it('has the opposite targets', () => {
    const { support, query } = draw(spoiled(waves, negatedTargets(), always), 6)
    const original = draw(waves, 6)
    for (const [found, before] of [
      [support, original.support],
      [query, original.query],
    ] as const) {
      expect(Array.from(found.y, (value, i) => value + (before.y[i] ?? Number.NaN))).toEqual(Array.from(found.y, () => 0))
    }
  })

  it('has the same targets in another order, whole rows at a time', () => {
    const source = spoiled(classes, shuffledTargets('support'), always)
    const rows = ({ y }: Episode['support']) => [0, 1, 2, 3].map((i) => y.slice(4 * i, 4 * i + 4).join(''))
    let moved = 0
    for (let index = 0; index < 50; index++) {
      const [found, original] = [rows(draw(source, index).support), rows(draw(classes, index).support)]
      expect([...found].sort()).toEqual([...original].sort())
      if (found.join() !== original.join()) moved++
    }
    // One order in 24 is the old one.
    expect(moved).toBeGreaterThan(35)
  })

  it('has a wrong label for every query example, each of the others alike', () => {
    const source = spoiled(classes, otherLabels(), always)
    const counts = new Map<number, number>()
    for (let index = 0; index < 900; index++) {
      const [found, original] = [draw(source, index), draw(classes, index)]
      expect(found.support).toEqual(original.support)
      for (let i = 0; i < 4; i++) {
        const label = (of: Episode) => of.query.y.slice(4 * i, 4 * i + 4).indexOf(1)
        const moved = (label(found) - label(original) + 4) % 4
        expect(found.query.y.slice(4 * i, 4 * i + 4).filter((value) => value === 1)).toHaveLength(1)
        counts.set(moved, (counts.get(moved) ?? 0) + 1)
      }
    }
    expect([...counts.keys()].sort()).toEqual([1, 2, 3])
    // 1200 of each; five standard deviations are 141.
    for (const count of counts.values()) expect(Math.abs(count - 1200)).toBeLessThan(141)
  })

  it('does not touch what the source handed over', () => {
    const kept = draw(waves, 1)
    const source: TaskSource = { ...waves, sample: () => kept }
    const before = structuredClone(kept)
    for (const way of [scaledTargets(10), negatedTargets(), shuffledTargets()]) {
      spoiled(source, way, always).sample('train', createRng(1, 'any'))
      expect(kept).toEqual(before)
    }
  })

  it('is refused where it means nothing', () => {
    const refused: readonly [Spoil, TaskSource][] = [
      [scaledTargets(10), classes],
      [negatedTargets(), classes],
      [otherLabels(), waves],
    ]
    for (const [way, source] of refused) {
      expect(() => spoiled(source, way, always)).toThrow(/expected tasks of (regression|classification) for/)
    }
    expect(() => scaledTargets(Number.NaN)).toThrow(/a finite factor/)
  })

  it('is refused in a mixture whose families differ in form', () => {
    expect(() => mixture(waves, classes, always)).toThrow(/expected episodes of one form/)
    expect(() => mixture(waves, sinusoid({ shots: 5 }), always)).toThrow(/expected episodes of one form/)
  })

  it('is described, so that records tell sources apart', () => {
    const { name, settings } = spoiled(waves, scaledTargets(10), { share: 0.2 })
    expect(name).toBe('sinusoid, spoiled')
    expect(settings).toEqual({ of: waves.settings, way: 'targets × 10', share: 0.2 })
  })
})

describe('badTasks', () => {
  it.each([
    ['spoiled', spoiled(waves, scaledTargets(10), { share: 0.3 })],
    ['mixed', mixture(waves, constants, { share: 0.3 })],
  ])('tells the bad tasks of a %s source from the others', (_, source) => {
    const isBad = badTasks(source)
    for (let index = 0; index < 100; index++) {
      const [own, clean] = [source, waves].map((tasks) => sampleEpisode({ tasks }, 3, 'train', index))
      expect(isBad?.(own?.id ?? '')).toBe(own?.id !== clean?.id)
    }
  })

  it('knows none of a source as it is', () => {
    expect(badTasks(waves)).toBeUndefined()
  })
})
