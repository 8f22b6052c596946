// Operations that treat every value alike. Folding here keeps derivatives small: most of what a
// reverse sweep records at first is a product with a constant.

import { at } from './at.js'
import { constantOf, fill } from './constant.js'
import type { Tensor } from './graph.js'
import type { BinaryKind, UnaryKind } from './operation.js'
import { broadcastShapes, sameShape } from './shape.js'
import { broadcast } from './structure.js'

/** An operand that was repeated for nothing is taken as it was before: the operation repeats it by itself. */
function binary(kind: BinaryKind, a: Tensor, b: Tensor): Tensor {
  const shape = broadcastShapes(kind, a.shape, b.shape)
  const fits = (left: Tensor, right: Tensor) => sameShape(broadcastShapes(kind, left.shape, right.shape), shape)
  const left = beforeBroadcast(a)
  const right = beforeBroadcast(b)
  if (fits(left, right)) return a.graph.record({ kind }, [left, right], shape)
  if (fits(left, b)) return a.graph.record({ kind }, [left, b], shape)
  if (fits(a, right)) return a.graph.record({ kind }, [a, right], shape)
  return a.graph.record({ kind }, [a, b], shape)
}

function beforeBroadcast(tensor: Tensor): Tensor {
  const { operation, inputs } = tensor.graph.node(tensor)
  return operation.kind === 'broadcast' ? tensor.graph.tensor(at(inputs, 0)) : tensor
}

/** `a + b`, broadcast by NumPy's rule. */
export function add(a: Tensor, b: Tensor): Tensor {
  const shape = broadcastShapes('add', a.shape, b.shape)
  const left = constantOf(a)
  const right = constantOf(b)
  if (right !== undefined) return addScalar(broadcast(a, shape), right)
  if (left !== undefined) return addScalar(broadcast(b, shape), left)
  return binary('add', a, b)
}

/** `a − b`, broadcast by NumPy's rule. */
export function sub(a: Tensor, b: Tensor): Tensor {
  const shape = broadcastShapes('sub', a.shape, b.shape)
  const left = constantOf(a)
  const right = constantOf(b)
  if (right !== undefined) return addScalar(broadcast(a, shape), -right)
  if (left !== undefined) return addScalar(neg(broadcast(b, shape)), left)
  return binary('sub', a, b)
}

/** `a · b`, value by value, broadcast by NumPy's rule. */
export function mul(a: Tensor, b: Tensor): Tensor {
  const shape = broadcastShapes('mul', a.shape, b.shape)
  const left = constantOf(a)
  const right = constantOf(b)
  if (right !== undefined) return scale(broadcast(a, shape), right)
  if (left !== undefined) return scale(broadcast(b, shape), left)
  return binary('mul', a, b)
}

/** `a / b`, value by value, broadcast by NumPy's rule. */
export function div(a: Tensor, b: Tensor): Tensor {
  return binary('div', a, b)
}

/** `a · by`. */
export function scale(a: Tensor, by: number): Tensor {
  const { operation, inputs } = a.graph.node(a)
  if (by === 1) return a
  if (operation.kind === 'fill') return fill(a, operation.value * by)
  if (operation.kind === 'scale') return scale(a.graph.tensor(at(inputs, 0)), operation.by * by)
  if (operation.kind === 'broadcast') return broadcast(scale(a.graph.tensor(at(inputs, 0)), by), a.shape)
  return a.graph.record({ kind: 'scale', by }, [a], a.shape)
}

/** `a + by`. */
export function addScalar(a: Tensor, by: number): Tensor {
  const constant = constantOf(a)
  if (by === 0) return a
  if (constant !== undefined) return fill(a, constant + by)
  return a.graph.record({ kind: 'addScalar', by }, [a], a.shape)
}

/** `−a`. */
export function neg(a: Tensor): Tensor {
  return scale(a, -1)
}

function unary(kind: UnaryKind, a: Tensor): Tensor {
  return a.graph.record({ kind }, [a], a.shape)
}

/** Hyperbolic tangent, value by value. */
export const tanh = (a: Tensor): Tensor => unary('tanh', a)
/** `1 / (1 + e⁻ᵃ)`. */
export const sigmoid = (a: Tensor): Tensor => unary('sigmoid', a)
/** `eᵃ`, value by value. */
export const exp = (a: Tensor): Tensor => unary('exp', a)
/** Natural logarithm. */
export const log = (a: Tensor): Tensor => unary('log', a)
/** `√a`, value by value; NaN below 0. Has no finite derivative at 0. */
export const sqrt = (a: Tensor): Tensor => unary('sqrt', a)
/** `1 / √a`. */
export const rsqrt = (a: Tensor): Tensor => unary('rsqrt', a)
/** `a²`. */
export const square = (a: Tensor): Tensor => unary('square', a)

/** `a` where `by > 0` (or is NaN), else 0. Differentiable in `a`; constant in `by`. Shapes must be equal. */
export function gate(a: Tensor, by: Tensor): Tensor {
  if (!sameShape(a.shape, by.shape)) return gate(broadcast(a, by.shape), by)
  return a.graph.record({ kind: 'gate' }, [a, by], by.shape)
}

/** `max(a, 0)`; NaN stays NaN; the derivative at 0 is 0. */
export function relu(a: Tensor): Tensor {
  return gate(a, a)
}

/** 1 where `a > 0`, else 0; its derivative is 0 everywhere. */
export function step(a: Tensor): Tensor {
  return gate(fill(a, 1), a)
}
