// Sums over any axes, accumulated in float64. TensorFlow.js transposes first where the summed axes are not the last, and its
// average pooling, which would be quicker, turns NaN into −∞ on WebAssembly.

import { keepAxes, type Shape, sizeOf, stridesOf } from '@assent/autodiff'
import type { Loop } from '../planner.js'
import { type Axis, mergeAxes, overAxes } from './axes.js'

/** The sum of values of `shape` over `axes`. */
export function createSum(shape: Shape, axes: readonly number[]): Loop {
  const from = stridesOf(shape)
  const to = stridesOf(keepAxes(shape, axes))
  const walked = mergeAxes(
    shape.map((length, axis) => ({ length, from: from[axis] as number, to: axes.includes(axis) ? 0 : (to[axis] as number) })),
  )
  const columns = walked.pop() ?? { length: 1, from: 1, to: 0 }
  const rows = (walked.at(-1)?.to === 0 ? walked.pop() : undefined) ?? { length: 1, from: 0, to: 0 }
  const add = columns.to === 0 ? addRow : addColumns
  const total = new Float64Array(sizeOf(keepAxes(shape, axes)))
  return ([values], output) => {
    total.fill(0)
    overAxes(walked, (from, to) => add(values as Float32Array, from, total, to, rows, columns.length))
    output.set(total)
  }
}

/** Adds neighbors up. Four sums at a time, so that one need not wait for the other. */
function addRow(values: Float32Array, from: number, total: Float64Array, to: number, _rows: Axis, length: number): void {
  let a = 0
  let b = 0
  let c = 0
  let d = 0
  const fours = from + (length & ~3)
  let at = from
  for (; at < fours; at += 4) {
    a += values[at] as number
    b += values[at + 1] as number
    c += values[at + 2] as number
    d += values[at + 3] as number
  }
  for (; at < from + length; at++) a += values[at] as number
  total[to] = (total[to] as number) + (a + b + (c + d))
}

/** Adds rows to the row of totals, four at a time. */
function addColumns(values: Float32Array, from: number, total: Float64Array, to: number, rows: Axis, length: number): void {
  const step = rows.from
  let row = 0
  for (; row + 4 <= rows.length; row += 4) {
    const at = from + row * step
    for (let column = 0; column < length; column++) {
      const first = (values[at + column] as number) + (values[at + step + column] as number)
      const second = (values[at + 2 * step + column] as number) + (values[at + 3 * step + column] as number)
      total[to + column] = (total[to + column] as number) + (first + second)
    }
  }
  for (; row < rows.length; row++) {
    const at = from + row * step
    for (let column = 0; column < length; column++) {
      total[to + column] = (total[to + column] as number) + (values[at + column] as number)
    }
  }
}
