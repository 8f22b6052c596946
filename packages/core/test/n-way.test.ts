import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRng, type LabeledClass, type NWayOptions, nWay, type Settings, type Split } from '../src/index.js'

/** A class whose every example says which class and example it is. */
function numbered(name: string, id: number, count: number): LabeledClass {
  return { name, count, copy: (index, into) => into.set([id, index]) }
}

function numberedClasses(split: Split, from: number, classes: number, examples: number): LabeledClass[] {
  return Array.from({ length: classes }, (_, place) => numbered(`${split} ${place}`, from + place, examples))
}

const options: NWayOptions = {
  name: 'digits',
  settings: { origin: 'made up' },
  inputShape: [2],
  classes: {
    train: numberedClasses('train', 0, 12, 20),
    validation: numberedClasses('validation', 100, 6, 20),
    test: numberedClasses('test', 200, 6, 20),
  },
  ways: 5,
  shots: { shots: 1, queries: 3, trainShots: 2, trainQueries: 4 },
}

/** Class and example of every row, and the place of the 1 in its target. */
function rows({ x, y, count }: { x: ArrayLike<number>; y: ArrayLike<number>; count: number }, ways: number) {
  return Array.from({ length: count }, (_, row) => {
    const target = Array.from({ length: ways }, (_, place) => y[row * ways + place] as number)
    expect(target.filter((value) => value === 1).length).toBe(1)
    expect(target.filter((value) => value === 0).length).toBe(ways - 1)
    return { id: x[row * 2] as number, example: x[row * 2 + 1] as number, label: target.indexOf(1) }
  })
}

describe('nWay', () => {
  it('describes itself', () => {
    const tasks = nWay(options)
    const settings: Settings = { origin: 'made up', ways: 5, shots: 1, queries: 3, trainShots: 2, trainQueries: 4 }
    expect(tasks).toMatchObject({ name: 'digits', kind: 'classification', inputShape: [2], targetShape: [5], settings })
    expect(tasks.metric).toMatchObject({ name: 'accuracy', unit: '', percent: true, better: 'higher' })
    expect(tasks.episodeSize('train')).toEqual({ support: 10, query: 20 })
    expect(tasks.episodeSize('test')).toEqual({ support: 5, query: 15 })
  })

  it('draws n classes of the split, k and q different examples of each, with one target per class', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<Split>('train', 'validation', 'test'),
        fc.integer({ min: 2, max: 6 }),
        fc.integer({ min: 1, max: 10 }),
        fc.integer({ min: 1, max: 10 }),
        fc.nat(),
        (split, ways, shots, queries, seed) => {
          const tasks = nWay({ ...options, ways, shots: { shots, queries, trainShots: shots, trainQueries: queries } })
          const { support, query } = tasks.sample(split, createRng(seed))
          expect({ support: support.count, query: query.count }).toEqual(tasks.episodeSize(split))
          const [learned, judged] = [rows(support, ways), rows(query, ways)]
          const all = [...learned, ...judged]
          const first = { train: 0, validation: 100, test: 200 }[split]
          expect(all.every(({ id }) => id >= first && id < first + options.classes[split].length)).toBe(true)
          expect(new Set(all.map(({ id, example }) => `${id}/${example}`)).size).toBe(all.length)
          expect(new Set(all.map(({ id, label }) => `${id}/${label}`)).size).toBe(ways)
          for (let label = 0; label < ways; label++) {
            expect(learned.filter((row) => row.label === label).length).toBe(shots)
            expect(judged.filter((row) => row.label === label).length).toBe(queries)
          }
        },
      ),
      { seed: 1, numRuns: 200 },
    )
  })

  it('draws the same bytes from the same stream, and others from another', () => {
    const tasks = nWay(options)
    const draw = (seed: number) => tasks.sample('train', createRng(seed, 'episode'))
    expect(draw(3)).toEqual(draw(3))
    expect(draw(3)).not.toEqual(draw(4))
  })

  it('draws the place of a class anew for every episode', () => {
    const tasks = nWay({ ...options, ways: 6 })
    const places = Array.from({ length: 60 }, (_, seed) => {
      const { support } = tasks.sample('test', createRng(seed))
      return rows(support, 6).find(({ id }) => id === 200)?.label
    })
    expect(new Set(places)).toEqual(new Set([0, 1, 2, 3, 4, 5]))
  })

  it('names the classes of an episode in the order of their targets', () => {
    const { id, support } = nWay(options).sample('test', createRng(1))
    expect(id).toBe(
      rows(support, 5)
        .map((row) => `test ${row.id - 200}`)
        .join(', '),
    )
  })
})

describe('nWay refuses', () => {
  it.each([1, 2.5, Number.NaN])('%s ways', (ways) => {
    expect(() => nWay({ ...options, ways })).toThrow(
      `[digits.ways] expected a whole number of at least 2; found ${ways}; set ways`,
    )
  })

  it('more ways than a split has classes', () => {
    expect(() => nWay({ ...options, ways: 7 })).toThrow(
      '[digits.ways] expected at most 6, the classes of the validation split; found 7; ask for fewer ways',
    )
  })

  it('more shots and queries than a class has examples', () => {
    const classes = { ...options.classes, test: [...options.classes.test, numbered('rare', 300, 3)] }
    expect(() => nWay({ ...options, classes })).toThrow(
      '[digits] expected at least 4 examples per test class for 1 shots and 3 queries; found 3 in rare; ask for fewer',
    )
  })

  it('to sample from a split without classes', () => {
    const tasks = nWay({ ...options, classes: { ...options.classes, validation: [] } })
    expect(tasks.sample('test', createRng(1)).support.count).toBe(5)
    expect(() => tasks.sample('validation', createRng(1))).toThrow(
      '[digits] expected classes to draw validation episodes from; found none; name the classes of this split',
    )
  })
})
