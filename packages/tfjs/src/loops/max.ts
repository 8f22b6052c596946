// The largest value of each row; NaN wins.

import type { Loop } from '../planner.js'
import { OUTSIDE } from './outside.js'

/** Rows of `length` values that lie one after the other. */
export function createMax(length: number): Loop {
  return ([values], output) => {
    for (let row = 0; row < output.length; row++) {
      let largest = Number.NEGATIVE_INFINITY
      for (let at = row * length; at < (row + 1) * length; at++) largest = Math.max(largest, values[at] ?? OUTSIDE)
      output[row] = largest
    }
  }
}
