// Small dense linear algebra on matrices that are easy to get wrong: rank-deficient, and scaled by fifteen orders.

import { createRng, type Rng } from '@assent/core'
import { describe, expect, it } from 'vitest'
import { leastAbove } from '../src/bounded-quadratic.js'
import {
  applySpectrum,
  diagonalOf,
  dot,
  eigenOfGram,
  eigenSymmetric,
  type Matrix,
  multiply,
  scaleBoth,
  solvePositive,
  squareOf,
  type Vector,
} from '../src/linear-algebra.js'

/** The Gram matrix of `tasks` random vectors in `size` dimensions, the k-th of them `scale(k)` times as long. */
function randomGram(rng: Rng, tasks: number, size: number, scale = (_: number) => 1): number[][] {
  const vectors = Array.from({ length: tasks }, (_, k) => Array.from({ length: size }, () => scale(k) * rng.normal()))
  return vectors.map((a) => vectors.map((b) => dot(a, b)))
}

const graded = (k: number) => 10 ** (-15 + 5 * (k % 7))
const cases: readonly [string, (rng: Rng) => number[][]][] = [
  ['of full rank', (rng) => randomGram(rng, 6, 9)],
  ['of 25 tasks', (rng) => randomGram(rng, 25, 60)],
  ['rank-deficient', (rng) => randomGram(rng, 7, 3)],
  ['of rank 1', (rng) => randomGram(rng, 5, 1)],
  ['scaled by 1e15', (rng) => randomGram(rng, 6, 9, () => 10 ** 7.5)],
  ['scaled by 1e-15', (rng) => randomGram(rng, 6, 9, () => 10 ** -7.5)],
  ['with sizes thirty orders apart', (rng) => randomGram(rng, 7, 9, graded)],
  ['of zeros', () => randomGram(createRng(1, 'zeros'), 3, 3, () => 0)],
]

const repeat = (make: (rng: Rng) => number[][], check: (matrix: number[][], rng: Rng) => void): void => {
  for (let seed = 0; seed < 30; seed++) check(make(createRng(seed, 'algebra')), createRng(seed, 'right'))
}
const randomVector = (rng: Rng, length: number) => Array.from({ length }, () => rng.normal())
const largest = (values: Vector) => Math.max(...values.map(Math.abs))

describe.each(cases)('the eigenvalues of a Gram matrix %s', (_, make) => {
  it('rebuild it, entry by entry beside its diagonal', () =>
    repeat(make, (matrix) => {
      const { values, vectors } = eigenSymmetric(matrix)
      const sizes = diagonalOf(matrix).map(Math.sqrt)
      for (const [i, row] of matrix.entries()) {
        for (const [j, value] of row.entries()) {
          const rebuilt = values.reduce((sum, of, k) => sum + of * (vectors[k]?.[i] ?? 0) * (vectors[k]?.[j] ?? 0), 0)
          const scale = Math.max((sizes[i] ?? 0) * (sizes[j] ?? 0), 1e-13 * largest(values))
          expect(Math.abs(rebuilt - value)).toBeLessThanOrEqual(1e-12 * scale)
        }
      }
    }))

  it('come with vectors at right angles, of length 1', () =>
    repeat(make, (matrix) => {
      const { vectors } = eigenSymmetric(matrix)
      for (const [i, a] of vectors.entries()) {
        for (const [j, b] of vectors.entries()) expect(dot(a, b)).toBeCloseTo(i === j ? 1 : 0, 12)
      }
    }))
})

describe('eigenSymmetric', () => {
  it('knows the eigenvalues of [[2, 1], [1, 2]]', () => {
    const { values } = eigenSymmetric([
      [2, 1],
      [1, 2],
    ])
    expect([...values].sort()).toEqual([expect.closeTo(1, 14), expect.closeTo(3, 14)])
  })

  it('finds small eigenvalues to their own precision', () => {
    // [[1, 1e-9], [1e-9, 3e-18]]: the determinant is 2e-18, so the small eigenvalue is 2e-18 to first order.
    const { values } = eigenSymmetric([
      [1, 1e-9],
      [1e-9, 3e-18],
    ])
    expect(Math.min(...values) / 2e-18).toBeCloseTo(1, 12)
  })
})

describe('solvePositive', () => {
  it.each(cases.filter(([name]) => !/rank|zeros/.test(name) || /full/.test(name)))('solves what is %s', (_, make) =>
    repeat(make, (matrix, rng) => {
      const sizes = diagonalOf(matrix).map((value) => Math.sqrt(value))
      const truth = randomVector(rng, matrix.length).map((value, i) => value / (sizes[i] ?? 1))
      const found = solvePositive(matrix, multiply(matrix, truth)) ?? []
      const error = found.map((value, i) => (value - (truth[i] ?? 0)) * (sizes[i] ?? 1))
      expect(largest(error)).toBeLessThan(1e-8)
    }),
  )

  it('refuses what is not positive definite', () => {
    expect(solvePositive([[0]], [1])).toBeUndefined()
    expect(solvePositive([[-1]], [1])).toBeUndefined()
    const indefinite = [
      [1, 2],
      [2, 1],
    ]
    expect(solvePositive(indefinite, [1, 1])).toBeUndefined()
  })
})

describe('the pseudo-inverse', () => {
  it.each(cases)('of what is %s gives back every combination of its rows', (_, make) =>
    repeat(make, (matrix, rng) => {
      const inRange = multiply(matrix, randomVector(rng, matrix.length))
      const inverse = (right: Vector) => applySpectrum(eigenOfGram(matrix), (value) => 1 / value, right)
      const sizes = diagonalOf(matrix).map(Math.sqrt)
      const back = multiply(matrix, inverse(inRange))
      for (const [i, value] of back.entries()) {
        // Beside what the products' own sizes allow.
        const scale = (sizes[i] ?? 0) * inverse(inRange).reduce((sum, of, k) => sum + Math.abs(of) * (sizes[k] ?? 0), 0)
        expect(Math.abs(value - (inRange[i] ?? 0))).toBeLessThanOrEqual(1e-10 * Math.max(scale, largest(inRange)))
      }
    }),
  )
})

describe('leastAbove', () => {
  const regular = (matrix: Matrix) => {
    const trace = diagonalOf(matrix).reduce((sum, value) => sum + value, 0) || 1
    return matrix.map((row, i) => row.map((value, j) => value / trace + (i === j ? 1e-4 : 0)))
  }

  it.each(cases)('meets the conditions of Karush, Kuhn and Tucker for what is %s', (_, make) =>
    repeat(make, (matrix, rng) => {
      const gram = regular(matrix)
      const bound = randomVector(rng, gram.length)
      const found = leastAbove(gram, bound) ?? []
      const slopes = multiply(gram, found)
      const scale = largest([...found, ...bound])
      for (const [i, value] of found.entries()) {
        expect(value).toBeGreaterThanOrEqual(bound[i] ?? 0)
        expect(slopes[i]).toBeGreaterThanOrEqual(-1e-12 * scale)
        expect(Math.abs((slopes[i] ?? 0) * (value - (bound[i] ?? 0)))).toBeLessThanOrEqual(1e-12 * scale ** 2)
      }
    }),
  )

  it('is the bound itself where nothing conflicts', () => {
    const apart = [
      [1, 0.5],
      [0.5, 1],
    ]
    expect(leastAbove(apart, [1, 2])).toEqual([1, 2])
  })

  it('lifts one bound as far as the conflict goes', () => {
    // Slope of the second: −2 v₁ + v₂ = 0 for v₁ = 1/2 at its bound, hence v₂ = 1; without conflict it would stay at 0.
    const conflict = [
      [5, -2],
      [-2, 1],
    ]
    expect(leastAbove(conflict, [0.5, 0])).toEqual([expect.closeTo(0.5, 14), expect.closeTo(1, 14)])
    expect(squareOf(conflict, [0.5, 1])).toBeCloseTo(0.25, 14)
  })

  it('scales as its matrix does', () => {
    const gram = regular(randomGram(createRng(1, 'scale'), 6, 4))
    const bound = randomVector(createRng(2, 'bound'), 6)
    const scaled = scaleBoth(gram, new Array(6).fill(10 ** 7.5))
    const [one, other] = [leastAbove(gram, bound) ?? [], leastAbove(scaled, bound) ?? []]
    for (const [i, value] of one.entries()) expect(other[i]).toBeCloseTo(value, 9)
  })
})
