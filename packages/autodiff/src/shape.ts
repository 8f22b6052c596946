// Shapes of one task's tensors. Programs carry no task axis: a backend adds it when it compiles.

import { at } from './at.js'
import { fail } from './errors.js'

/** Lengths along each axis, outermost first; `[]` is a scalar. */
export type Shape = readonly number[]

/** Number of values in a tensor of this shape. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, length) => product * length, 1)
}

/** Whether two shapes have the same lengths along the same number of axes; nothing is broadcast. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis])
}

/** A shape as error messages show it: `[5, 28, 28, 1]`. */
export function showShape(shape: Shape): string {
  return `[${shape.join(', ')}]`
}

/** Refuses a shape that no tensor has: every length is a whole number of at least 1. */
export function checkShape(where: string, shape: Shape): void {
  if (!shape.every((length) => Number.isInteger(length) && length > 0)) {
    fail(where, 'a shape of positive whole lengths', showShape(shape), 'correct the shape')
  }
}

/** Row-major strides: how far apart neighbors along each axis lie. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length)
  let stride = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride
    stride *= at(shape, axis)
  }
  return strides
}

/** The shape with ones in front until it has `rank` axes. */
export function alignRight(shape: Shape, rank: number): Shape {
  return [...new Array<number>(rank - shape.length).fill(1), ...shape]
}

/** NumPy's rule: align right; lengths must match or be 1. */
export function broadcastShapes(where: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length)
  const left = alignRight(a, rank)
  const right = alignRight(b, rank)
  return left.map((length, axis) => {
    const other = at(right, axis)
    if (length === other || other === 1) return length
    if (length === 1) return other
    return fail(where, 'shapes that match or broadcast', `${showShape(a)} and ${showShape(b)}`, 'reshape one of them')
  })
}

/** Axes along which `from` must be repeated to fill `to`, both aligned right. */
export function repeatedAxes(from: Shape, to: Shape): number[] {
  const aligned = alignRight(from, to.length)
  return to.flatMap((length, axis) => (aligned[axis] === 1 && length !== 1 ? [axis] : []))
}

/** The shape of a sum over `axes` that keeps them, with length 1. */
export function keepAxes(shape: Shape, axes: readonly number[]): Shape {
  return shape.map((length, axis) => (axes.includes(axis) ? 1 : length))
}
