// A baseline that knows the physics: the level as a constant and two waves, one for the half-daily tide (M2) and one
// for the daily (between K1 and O1), fitted by ridge regression (Hoerl and Kennard 1970).

import type { Baseline } from '@assent/core'
import { hoursOf } from './time.js'

/** Periods in hours. */
const periods = [12.42, 24.4]

/** The power of √10 with the least error on training countries with 5 shots; with 10 and 20 none is clearly better. */
const penalty = 0.03

export const harmonicFit: Baseline = {
  name: 'ridge on tidal waves',
  predict: ({ support, query }) => {
    const weights = ridge(Array.from(support.x, waves), support.y, penalty)
    return Float64Array.from(query.x, (x) => dot(weights, waves(x)))
  },
}

/** 1, and cosine and sine of each period. */
function waves(x: number): number[] {
  return [
    1,
    ...periods.flatMap((period) => {
      const angle = (2 * Math.PI * hoursOf(x)) / period
      return [Math.cos(angle), Math.sin(angle)]
    }),
  ]
}

/** Solves `(FᵀF + λI) w = Fᵀy` for rows F of features and targets y. */
export function ridge(features: readonly (readonly number[])[], targets: ArrayLike<number>, lambda: number): number[] {
  const column = (feature: number) => features.map((row) => Number(row[feature]))
  const columns = (features[0] ?? []).map((_, feature) => column(feature))
  const matrix = columns.map((left, i) => columns.map((right, j) => dot(left, right) + (i === j ? lambda : 0)))
  return solve(
    matrix,
    columns.map((values) => dot(values, targets)),
  )
}

/** Gaussian elimination, without pivots: the matrix is positive definite. Both arguments are used up. */
function solve(matrix: number[][], right: number[]): number[] {
  const size = right.length
  for (const [pivot, source] of matrix.entries()) {
    for (const [below, target] of matrix.slice(pivot + 1).entries()) {
      const row = pivot + 1 + below
      const factor = Number(target[pivot]) / Number(source[pivot])
      for (let i = pivot; i < size; i++) target[i] = Number(target[i]) - factor * Number(source[i])
      right[row] = Number(right[row]) - factor * Number(right[pivot])
    }
  }
  const solution = new Array<number>(size).fill(0)
  for (let row = size - 1; row >= 0; row--) {
    const coefficients = matrix[row] ?? []
    solution[row] = (Number(right[row]) - dot(coefficients, solution)) / Number(coefficients[row])
  }
  return solution
}

function dot(left: ArrayLike<number>, right: ArrayLike<number>): number {
  let total = 0
  for (let i = 0; i < left.length; i++) total += Number(left[i]) * Number(right[i])
  return total
}
