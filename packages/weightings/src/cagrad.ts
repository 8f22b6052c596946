// Conflict-averse gradient descent: Liu, Liu, Jin, Stone and Liu, "Conflict-Averse Gradient Descent for Multi-task
// Learning" (2021), algorithm 1.

import { checkOptions, defineWeighting, fail, uniformWeights, type WeightingOf } from '@assent/core'
import { degenerate } from './degenerate.js'
import { diagonalOf, dot, type Matrix, multiply, squareOf, type Vector } from './linear-algebra.js'
import { minNormPoint } from './min-norm-point.js'

/** How far the direction may leave the mean update. */
export interface CagradOptions {
  /**
   * How far from the mean update the direction may go, in lengths of it, from 0; 0 is the plain average.
   *
   * @defaultValue 0.5, as in most of the paper's experiments
   */
  readonly c?: number
}

/**
 * The direction within `c‖ḡ‖` of the mean update ḡ that serves the worst-served task best: `w = 1/n + c‖ḡ‖/‖g_q‖ · q` with
 * `g_q = Σ qᵢgᵢ` and `q = argmin g_q · ḡ + c‖ḡ‖‖g_q‖` over the simplex. Uniform and flagged where ḡ or g_q vanishes.
 *
 * Costs the Gram matrix, and about ten shortest combinations, n³ operations or more each.
 *
 * @throws AssentError when c is negative or not finite
 */
export function cagrad(options: CagradOptions = {}): WeightingOf<'gram'> {
  checkOptions('cagrad', options, ['c'])
  const { c = 0.5 } = options
  if (!(c >= 0 && Number.isFinite(c))) fail('cagrad.c', 'a number of at least 0', `${c}`, '0 is the plain average')
  return defineWeighting({
    name: 'cagrad',
    settings: { c },
    needs: 'gram',
    weigh: ({ gram, tasks }) => {
      const mean = uniformWeights(tasks)
      const trace = diagonalOf(gram).reduce((sum, square) => sum + square, 0)
      if (!(trace > 0)) return degenerate(tasks, 'all updates are zero')
      const relative = gram.map((row) => row.map((value) => value / trace))
      const radius = c * Math.sqrt(Math.max(squareOf(relative, mean), 0))
      if (c === 0) return mean
      if (!(radius > 1e-9 * c)) return degenerate(tasks, 'the tasks cancel out')
      const { worst, length } = worstServed(relative, mean, radius)
      if (!(length > 1e-7)) return degenerate(tasks, 'the worst-served combination vanishes')
      return mean.map((weight, i) => weight + (radius / length) * (worst[i] ?? 0))
    },
  })
}

/**
 * `argmin g_q · ḡ + r‖g_q‖` over the simplex. As `2‖g_q‖` is the least `‖g_q‖²/σ + σ`, this is the σ with `‖g_q(σ)‖ = σ`,
 * where q(σ) minimizes `‖g_q + (σ/r) ḡ‖`: a shortest combination of shifted vectors. `‖g_q(σ)‖ − σ` changes its sign once.
 */
function worstServed(gram: Matrix, mean: Vector, radius: number): { worst: Vector; length: number } {
  const products = multiply(gram, mean)
  const square = dot(products, mean)
  const at = (sigma: number) => {
    const shift = sigma / radius
    const shifted = gram.map((row, i) =>
      row.map((value, j) => value + shift * ((products[i] ?? 0) + (products[j] ?? 0)) + shift ** 2 * square),
    )
    const worst = minNormPoint(shifted)
    return { worst, length: Math.sqrt(Math.max(squareOf(gram, worst), 0)) }
  }
  const sigma = signChange((value) => at(value).length - value, 0, Math.sqrt(Math.max(...diagonalOf(gram))))
  return at(sigma)
}

/** Where a function falls through 0 between `low` and `high`, by regula falsi with the Illinois rule (Dowell and Jarratt 1971). */
function signChange(of: (value: number) => number, low: number, high: number): number {
  let [a, b] = [low, high]
  let [atA, atB] = [of(a), of(b)]
  for (let round = 0; round < 60 && b - a > 1e-15 * b; round++) {
    const next = atA > atB ? (a * atB - b * atA) / (atB - atA) : (a + b) / 2
    const value = of(next)
    if (Math.abs(value) <= 1e-14 * next) return next
    if (value > 0) {
      ;[a, atA] = [next, value]
      atB /= 2
    } else {
      ;[b, atB] = [next, value]
      atA /= 2
    }
  }
  return (a + b) / 2
}
