// Sums over any axes, accumulated in float64. TensorFlow.js transposes first where the summed axes are not the last, and its
// average pooling, which would be quicker, turns NaN into −∞ on WebAssembly.

import { keepAxes, type Shape, sizeOf, stridesOf } from '@assent/autodiff'
import { at } from '../entries.js'
import type { Loop } from '../planner.js'
import { type Axis, mergeAxes, overAxes } from './axes.js'
import { OUTSIDE } from './outside.js'

/** The sum of values of `shape` over `axes`. */
export function createSum(shape: Shape, axes: readonly number[]): Loop {
  const from = stridesOf(shape)
  const to = stridesOf(keepAxes(shape, axes))
  const walked = mergeAxes(
    shape.map((length, axis) => ({ length, from: at(from, axis), to: axes.includes(axis) ? 0 : at(to, axis) })),
  )
  const columns = walked.pop() ?? { length: 1, from: 1, to: 0 }
  const rows = (walked.at(-1)?.to === 0 ? walked.pop() : undefined) ?? { length: 1, from: 0, to: 0 }
  const add = columns.to === 0 ? addRow : addColumns
  const total = new Float64Array(sizeOf(keepAxes(shape, axes)))
  return ([values], output) => {
    total.fill(0)
    overAxes(walked, (from, to) => add(values, from, total, to, rows, columns.length))
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
  let place = from
  for (; place < fours; place += 4) {
    a += values[place] ?? OUTSIDE
    b += values[place + 1] ?? OUTSIDE
    c += values[place + 2] ?? OUTSIDE
    d += values[place + 3] ?? OUTSIDE
  }
  for (; place < from + length; place++) a += values[place] ?? OUTSIDE
  total[to] = (total[to] ?? OUTSIDE) + (a + b + (c + d))
}

/** Adds rows to the row of totals, four at a time. */
function addColumns(values: Float32Array, from: number, total: Float64Array, to: number, rows: Axis, length: number): void {
  const step = rows.from
  let row = 0
  for (; row + 4 <= rows.length; row += 4) {
    const begin = from + row * step
    for (let column = begin; column < begin + length; column++) {
      const first = (values[column] ?? OUTSIDE) + (values[column + step] ?? OUTSIDE)
      const second = (values[column + 2 * step] ?? OUTSIDE) + (values[column + 3 * step] ?? OUTSIDE)
      total[to + column - begin] = (total[to + column - begin] ?? OUTSIDE) + (first + second)
    }
  }
  for (; row < rows.length; row++) {
    const begin = from + row * step
    for (let column = 0; column < length; column++)
      total[to + column] = (total[to + column] ?? OUTSIDE) + (values[begin + column] ?? OUTSIDE)
  }
}
