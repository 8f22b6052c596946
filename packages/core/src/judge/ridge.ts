// Ridge regression (Hoerl and Kennard 1970): what baselines fit to a few examples.

/** The weights w that solve `(FᵀF + λI) w = Fᵀy`, for rows F of features, targets y and λ above 0. */
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
