// Random numbers that depend on the seed and the path alone.

import { describe, expect, it } from 'vitest'
import { createRng } from '../src/index.js'
import { drawMinibatches } from '../src/train/sample.js'

const draws = (seed: number, ...path: (string | number)[]) => {
  const rng = createRng(seed, ...path)
  return Array.from({ length: 5 }, () => rng.uniform(0, 1))
}

describe('a stream', () => {
  it('is the same for the same seed and path, and another for any other', () => {
    expect(draws(1, 'a', 2)).toEqual(draws(1, 'a', 2))
    const others = [draws(2, 'a', 2), draws(1, 'a', 3), draws(1, 'b', 2), draws(1, 'a'), draws(1, 'a', 2, 0)]
    expect(new Set([draws(1, 'a', 2), ...others].map(String)).size).toBe(6)
  })

  it('is even: each of ten numbers comes up a tenth of the time', () => {
    const rng = createRng(1, 'even')
    const counts = new Array<number>(10).fill(0)
    for (let i = 0; i < 20_000; i++) counts[rng.integer(10)]!++
    // Five standard deviations of a count: 5 √(20000 · 0.1 · 0.9) = 212.
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(212)
  })

  it('is even over neighboring paths too', () => {
    const values = Array.from({ length: 10_000 }, (_, index) => createRng(7, 'episode', 'train', index).uniform(0, 1))
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    // Five standard errors: 5 · √(1/12) / 100 = 0.0144.
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.0144)
    expect(new Set(values).size).toBe(10_000)
  })

  it('draws normal numbers of mean 0 and variance 1', () => {
    const rng = createRng(2, 'normal')
    const values = Array.from({ length: 20_000 }, () => rng.normal())
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const variance = values.reduce((sum, value) => sum + value ** 2, 0) / values.length
    expect(Math.abs(mean)).toBeLessThan(0.036)
    expect(Math.abs(variance - 1)).toBeLessThan(0.05)
  })

  it('samples without replacement', () => {
    for (let seed = 0; seed < 50; seed++) {
      const drawn = createRng(seed, 'sample').sample(20, 12)
      expect(new Set(drawn).size).toBe(12)
      expect(drawn.every((value) => value >= 0 && value < 20)).toBe(true)
    }
    expect(createRng(1, 'all').sample(6, 6).sort()).toEqual([0, 1, 2, 3, 4, 5])
  })
})

describe('a draw that cannot be', () => {
  const rng = createRng(1)
  it.each([
    ['integer(0)', () => rng.integer(0), '[rng.integer] expected below to be a whole number of at least 1; found 0; correct it'],
    ['integer(−1)', () => rng.integer(-1), 'found -1'],
    ['integer(2.5)', () => rng.integer(2.5), 'found 2.5'],
    ['integer(NaN)', () => rng.integer(Number.NaN), 'found NaN'],
    ['integer(∞)', () => rng.integer(Number.POSITIVE_INFINITY), 'found Infinity'],
    ['sample(3, 5)', () => rng.sample(3, 5), '[rng.sample] expected at most 3 different numbers below 3; found 5; ask for fewer'],
    ['sample(NaN, 1)', () => rng.sample(Number.NaN, 1), 'expected below to be a whole number of at least 0; found NaN'],
    ['sample(3, −1)', () => rng.sample(3, -1), 'expected count to be a whole number of at least 0; found -1'],
    ['sample(3, 1.5)', () => rng.sample(3, 1.5), 'found 1.5'],
    [
      'uniform of texts',
      () => rng.uniform('0' as never, '1' as never),
      '[rng.uniform] expected finite bounds in order; found 0 and 1',
    ],
    ['uniform(NaN, 1)', () => rng.uniform(Number.NaN, 1), '[rng.uniform] expected finite bounds in order; found NaN and 1'],
    ['uniform(0, ∞)', () => rng.uniform(0, Number.POSITIVE_INFINITY), 'found 0 and Infinity'],
    ['uniform(1, 0)', () => rng.uniform(1, 0), 'found 1 and 0'],
  ])('is refused: %s', (_, draw, message) => {
    expect(draw).toThrow(message)
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, undefined as never])('is refused under the seed %s', (seed) => {
    expect(() => createRng(seed)).toThrow(`[createRng] expected a seed that is a finite number; found ${seed}; set seed`)
  })

  it('does not move the stream', () => {
    const [own, other] = [createRng(1), createRng(1)]
    expect(() => own.sample(3, 5)).toThrow()
    expect(own.integer(1000)).toBe(other.integer(1000))
    expect([own.integer(1), own.sample(0, 0), own.uniform(2, 2)]).toEqual([0, [], 2])
  })
})

describe('minibatches', () => {
  it('go through all examples before any comes again', () => {
    const batches = drawMinibatches(createRng(3), 10, 4, 5)
    expect(batches.map((batch) => batch.length)).toEqual([4, 4, 4, 4, 4])
    expect(
      batches
        .flat()
        .slice(0, 10)
        .sort((a, b) => a - b),
    ).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(
      batches
        .flat()
        .slice(10)
        .sort((a, b) => a - b),
    ).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  })
})
