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
  const column = (feature: number) => features.map((row) => row[feature] as number)
  const columns = (features[0] as readonly number[]).map((_, feature) => column(feature))
  const matrix = columns.map((left, i) => columns.map((right, j) => dot(left, right) + (i === j ? lambda : 0)))
  return solve(
    matrix,
    columns.map((values) => dot(values, targets)),
  )
}

/** Gaussian elimination, without pivots: the matrix is positive definite. Both arguments are used up. */
function solve(matrix: number[][], right: number[]): number[] {
  const size = right.length
  for (let pivot = 0; pivot < size; pivot++) {
    const source = matrix[pivot] as number[]
    for (let row = pivot + 1; row < size; row++) {
      const target = matrix[row] as number[]
      const factor = (target[pivot] as number) / (source[pivot] as number)
      for (let i = pivot; i < size; i++) target[i] = (target[i] as number) - factor * (source[i] as number)
      right[row] = (right[row] as number) - factor * (right[pivot] as number)
    }
  }
  const solution = new Array<number>(size).fill(0)
  for (let row = size - 1; row >= 0; row--) {
    const coefficients = matrix[row] as number[]
    solution[row] = ((right[row] as number) - dot(coefficients, solution)) / (coefficients[row] as number)
  }
  return solution
}

function dot(left: ArrayLike<number>, right: ArrayLike<number>): number {
  let total = 0
  for (let i = 0; i < left.length; i++) total += (left[i] as number) * (right[i] as number)
  return total
}
