// A convex quadratic over a half-open box, by an active set: Lawson and Hanson, "Solving Least Squares Problems" (1974),
// chapter 23, with the matrix in the place of its factor.

import { diagonalOf, type Matrix, multiply, solvePositive, type Vector } from './linear-algebra.js'

/** How far below zero a slope may be, beside the largest diagonal entry and the bounds. */
const TOLERANCE = 1e-14

/**
 * `argmin vᵀGv` subject to `v ⪰ bound`, for a positive definite G: the weights of the projection on the cone of directions
 * that no vector conflicts with (Quinton and Rey 2024, proposition 1). Undefined where G is not positive definite.
 */
export function leastAbove(gram: Matrix, bound: Vector): number[] | undefined {
  const excess = nonNegative(gram, multiply(gram, bound))
  return excess && bound.map((value, i) => value + (excess[i] ?? 0))
}

/** `argmin ½ xᵀGx + bᵀx` subject to `x ⪰ 0`. */
function nonNegative(gram: Matrix, linear: Vector): number[] | undefined {
  let solution = linear.map(() => 0)
  let free: number[] = []
  const enough = TOLERANCE * Math.max(...diagonalOf(gram), ...linear.map(Math.abs))
  // Each round lowers the objective, and no free set comes twice; the bound is for rounding.
  for (let round = 0; round < 10 * linear.length; round++) {
    const slopes = multiply(gram, solution).map((value, i) => value + (linear[i] ?? 0))
    const { place, slope } = steepest(slopes, free)
    if (!(slope < -enough)) break
    const moved = moveInto(gram, linear, solution, [...free, place])
    if (!moved) return undefined
    solution = moved.solution
    free = moved.free
  }
  return solution
}

/** The bound variable along which the objective falls most. */
function steepest(slopes: Vector, free: readonly number[]): { place: number; slope: number } {
  let [place, slope] = [-1, 0]
  for (const [i, value] of slopes.entries()) if (!free.includes(i) && value < slope) [place, slope] = [i, value]
  return { place, slope }
}

/** To the minimum over the free variables; where that would need a negative one, as far as it goes, and without that one. */
function moveInto(gram: Matrix, linear: Vector, from: Vector, start: readonly number[]) {
  const solution = [...from]
  let free = [...start]
  for (;;) {
    const of = (values: Vector) => free.map((i) => values[i] ?? 0)
    const target = solvePositive(
      free.map((i) => of(gram[i] ?? [])),
      of(linear).map((value) => -value),
    )
    if (!target) return undefined
    const reaches = of(solution).map((value, k) => ((target[k] ?? 0) > 0 ? 1 : value / (value - (target[k] ?? 0)) || 0))
    const reach = Math.min(1, ...reaches)
    for (const [k, i] of free.entries()) solution[i] = (solution[i] ?? 0) + reach * ((target[k] ?? 0) - (solution[i] ?? 0))
    if (reach === 1) return { solution, free }
    const tightest = reaches.indexOf(reach)
    const left = free.filter((_, k) => k !== tightest && (reaches[k] ?? 1) > reach)
    for (const i of free) if (!left.includes(i)) solution[i] = 0
    free = left
  }
}
