// Sums over tasks in one fixed tree, and the linear algebra of rows by its definition.

import { describe, expect, it } from 'vitest'
import { arrayRows, leftSize, treeSum } from '../src/index.js'

const shape = (count: number) => treeSum(count, String, (left, right) => `(${left}${right})`)

describe('the tree of a sum', () => {
  it('splits at the largest power of two below its size', () => {
    expect([2, 3, 4, 5, 8, 9, 25].map(leftSize)).toEqual([1, 2, 2, 4, 4, 8, 16])
    expect(shape(1)).toBe('0')
    expect(shape(5)).toBe('(((01)(23))4)')
    expect(shape(7)).toBe('(((01)(23))((45)6))')
  })

  it('has no tree over nothing', () => {
    expect(() => shape(0)).toThrow('[treeSum] expected at least one value to add up; found 0; leave out what has no tasks')
  })

  it('can be cut at its nodes without changing a bit', () => {
    const values = Float32Array.from({ length: 13 }, (_, i) => Math.fround(Math.sin(i) * 10 ** (i % 5)))
    const add = (left: number, right: number) => Math.fround(left + right)
    const sum = (from: number, count: number): number => treeSum(count, (i) => values[from + i] as number, add)
    expect(Object.is(add(sum(0, 8), add(sum(8, 4), sum(12, 1))), sum(0, 13))).toBe(true)
  })
})

describe('rows of an array', () => {
  const rows = arrayRows(Float32Array.of(1, 2, 3, 4, 5, 6), 3)

  it('multiply', async () => {
    expect(Array.from(await rows.squaredNorms())).toEqual([5, 25, 61])
    expect(Array.from(await rows.dots(Float32Array.of(1, -1)))).toEqual([-1, -1, -1])
    expect(Array.from(await rows.gram())).toEqual([5, 11, 17, 11, 25, 39, 17, 39, 61])
  })

  it('have scores by a combination, and norms beside them', async () => {
    const { scores, squaredNorms } = await rows.scores([1, 1, 1])
    expect(Array.from(scores)).toEqual([33, 75, 117])
    expect(Array.from(squaredNorms)).toEqual([5, 25, 61])
    expect(Array.from((await rows.scores([2, 0, -1])).scores)).toEqual([-7, -17, -27])
  })

  it('combine, over all or from one row on', async () => {
    expect(Array.from(await rows.combine([1, 0.5, -1]))).toEqual([-2.5, -2])
    expect(Array.from(await rows.combine([2, 1], 1))).toEqual([11, 14])
    expect(Array.from(await rows.combine([0, 0, 0]))).toEqual([0, 0])
  })

  it('are not read where their coefficient is 0', async () => {
    const spoiled = arrayRows(Float32Array.of(1, 2, Number.NaN, Number.POSITIVE_INFINITY), 2)
    expect(Array.from(await spoiled.combine([3, 0]))).toEqual([3, 6])
  })

  it('keep sums in float64, whatever the rows are', async () => {
    // In float32, 1e8 + 1 is 1e8 again.
    const large = arrayRows(Float32Array.of(1e8, 1, -1e8), 1)
    expect(Array.from(await large.dots(Float32Array.of(1, 1, 1)))).toEqual([1])
    const tiny = arrayRows(Float32Array.of(1e-30, 1e-30), 2)
    expect((await tiny.gram())[1]).toBeGreaterThan(0)
  })

  it('combine in their own precision, along the tree', async () => {
    const values = Float32Array.from({ length: 5 }, (_, i) => Math.sin(i + 1) * 10 ** i)
    const round = Math.fround
    const [a, b, c, d, e] = Array.from(values, (value) => round(value * round(1 / 3))) as [number, number, number, number, number]
    const expected = round(round(round(a + b) + round(c + d)) + e)
    expect(Array.from(await arrayRows(values, 5).combine(new Array(5).fill(1 / 3)))).toEqual([expected])
  })

  it('leave the array as it is', async () => {
    const values = Float64Array.of(1, 2, 3, 4)
    const own = arrayRows(values, 2)
    for (const part of [await own.combine([1, 1]), await own.combine([1], 1)]) part.fill(9)
    expect(Array.from(values)).toEqual([1, 2, 3, 4])
  })
})
