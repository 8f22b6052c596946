// The shortest vector in the convex hull of some vectors, by their Gram matrix alone: Wolfe's algorithm ("Finding the
// nearest point in a polytope", 1976), which ends after finitely many steps.

import { diagonalOf, dot, type Matrix } from './linear-algebra.js'

/** How far from optimal a combination may be, beside the largest squared norm. */
const TOLERANCE = 1e-12

/**
 * Weights of at least 0 that sum to 1, with the shortest combination. Uniform weights where these are among the best.
 */
export function minNormPoint(gram: Matrix): number[] {
  const count = gram.length
  const enough = TOLERANCE * Math.max(...diagonalOf(gram))
  let weights = new Array<number>(count).fill(1 / count)
  if (closestTask(gram, weights).gap <= enough) return weights
  const norms = diagonalOf(gram)
  const first = norms.indexOf(Math.min(...norms))
  weights = norms.map((_, i) => (i === first ? 1 : 0))
  let corral = [first]
  // Each round shortens the combination, and no corral comes twice; the bound is for rounding.
  for (let round = 0; round < 50 * count; round++) {
    const { task, gap } = closestTask(gram, weights)
    if (gap <= enough || corral.includes(task)) break
    corral = moveInto(gram, weights, [...corral, task])
  }
  return weights
}

/** The task with the smallest product with the combination, and how much it falls below the combination's square. */
function closestTask(gram: Matrix, weights: readonly number[]): { task: number; gap: number } {
  const products = gram.map((row) => dot(row, weights))
  const smallest = Math.min(...products)
  return { task: products.indexOf(smallest), gap: dot(products, weights) - smallest }
}

/**
 * Moves `weights`, in place, to the shortest affine combination of the corral; where that would need a negative weight,
 * as far as it goes, and without the task that stands in the way. Returns the corral that is left.
 */
function moveInto(gram: Matrix, weights: number[], corral: number[]): number[] {
  let left = corral
  for (;;) {
    const target = shortestAffine(left.map((i) => left.map((j) => (gram[i] as readonly number[])[j] as number)))
    const reach = Math.min(1, ...left.map((task, place) => reachOf(weights[task] as number, target[place] as number)))
    for (const [place, task] of left.entries()) {
      const weight = weights[task] as number
      weights[task] = Math.max(weight + reach * ((target[place] as number) - weight), 0)
    }
    if (reach === 1) return left
    const tightest = left.reduce((a, b) => ((weights[a] as number) <= (weights[b] as number) ? a : b))
    weights[tightest] = 0
    left = left.filter((task) => task !== tightest)
  }
}

/** Which share of the way from `weight` to `target` keeps the weight at 0 or above. */
function reachOf(weight: number, target: number): number {
  return target >= 0 ? 1 : weight / (weight - target)
}

/** Coefficients that sum to 1, of any sign, with the shortest combination: proportional to the solution of (G + 11ᵀ) α = 1. */
function shortestAffine(gram: Matrix): number[] {
  const scale = Math.max(...diagonalOf(gram)) || 1
  const solution = solve(gram.map((row) => [...row.map((value) => value / scale + 1), 1]))
  const total = solution.reduce((sum, value) => sum + value, 0)
  return solution.map((value) => value / total)
}

/** Gaussian elimination with row pivoting; the last column is the right-hand side. Changes `rows`. */
function solve(rows: number[][]): number[] {
  const size = rows.length
  for (let column = 0; column < size; column++) {
    const candidates = rows.map((row, i) => (i < column ? -1 : Math.abs(row[column] as number)))
    const pivot = candidates.indexOf(Math.max(...candidates))
    ;[rows[column], rows[pivot]] = [rows[pivot] as number[], rows[column] as number[]]
    const head = rows[column] as number[]
    for (const [i, row] of rows.entries()) {
      if (i === column) continue
      const factor = (row[column] as number) / (head[column] as number)
      for (let k = column; k <= size; k++) row[k] = (row[k] as number) - factor * (head[k] as number)
    }
  }
  return rows.map((row, i) => (row[size] as number) / (row[i] as number))
}
