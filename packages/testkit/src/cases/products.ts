// Matrix products in every transposition, alone and in stacks.

import { constant, matMul, type Shape, square, tanh } from '@assent/autodiff'
import { type OperationCase, one, two } from './case.js'

/** Rows, inner length, columns: single values, vectors, and sizes that fill no tile. */
const sizes = [
  [1, 1, 1],
  [3, 4, 5],
  [1, 6, 3],
  [5, 3, 1],
  [7, 1, 9],
  [10, 17, 6],
] as const

/** The product in every transposition, of matrices with these axes in front. */
const transposed = ([m, k, n]: readonly [number, number, number], leadA: Shape = [], leadB: Shape = []) =>
  [false, true].flatMap((transposeA) =>
    [false, true].map((transposeB) => {
      const a = [...leadA, ...(transposeA ? [k, m] : [m, k])]
      const b = [...leadB, ...(transposeB ? [n, k] : [k, n])]
      const lead = leadA.length + leadB.length > 0 ? ` of [${leadA}] and [${leadB}]` : ''
      const name = `matMul ${m}×${k}×${n}${lead}${transposeA ? ', first transposed' : ''}${transposeB ? ', second transposed' : ''}`
      return two(name, a, b, (x, y) => matMul(x, y, { transposeA, transposeB }))
    }),
  )

/** Axes in front: equal ones, one matrix for all on either side, and some that repeat. */
const leads: readonly (readonly [Shape, Shape])[] = [
  [[3], [3]],
  [[4], []],
  [[], [3]],
  [
    [2, 3],
    [2, 3],
  ],
  [
    [2, 1],
    [1, 2],
  ],
]

export const productCases: readonly OperationCase[] = [
  ...sizes.flatMap((size) => transposed(size)),
  ...leads.flatMap(([a, b]) => transposed([3, 4, 2], a, b)),
  ...transposed([1, 5, 1], [2], [2]),
  ...transposed([5, 1, 3], [2], [2]),
  ...transposed([9, 6, 8], [2], [2]),
  one('a matrix times itself', [3, 3], (a) => matMul(a, a)),
  one('a matrix times its transpose', [3, 4], (a) => matMul(a, a, { transposeB: true })),
  one('a stack times its transpose', [2, 3, 4], (a) => matMul(a, a, { transposeB: true })),
  two('a product of products', [2, 3], [3, 3], (a, b) => matMul(tanh(matMul(a, b)), b)),
  two('a stack of products of products', [2, 2, 3], [2, 3, 3], (a, b) => matMul(tanh(matMul(a, b)), b)),
  one('a product with a constant', [2, 3], (a) => matMul(square(a), constant(a, [1, -2, 3, 0.5, 0, 4], [3, 2]))),
]
