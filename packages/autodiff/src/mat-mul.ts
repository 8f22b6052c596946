// The product of matrices, and of stacks of them.

import { fail } from './errors.js'
import type { Tensor } from './graph.js'
import { broadcastShapes, type Shape, showShape, sizeOf } from './shape.js'
import { broadcast, reshape } from './structure.js'

/** Which of the two matrices of a product are given with rows and columns exchanged. */
export interface Transposes {
  /** Whether `a` is `[…, k, m]`. @defaultValue false */
  readonly transposeA?: boolean
  /** Whether `b` is `[…, n, k]`. @defaultValue false */
  readonly transposeB?: boolean
}

/**
 * Product of matrices `a` `[…, m, k]` and `b` `[…, k, n]`, either of them given transposed. Axes in front are stacks of
 * matrices, multiplied one by one and broadcast by NumPy's rule.
 *
 * @throws AssentError when the inner lengths differ, or the stacks do not broadcast
 */
export function matMul(a: Tensor, b: Tensor, { transposeA = false, transposeB = false }: Transposes = {}): Tensor {
  const [left, right] = [stackOf(a), stackOf(b)]
  const [rows, inner] = transposeA ? [left.columns, left.rows] : [left.rows, left.columns]
  const [depth, columns] = transposeB ? [right.columns, right.rows] : [right.rows, right.columns]
  if (inner !== depth) {
    fail('matMul', 'equal inner lengths', `${showShape(a.shape)} and ${showShape(b.shape)}`, 'check the transposes')
  }
  const lead = broadcastShapes('matMul', left.lead, right.lead)
  const count = sizeOf(lead)
  const product = (x: Tensor, y: Tensor, shape: Shape) =>
    reshape(x.graph.record({ kind: 'matMul', transposeA, transposeB }, [x, y], shape), [...lead, rows, columns])
  const whole = (own: Tensor, { rows, columns }: Stack) =>
    reshape(broadcast(own, [...lead, rows, columns]), count === 1 ? [rows, columns] : [count, rows, columns])
  // One matrix for a whole stack: the rows of the stack are those of one taller matrix.
  if (count > 1 && sizeOf(right.lead) === 1 && !transposeA) {
    return product(reshape(a, [count * rows, inner]), reshape(b, [right.rows, right.columns]), [count * rows, columns])
  }
  return product(whole(a, left), whole(b, right), count === 1 ? [rows, columns] : [count, rows, columns])
}

interface Stack {
  readonly lead: Shape
  readonly rows: number
  readonly columns: number
}

function stackOf({ shape }: Tensor): Stack {
  const [rows, columns] = shape.slice(-2)
  if (rows === undefined || columns === undefined) {
    fail('matMul', 'matrices, or stacks of them', showShape(shape), 'reshape to two axes or more')
  }
  return { lead: shape.slice(0, -2), rows, columns }
}
