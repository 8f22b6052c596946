import { describe, expect, it } from 'vitest'
import { completeShots, shotsOf } from '../src/index.js'

const defaults = { shots: 5, queries: 15 }

describe('completeShots', () => {
  it('trains as it evaluates unless told otherwise', () => {
    expect(completeShots('tasks', {}, defaults)).toEqual({ shots: 5, queries: 15, trainShots: 5, trainQueries: 15 })
    expect(completeShots('tasks', { shots: 1, trainShots: 10 }, defaults)).toEqual({
      shots: 1,
      queries: 15,
      trainShots: 10,
      trainQueries: 15,
    })
  })

  it('gives each split its counts', () => {
    const shots = completeShots('tasks', { shots: 1, queries: 2, trainShots: 3, trainQueries: 4 }, defaults)
    expect(shotsOf('train', shots)).toEqual({ support: 3, query: 4 })
    expect(shotsOf('validation', shots)).toEqual({ support: 1, query: 2 })
    expect(shotsOf('test', shots)).toEqual({ support: 1, query: 2 })
  })

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses %s examples', (count) => {
    expect(() => completeShots('tasks', { queries: count }, defaults)).toThrow(
      `[tasks.queries] expected a whole number of at least 1; found ${count}; set queries, or leave it out`,
    )
  })

  it('knows the words that a task source offers, each in its place', () => {
    const words = { ...defaults, shotWords: ['grid'], queryWords: ['rest'] } as const
    const { trainShots, queries } = completeShots<'grid', 'rest'>('tasks', { trainShots: 'grid', queries: 'rest' }, words)
    expect([trainShots, queries]).toEqual(['grid', 'rest'])
    for (const wrong of ['rest', 'gird', '5']) {
      expect(() => completeShots<'grid', 'rest'>('tasks', { trainShots: wrong as 'grid' }, words)).toThrow(
        `[tasks.trainShots] expected a whole number of at least 1 or 'grid'; found '${wrong}'; set trainShots, or leave it out`,
      )
    }
  })
})
