// A convex quadratic over a half-open box, by block principal pivoting: Júdice and Pires, "A Block Principal Pivoting
// Algorithm for Large-Scale Strictly Monotone Linear Complementarity Problems" (1994).

import { diagonalOf, type Matrix, multiply, solvePositive, type Vector } from './linear-algebra.js'

/** How far beyond its condition a variable or a slope may be, beside the largest of their kind. */
const TOLERANCE = 1e-14

/** Exchanges of whole blocks that may fail to lessen the violations before single ones take over, which always end. */
const PATIENCE = 5

/**
 * `argmin vᵀGv` subject to `v ⪰ bound`, for a positive definite G: the weights of the projection on the cone of directions
 * that no vector conflicts with (Quinton and Rey 2024, proposition 1). Undefined where G is not positive definite.
 */
export function leastAbove(gram: Matrix, bound: Vector): number[] | undefined {
  const excess = nonNegative(gram, multiply(gram, bound))
  return excess && bound.map((value, i) => value + Math.max(excess[i] ?? 0, 0))
}

/** `argmin ½ xᵀGx + bᵀx` subject to `x ⪰ 0`: a variable is free or 0, and those on the wrong side change places. */
function nonNegative(gram: Matrix, linear: Vector): number[] | undefined {
  let free = linear.map(() => false)
  let [fewest, patience] = [linear.length + 1, PATIENCE]
  for (let round = 0; round < 100 * linear.length; round++) {
    const solution = solveFree(gram, linear, free)
    if (!solution) return undefined
    const wrong = violations(gram, linear, solution, free)
    if (wrong.length === 0) return solution
    if (wrong.length < fewest) [fewest, patience] = [wrong.length, PATIENCE]
    else patience--
    const exchanged = patience >= 0 ? wrong : wrong.slice(-1)
    free = free.map((own, i) => own !== exchanged.includes(i))
  }
  return undefined
}

/** The minimum over the free variables, the others 0. */
function solveFree(gram: Matrix, linear: Vector, free: readonly boolean[]): number[] | undefined {
  const places = [...free.keys()].filter((i) => free[i])
  const solution = linear.map(() => 0)
  if (places.length === 0) return solution
  const right = places.map((i) => -(linear[i] ?? 0))
  const values = solvePositive(
    places.map((i) => places.map((j) => gram[i]?.[j] ?? 0)),
    right,
  )
  if (!values) return undefined
  for (const [k, i] of places.entries()) solution[i] = values[k] ?? 0
  return solution
}

/** Free variables below 0, and others along which the objective falls. */
function violations(gram: Matrix, linear: Vector, solution: Vector, free: readonly boolean[]): number[] {
  const slopes = multiply(gram, solution).map((value, i) => value + (linear[i] ?? 0))
  const below = TOLERANCE * Math.max(...solution.map(Math.abs))
  const falling =
    TOLERANCE * Math.max(...linear.map(Math.abs), ...diagonalOf(gram).map((value, i) => value * Math.abs(solution[i] ?? 0)))
  return [...free.keys()].filter((i) => (free[i] ? (solution[i] ?? 0) < -below : (slopes[i] ?? 0) < -falling))
}
