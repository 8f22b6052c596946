// Rows against their definition: combinations to the bit, products to float64 rounding, gram and dots to the same bits.

import { arrayRows, trace } from '@assent/autodiff'
import { describe, expect, it } from 'vitest'
import { simd } from '../src/index.js'
import { numbers } from './support.js'

const sizes = [
  [1, 1],
  [2, 3],
  [3, 8],
  [5, 257],
  [25, 1000],
  [33, 70],
] as const

function random(length: number, seed: number): Float32Array {
  return Float32Array.from({ length }, numbers(seed))
}

describe.each(sizes)('%d rows of %d values', (tasks, size) => {
  const values = random(tasks * size, 7)
  const expected = arrayRows(values, tasks)

  it('combine to the bits of their definition', async () => {
    const rows = (await simd()).rows(values, tasks)
    const coefficients = Array.from(random(tasks, 8), (value, task) => (task % 4 === 3 ? 0 : value))
    expect(await rows.combine(coefficients)).toEqual(await expected.combine(coefficients))
    expect(await rows.combine(coefficients.map(() => 0))).toEqual(new Float32Array(size))
    const last = coefficients.slice(tasks >> 1)
    expect(await rows.combine(last, tasks >> 1)).toEqual(await expected.combine(last, tasks >> 1))
  })

  it('have the products of float64', async () => {
    const rows = (await simd()).rows(values, tasks)
    const vector = random(size, 9)
    const close = (found: Float64Array, exact: Float64Array) => {
      expect(found.length).toBe(exact.length)
      for (const [i, value] of exact.entries()) expect(Math.abs((found[i] as number) - value)).toBeLessThan(1e-12 * size)
    }
    close(await rows.squaredNorms(), await expected.squaredNorms())
    close(await rows.dots(vector), await expected.dots(vector))
    close(await rows.gram(), await expected.gram())
  })

  it('have a gram matrix of the very bits of dots and norms', async () => {
    const rows = (await simd()).rows(values, tasks)
    const gram = await rows.gram()
    const norms = await rows.squaredNorms()
    for (let task = 0; task < tasks; task++) {
      expect(gram[task * tasks + task]).toBe(norms[task])
      expect(gram.slice(task * tasks, (task + 1) * tasks)).toEqual(await rows.dots(values.slice(task * size, (task + 1) * size)))
    }
  })

  it('have scores of the very bits of dots with their combination', async () => {
    const rows = (await simd()).rows(values, tasks)
    const some = Array.from(random(tasks, 8), (value, task) => (task % 4 === 3 ? 0 : value))
    for (const coefficients of [some, some.map(() => 1), some.map(() => 0)]) {
      const { scores, squaredNorms } = await rows.scores(coefficients)
      expect(scores).toEqual(await rows.dots((await rows.combine(coefficients)).slice()))
      expect(squaredNorms).toEqual(await rows.squaredNorms())
    }
  })

  it('are the rows of an output too', async () => {
    const backend = await simd()
    const program = trace({ a: { shape: [size], perTask: true } }, ({ a }) => ({ copy: a }))
    const executable = await backend.compile(program, tasks)
    executable.write('a', values)
    await executable.run()
    const coefficients = Array.from(random(tasks, 11))
    expect(await executable.rows('copy').combine(coefficients)).toEqual(await expected.combine(coefficients))
    expect(await executable.rows('copy').gram()).toEqual(await backend.rows(values, tasks).gram())
  })
})

it('says where a row is not finite, and does not read rows of coefficient 0', async () => {
  const values = Float32Array.of(1, 2, NaN, 3, Infinity, 4, 5, 6)
  const rows = (await simd()).rows(values, 4)
  expect((await rows.squaredNorms()).map((norm) => (Number.isFinite(norm) ? 1 : 0))).toEqual(Float64Array.of(1, 0, 0, 1))
  expect(await rows.combine([1, 0, 0, 2])).toEqual(Float32Array.of(11, 14))
  const { scores } = await rows.scores([1, 0, 0, 2])
  expect([scores[0], scores[3]]).toEqual([39, 139])
  expect([...scores.subarray(1, 3)].some(Number.isFinite)).toBe(false)
})

it('does not overflow where float32 would', async () => {
  const rows = (await simd()).rows(Float32Array.of(3e38, 3e38), 2)
  const square = Math.fround(3e38) ** 2
  expect(await rows.gram()).toEqual(Float64Array.of(square, square, square, square))
})
