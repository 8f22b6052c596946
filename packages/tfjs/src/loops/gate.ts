// The gate without a branch. TensorFlow.js' relu on WebAssembly takes a NaN with its sign bit set for a negative number, and
// comparing and selecting cost three times this loop.

import type { Loop } from '../planner.js'
import { bitsOf, INFINITY, MAGNITUDE } from './bits.js'
import { OUTSIDE } from './outside.js'

/** `b ≤ 0 ? 0 : a`; NaN in `b` lets `a` pass. */
export const gateLoop: Loop = ([values, by], output) => {
  const a = bitsOf(values)
  const b = bitsOf(by)
  const result = bitsOf(output)
  const { length } = result
  for (let i = 0; i < length; i++) {
    const bits = b[i] ?? OUTSIDE
    // Two masks: b is positive (of 0, the bits below are negative; −0 is itself), or its magnitude is beyond infinity's.
    const mask = ~((bits | (bits - 1)) >> 31) | ((INFINITY - (bits & MAGNITUDE)) >> 31)
    result[i] = (a[i] ?? OUTSIDE) & mask
  }
}
