// Which value of one tensor each value of another comes from: layout operations are one table look-up.

import { at } from '../at.js'
import { alignRight, type Shape, sizeOf, stridesOf } from '../shape.js'

/** For each value of a tensor of `shape`, in order: `offset` plus the dot product of its coordinates with `strides`. */
export function positions(shape: Shape, strides: readonly number[], offset = 0): Int32Array {
  const table = new Int32Array(sizeOf(shape))
  const coordinates = new Array<number>(shape.length).fill(0)
  let place = offset
  for (let index = 0; index < table.length; index++) {
    table[index] = place
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const stride = at(strides, axis)
      const next = at(coordinates, axis) + 1
      coordinates[axis] = next
      place += stride
      if (next < at(shape, axis)) break
      place -= stride * at(shape, axis)
      coordinates[axis] = 0
    }
  }
  return table
}

/** For each value of `to`: the value of `from` that broadcasting repeats there. */
export function broadcastPositions(from: Shape, to: Shape): Int32Array {
  const aligned = alignRight(from, to.length)
  const strides = stridesOf(aligned).map((stride, axis) => (aligned[axis] === 1 ? 0 : stride))
  return positions(to, strides)
}

/** For each value of a block: where it lies in the tensor of shape `whole` that holds the block at `begin`. */
export function blockPositions(block: Shape, whole: Shape, begin: readonly number[]): Int32Array {
  const strides = stridesOf(whole)
  return positions(
    block,
    strides,
    begin.reduce((offset, first, axis) => offset + first * at(strides, axis), 0),
  )
}
