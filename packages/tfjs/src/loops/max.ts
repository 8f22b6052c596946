// The largest value of each row; NaN wins.

import type { Loop } from '../planner.js'

/** Rows of `length` values that lie one after the other. */
export function createMax(length: number): Loop {
  return ([values], output) => {
    const all = values as Float32Array
    for (let row = 0; row < output.length; row++) {
      let largest = Number.NEGATIVE_INFINITY
      for (let at = row * length; at < (row + 1) * length; at++) largest = Math.max(largest, all[at] as number)
      output[row] = largest
    }
  }
}
