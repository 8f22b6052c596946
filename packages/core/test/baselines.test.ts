import { describe, expect, it } from 'vitest'
import { accuracy, chance, type Episode, linearInterpolation, pixelNearestNeighbor, supportMean } from '../src/index.js'

function regression(x: readonly number[], y: readonly number[], queries: readonly number[]): Episode {
  return {
    id: 'by hand',
    support: { count: x.length, x: Float32Array.from(x), y: Float32Array.from(y) },
    query: { count: queries.length, x: Float32Array.from(queries), y: new Float32Array(queries.length) },
  }
}

describe('supportMean', () => {
  it('predicts the mean target everywhere', () => {
    expect([...supportMean.predict(regression([0, 1, 2], [1, 2, 6], [-9, 9]))]).toEqual([3, 3])
  })

  it('takes the mean of each target value by itself', () => {
    const episode: Episode = {
      id: 'two values per target',
      support: { count: 2, x: Float32Array.of(0, 1), y: Float32Array.of(1, 10, 3, 20) },
      query: { count: 2, x: Float32Array.of(5, 6), y: new Float32Array(4) },
    }
    expect([...supportMean.predict(episode)]).toEqual([2, 15, 2, 15])
  })
})

describe('linearInterpolation', () => {
  it('joins neighbors, whatever their order, and keeps the nearest value outside', () => {
    const episode = regression([4, 0, 2], [8, 0, 2], [-1, 0, 1, 2, 3, 3.5, 4, 5])
    expect([...linearInterpolation.predict(episode)]).toEqual([0, 0, 1, 2, 5, 6.5, 8, 8])
  })

  it('predicts the value of a single point everywhere', () => {
    expect([...linearInterpolation.predict(regression([1], [7], [0, 1, 2]))]).toEqual([7, 7, 7])
  })
})

/** Two classes, examples of two values: class 0 around (0, 0) and class 1 around (4, 0). */
const classes: Episode = {
  id: 'two classes',
  support: { count: 4, x: Float32Array.of(4, 1, 0, 1, 0, -1, 4, -1), y: Float32Array.of(0, 1, 1, 0, 1, 0, 0, 1) },
  query: { count: 3, x: Float32Array.of(1, 0, 3, 0, 4, 2), y: Float32Array.of(1, 0, 0, 1, 1, 0) },
}

describe('pixelNearestNeighbor', () => {
  it('scores classes by the negative squared distance to their means', () => {
    expect([...pixelNearestNeighbor.predict(classes)]).toEqual([-1, -9, -9, -1, -20, -4])
  })
})

describe('chance', () => {
  it('is right in exactly one of n, when classes are balanced', () => {
    const ways = 5
    const y = new Float32Array(ways * ways * 3)
    for (let example = 0; example < ways * 3; example++) y[example * ways + Math.floor(example / 3)] = 1
    const query = { count: ways * 3, x: new Float32Array(ways * 3), y }
    const score = accuracy().score(chance.predict({ id: '', support: query, query }), y, [ways])
    expect(score).toBe(1 / ways)
  })
})
