// Scores in words: percent for accuracy, units for errors, a sign for differences.

import { describe, expect, it } from 'vitest'
import { accuracy, meanSquaredError, rootMeanSquaredError } from '../src/index.js'
import { isTellingStep, showDifference, showEstimate, showScore } from '../src/tools.js'

const share = accuracy()
const squares = meanSquaredError()
const meters = rootMeanSquaredError({ unit: 'm' })

describe('a score', () => {
  it.each([
    [share, 0.98765, '98.8 %'],
    [squares, 0.08041, '0.080'],
    [meters, 0.37074, '0.371 m'],
    [meters, 982718627262087, '9.8e+14 m'],
  ])('of %o is shown with three digits', (metric, score, shown) => {
    expect(showScore(metric, score)).toBe(shown)
  })

  it('has its interval, if there is one', () => {
    expect(showEstimate(share, { mean: 0.98765, interval: 0.00231 }, 4)).toBe('98.77 ± 0.23 %')
    expect(showEstimate(meters, { mean: 0.37074, interval: 0.0229 })).toBe('0.371 ± 0.023 m')
    expect(showEstimate(meters, { mean: 0.37074, interval: Number.POSITIVE_INFINITY })).toBe('0.371 m')
  })
})

describe('a difference', () => {
  it('has a sign, and the unit of squares where they are compared', () => {
    expect(showDifference(share, { mean: 0.0016, interval: 0.0015 }, 4)).toBe('+0.16 ± 0.15 %')
    expect(showDifference(squares, { mean: -0.0482, interval: 0.0037 }, 4)).toBe('−0.0482 ± 0.0037')
    expect(showDifference(meters, { mean: 0.1911, interval: 0.0331 })).toBe('+0.191 ± 0.033 m²')
  })
})

it('tells of few inner steps one by one, and of many in round numbers', () => {
  const told = (last: number) => Array.from({ length: last + 1 }, (_, step) => step).filter((step) => isTellingStep(step, last))
  expect(told(3)).toEqual([0, 1, 2, 3])
  expect(told(120)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 50, 100, 120])
})
