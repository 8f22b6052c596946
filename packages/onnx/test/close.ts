// How near two computations in float32 have to be.

import { expect } from 'vitest'

/** Relative to the largest magnitude among what is expected. */
const TOLERANCE = 1e-5

/** Every value of `found` is that of `expected`, to 1e-5 of its magnitude. */
export function expectClose(what: string, found: ArrayLike<number> | undefined, expected: ArrayLike<number>): void {
  expect(found, what).toHaveLength(expected.length)
  const all = Array.from(expected)
  const magnitude = Math.max(1e-3, ...all.map(Math.abs))
  for (const [place, value] of all.entries()) {
    const off = Math.abs(Number(found?.[place]) - value) / magnitude
    expect(off, `${what}, value ${place}: ${found?.[place]} for ${value}`).toBeLessThanOrEqual(TOLERANCE)
  }
}
