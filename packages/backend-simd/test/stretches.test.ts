// Stretches of calls: all of them, in order, and each as long as it should be.

import { expect, it } from 'vitest'
import { stretchesOf } from '../src/plan/stretches.js'
import { type Call, lengthOf } from '../src/schedule/call.js'

const call = (flops: number): Call => ({ command: 'clear', words: [1, 2], scratchBytes: 0, flops })
const length = lengthOf(call(0))

it.each([
  [[], []],
  [[1, 1, 1], [3]],
  [
    [2 ** 28, 1],
    [1, 1],
  ],
  [
    [2 ** 27, 2 ** 27, 2 ** 27, 1],
    [2, 2],
  ],
  [
    [1, 2 ** 30, 1, 2 ** 30],
    [2, 2],
  ],
])('calls of %j flops are run %j at a time', (flops, counts) => {
  const stretches = stretchesOf(flops.map(call), 7)
  expect(stretches.map(({ from, end }) => (end - from) / length)).toEqual(counts)
  let at = 7
  for (const { from, end } of stretches) {
    expect(from).toBe(at)
    at = end
  }
  expect(at).toBe(7 + flops.length * length)
})
