import { ridge } from '@assent/core/tools'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { harmonicFit } from '../src/harmonic-fit.js'
import { hoursOf, inputOf } from '../src/time.js'

describe('ridge', () => {
  it('shrinks a single weight to Σxy / (Σx² + λ)', () => {
    expect(ridge([[1], [2], [3]], [2, 4, 6], 0)).toEqual([2])
    expect(ridge([[1], [2], [3]], [2, 4, 6], 14)).toEqual([1])
  })

  it('leaves the penalized squares no slope', () => {
    const number = fc.double({ min: -5, max: 5, noNaN: true })
    const rows = fc.array(fc.tuple(number, number, number, number), { minLength: 1, maxLength: 10 })
    fc.assert(
      fc.property(rows, fc.double({ min: 0.01, max: 10, noNaN: true }), (examples, lambda) => {
        const features = examples.map(([, ...row]) => row)
        const weights = ridge(
          features,
          examples.map(([y]) => y),
          lambda,
        )
        for (const [i, weight] of weights.entries()) {
          const errors = examples.map(([y, ...row]) => row.reduce((sum, value, j) => sum + value * (weights[j] as number), 0) - y)
          const slope = errors.reduce((sum, error, place) => sum + error * (features[place]?.[i] as number), 0) + lambda * weight
          expect(Math.abs(slope)).toBeLessThan(1e-7)
        }
      }),
      { seed: 1, numRuns: 200 },
    )
  })
})

describe('harmonicFit', () => {
  it('continues a wave of half a lunar day from a dense support', () => {
    const level = (hours: number) => 0.3 + 1.5 * Math.cos((2 * Math.PI * (hours - 4)) / 12.42)
    const examples = (times: readonly number[]) => ({
      count: times.length,
      x: Float64Array.from(times, inputOf),
      y: Float64Array.from(times, level),
    })
    const times = Array.from({ length: 49 }, (_, place) => place / 2)
    const later = [26, 30, 36]
    const predicted = harmonicFit.predict({ id: '', support: examples(times), query: examples(later) })
    for (const [place, hours] of later.entries()) expect(Math.abs((predicted[place] as number) - level(hours))).toBeLessThan(0.02)
  })
})

describe('time', () => {
  it('is the phase of the main lunar tide', () => {
    expect(inputOf(18)).toBe(0)
    expect(inputOf(18 + 12.4206012)).toBeCloseTo(2 * Math.PI, 12)
    for (const hours of [0, 18, 36]) expect(hoursOf(inputOf(hours))).toBeCloseTo(hours, 12)
  })
})
