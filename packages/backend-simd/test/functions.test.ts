// Accuracy of the vectorized functions against float64, in units in the last place of float32, and their special values.

import { exp, log, sigmoid, type Tensor, tanh, trace } from '@assent/autodiff'
import { describe, expect, it } from 'vitest'
import { simd } from '../src/index.js'
import { runOnce } from './support.js'

const functions = {
  exp: { compute: exp, exact: Math.exp, from: -104, to: 88.72, ulps: 2 },
  log: { compute: log, exact: Math.log, from: 1e-39, to: 1e38, ulps: 2 },
  tanh: { compute: tanh, exact: Math.tanh, from: -12, to: 12, ulps: 2.5 },
  sigmoid: { compute: sigmoid, exact: (x: number) => 1 / (1 + Math.exp(-x)), from: -80, to: 40, ulps: 3 },
} as const

async function apply(compute: (a: Tensor) => Tensor, values: Float32Array): Promise<number[]> {
  const program = trace({ a: { shape: [values.length], perTask: false } }, ({ a }) => ({ y: compute(a) }))
  const { y } = await runOnce(await simd(), program, 1, { a: values })
  return y as number[]
}

/** The distance from one float32 to the next at the magnitude of `value`. */
function ulp(value: number): number {
  return Math.max(2 ** (Math.floor(Math.log2(Math.abs(value))) - 23), 2 ** -149)
}

describe.each(Object.entries(functions))('%s', (_, { compute, exact, from, to, ulps }) => {
  it('is accurate over its range', async () => {
    const count = 200_000
    const spread = from > 0 ? (i: number) => from * (to / from) ** (i / count) : (i: number) => from + ((to - from) * i) / count
    const values = Float32Array.from({ length: count }, (_, i) => spread(i))
    const found = await apply(compute, values)
    let worst = 0
    for (const [i, value] of values.entries())
      worst = Math.max(worst, Math.abs((found[i] as number) - exact(value)) / ulp(exact(value)))
    expect(worst).toBeLessThan(ulps)
  })

  it('is accurate near zero and one', async () => {
    const values = Float32Array.from({ length: 20_000 }, (_, i) => (from > 0 ? 0.5 + i / 10_000 : (i - 10_000) / 8_000))
    const found = await apply(compute, values)
    for (const [i, value] of values.entries()) {
      const expected = exact(value)
      expect(Math.abs((found[i] as number) - expected)).toBeLessThanOrEqual(ulps * ulp(expected))
    }
  })

  it('has the special values of IEEE 754', async () => {
    const values = Float32Array.of(0, -0, Infinity, -Infinity, NaN, 1e-45, -1, 3e38, -3e38)
    const found = await apply(compute, values)
    for (const [i, value] of values.entries()) {
      const expected = Math.fround(exact(value))
      if (Number.isFinite(expected)) expect(Math.abs((found[i] as number) - expected)).toBeLessThanOrEqual(ulps * ulp(expected))
      else expect(found[i]).toBe(expected)
    }
  })
})
