// Operations that move values and add them up: reductions, layout, blocks.

import { at } from './at.js'
import { fill } from './constant.js'
import { fail } from './errors.js'
import type { Tensor } from './graph.js'
import { broadcastShapes, repeatedAxes, type Shape, sameShape, showShape, sizeOf } from './shape.js'

function checkAxes(where: string, a: Tensor, axes: readonly number[]): void {
  for (const axis of axes) {
    if (!Number.isInteger(axis) || axis < 0 || axis >= a.shape.length) {
      fail(where, `axes of ${showShape(a.shape)}`, String(axis), `use 0 to ${a.shape.length - 1}`)
    }
  }
}

/** Sum over `axes` (all by default), which disappear from the shape. */
export function sum(a: Tensor, axes: readonly number[] = a.shape.map((_, axis) => axis)): Tensor {
  checkAxes('sum', a, axes)
  const sorted = [...new Set(axes)].sort((x, y) => x - y)
  if (sorted.length === 0) return a
  const shape = a.shape.filter((_, axis) => !sorted.includes(axis))
  const { operation } = a.graph.node(a)
  const count = sizeOf(a.shape) / sizeOf(shape)
  if (count === 1) return reshape(a, shape)
  if (operation.kind === 'fill') return fill(a, operation.value * count, shape)
  return a.graph.record({ kind: 'sum', axes: sorted }, [a], shape)
}

/** Adds up the values that broadcasting to `a`'s shape would have repeated: the adjoint of `broadcast`. */
export function sumTo(a: Tensor, shape: Shape): Tensor {
  return reshape(sum(a, repeatedAxes(shape, a.shape)), shape)
}

/** Repeats values to `shape`, aligned right. */
export function broadcast(a: Tensor, shape: Shape): Tensor {
  if (sameShape(a.shape, shape)) return a
  if (!sameShape(broadcastShapes('broadcast', a.shape, shape), shape)) {
    fail('broadcast', `a shape that repeats to ${showShape(shape)}`, showShape(a.shape), 'reshape it first')
  }
  const { operation } = a.graph.node(a)
  if (operation.kind === 'fill') return fill(a, operation.value, shape)
  if (sizeOf(a.shape) === sizeOf(shape)) return reshape(a, shape)
  return a.graph.record({ kind: 'broadcast' }, [a], shape)
}

/** The same values in row-major order, under another shape. */
export function reshape(a: Tensor, shape: Shape): Tensor {
  if (sameShape(a.shape, shape)) return a
  if (sizeOf(a.shape) !== sizeOf(shape)) {
    fail('reshape', `a shape of ${sizeOf(a.shape)} values`, showShape(shape), `start from ${showShape(a.shape)}`)
  }
  const { operation, inputs } = a.graph.node(a)
  if (operation.kind === 'fill') return fill(a, operation.value, shape)
  if (operation.kind === 'reshape') return reshape(a.graph.tensor(at(inputs, 0)), shape)
  return a.graph.record({ kind: 'reshape' }, [a], shape)
}

/** Axis `i` of the result is axis `permutation[i]` of `a`; reverses all axes by default. */
export function transpose(
  a: Tensor,
  permutation: readonly number[] = a.shape.map((_, axis) => a.shape.length - 1 - axis),
): Tensor {
  checkAxes('transpose', a, permutation)
  if (permutation.length !== a.shape.length || new Set(permutation).size !== a.shape.length) {
    fail('transpose', `each axis of ${showShape(a.shape)} once`, showShape(permutation), 'list every axis')
  }
  const shape = permutation.map((axis) => at(a.shape, axis))
  if (permutation.every((axis, place) => axis === place)) return a
  const { operation } = a.graph.node(a)
  if (operation.kind === 'fill') return fill(a, operation.value, shape)
  return a.graph.record({ kind: 'transpose', permutation }, [a], shape)
}

/** Whether a block of this shape at `begin` lies inside a tensor of shape `whole`. */
function fitsInside(block: Shape, begin: readonly number[], whole: Shape): boolean {
  return (
    block.length === whole.length &&
    begin.length === whole.length &&
    begin.every((first, axis) => Number.isInteger(first) && first >= 0 && first + at(block, axis) <= at(whole, axis))
  )
}

/** The block of `shape` that starts at `begin`. */
export function slice(a: Tensor, begin: readonly number[], shape: Shape): Tensor {
  if (!fitsInside(shape, begin, a.shape)) {
    fail('slice', `a block inside ${showShape(a.shape)}`, `${showShape(shape)} at ${showShape(begin)}`, 'correct begin or shape')
  }
  if (sameShape(a.shape, shape)) return a
  return a.graph.record({ kind: 'slice', begin }, [a], shape)
}

/** Zeros of `shape` with `a` at `begin`: the adjoint of `slice`. */
export function pad(a: Tensor, begin: readonly number[], shape: Shape): Tensor {
  if (!fitsInside(a.shape, begin, shape)) {
    fail('pad', `a shape that holds ${showShape(a.shape)} at ${showShape(begin)}`, showShape(shape), 'correct begin or shape')
  }
  if (sameShape(a.shape, shape)) return a
  return a.graph.record({ kind: 'pad', begin }, [a], shape)
}

/** Tensors joined along `axis`; all other lengths must be equal. */
export function concat(parts: readonly Tensor[], axis: number): Tensor {
  const first = parts[0] ?? fail('concat', 'at least one tensor', 'none', 'pass the tensors to join')
  checkAxes('concat', first, [axis])
  for (const part of parts) {
    const fits =
      part.shape.length === first.shape.length &&
      part.shape.every((length, along) => along === axis || length === first.shape[along])
    if (!fits)
      fail('concat', `shapes like ${showShape(first.shape)} but for axis ${axis}`, showShape(part.shape), 'reshape it first')
  }
  if (parts.length === 1) return first
  const length = parts.reduce((total, part) => total + at(part.shape, axis), 0)
  return first.graph.record(
    { kind: 'concat', axis },
    parts,
    first.shape.map((own, along) => (along === axis ? length : own)),
  )
}

/** Largest value along the last axis, which stays with length 1. Not differentiable: use it under `stopGradient`. */
export function max(a: Tensor): Tensor {
  if (a.shape.length === 0) fail('max', 'at least one axis', 'a scalar', 'a scalar is its own maximum')
  return a.graph.record({ kind: 'max' }, [a], [...a.shape.slice(0, -1), 1])
}

/** `a`, seen as a constant by every gradient. */
export function stopGradient(a: Tensor): Tensor {
  return a.graph.record({ kind: 'stopGradient' }, [a], a.shape)
}

/** `a` as one long row. */
export function flatten(a: Tensor): Tensor {
  return reshape(a, [sizeOf(a.shape)])
}
