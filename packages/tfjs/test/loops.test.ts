// The loops against their definitions, value by value.

import { describe, expect, it } from 'vitest'
import { gateLoop } from '../src/loops/gate.js'
import { createMax } from '../src/loops/max.js'
import { createMove, isStraight } from '../src/loops/move.js'
import { createPick, createPlace, createPoolIndex } from '../src/loops/pool.js'
import { createSum } from '../src/loops/sum.js'
import { hostileValues, randomValues, specialValues } from './random.js'

/** Every combination of places along axes of these lengths. */
function places(lengths: readonly number[]): number[][] {
  return lengths.reduce<number[][]>(
    (all, length) => all.flatMap((place) => Array.from({ length }, (_, at) => [...place, at])),
    [[]],
  )
}

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, i) => sum + value * (b[i] as number), 0)

/** The second input of loops that have one. */
const nothing = new Float32Array(0)

describe('a move', () => {
  it.each([
    ['nothing but one value', [], [], [], 0, 0],
    ['a copy', [6, 7], [7, 1], [7, 1], 0, 0],
    ['a long copy', [3, 500], [500, 1], [500, 1], 0, 0],
    ['long rows out of longer ones', [3, 300], [500, 1], [300, 1], 7, 0],
    ['a transposed matrix', [70, 50], [1, 70], [50, 1], 0, 0],
    ['a transposed batch', [3, 35, 4], [140, 1, 35], [140, 4, 1], 0, 0],
    ['four axes turned', [2, 5, 3, 4], [4, 24, 8, 1], [60, 12, 4, 1], 0, 0],
    ['a repeated row', [40, 9], [0, 1], [9, 1], 0, 0],
    ['a repeated column', [9, 40], [1, 0], [40, 1], 0, 0],
    ['one value everywhere', [5, 8], [0, 0], [8, 1], 3, 0],
    ['a block into its place', [2, 3], [3, 1], [10, 1], 0, 12],
    ['rows and columns backwards', [4, 6], [-6, -1], [6, 1], 23, 0],
    ['values spread apart', [3, 4, 2], [8, 2, 1], [40, 4, 1], 0, 5],
    ['every other value', [3, 4], [16, 2], [4, 1], 1, 0],
  ] as const)('does %s', (_, lengths, from, to, start, end) => {
    const source = randomValues(4000)
    const found = new Float32Array(4000)
    const expected = new Float32Array(4000)
    for (const place of places(lengths)) expected[end + dot(place, to)] = source[start + dot(place, from)] as number
    const axes = lengths.map((length, axis) => ({ length, from: from[axis] as number, to: to[axis] as number }))
    createMove({ axes, from: start, to: end })(source, found)
    expect(found).toEqual(expected)
  })

  it('knows a plain copy', () => {
    const straight = [
      { length: 3, from: 8, to: 8 },
      { length: 1, from: 99, to: 0 },
      { length: 8, from: 1, to: 1 },
    ]
    expect(isStraight({ axes: straight, from: 0, to: 0 })).toBe(true)
    expect(isStraight({ axes: straight, from: 1, to: 0 })).toBe(false)
    expect(isStraight({ axes: straight, from: 0, to: 1 })).toBe(false)
    expect(isStraight({ axes: [{ length: 3, from: 8, to: 9 }, ...straight.slice(1)], from: 0, to: 0 })).toBe(false)
    expect(isStraight({ axes: [{ length: 2, from: 0, to: 1 }], from: 0, to: 0 })).toBe(false)
    expect(isStraight({ axes: [], from: 0, to: 0 })).toBe(true)
  })
})

describe('a sum', () => {
  const shapes = [[], [7], [5, 6], [3, 1, 9], [2, 3, 4, 5], [13, 4]]
  const cases = shapes.flatMap((shape) =>
    Array.from({ length: 2 ** shape.length }, (_, bits) => ({
      shape,
      axes: shape.map((__, axis) => axis).filter((axis) => (bits >> axis) & 1),
    })),
  )
  it.each(cases)('of $shape over $axes', ({ shape, axes }) => {
    const values = randomValues(shape.reduce((product, length) => product * length, 1))
    const kept = shape.filter((_, axis) => !axes.includes(axis))
    const totals = new Map(places(kept).map((place) => [place.join(), 0]))
    for (const [at, place] of places(shape).entries()) {
      const key = place.filter((_, axis) => !axes.includes(axis)).join()
      totals.set(key, (totals.get(key) as number) + (values[at] as number))
    }
    const found = new Float32Array(totals.size)
    const sum = createSum(shape, axes)
    sum([values, nothing], found)
    sum([values, nothing], found)
    for (const [i, total] of [...totals.values()].entries()) expect(found[i]).toBeCloseTo(total, 6)
  })

  it('does not lose small values beside large ones', () => {
    const values = new Float32Array(1001).fill(2 ** -20)
    values[0] = 2 ** 10
    const found = new Float32Array(1)
    createSum([1001], [0])([values, nothing], found)
    expect(found[0]).toBe(Math.fround(2 ** 10 + 1000 * 2 ** -20))
  })

  it('keeps NaN and infinities', () => {
    const found = new Float32Array(4)
    createSum([3, 4], [0])([Float32Array.of(1, NaN, 1, 2, 1, 1, Infinity, Infinity, 1, 1, 1, -Infinity), nothing], found)
    expect(found).toEqual(Float32Array.of(3, NaN, Infinity, NaN))
  })
})

describe('the gate', () => {
  it('lets pass what is above 0 or NaN, whatever the bits', () => {
    const count = specialValues.length ** 2
    const values = Float32Array.from({ length: count }, (_, i) => specialValues[i % specialValues.length] as number)
    const by = new Float32Array(count)
    const bits = new Uint32Array(by.buffer)
    for (let i = 0; i < count; i++) {
      bits[i] = new Uint32Array(specialValues.buffer)[Math.floor(i / specialValues.length)] as number
    }
    const found = new Float32Array(count)
    gateLoop([values, by], found)
    expect(found).toEqual(values.map((value, i) => ((by[i] as number) <= 0 ? 0 : value)))
  })
})

describe('the largest of a row', () => {
  it('is NaN where the row holds one', () => {
    const found = new Float32Array(5)
    const rows = [1, 3, 2, NaN, 1, 2, -Infinity, -Infinity, -Infinity, -5, -4, Infinity, -1, -2, NaN]
    createMax(3)([Float32Array.from(rows), nothing], found)
    expect(found).toEqual(Float32Array.of(3, NaN, -Infinity, Infinity, NaN))
  })
})

describe.each([
  [
    [2, 2],
    [2, 2],
    [2, 6, 8, 5],
  ],
  [
    [2, 2],
    [2, 2],
    [1, 5, 7, 3],
  ],
  [
    [3, 3],
    [1, 1],
    [2, 5, 5, 2],
  ],
  [
    [3, 3],
    [2, 2],
    [1, 7, 8, 33],
  ],
  [
    [1, 1],
    [1, 1],
    [1, 3, 3, 1],
  ],
  [
    [1, 3],
    [1, 2],
    [2, 4, 9, 3],
  ],
  [
    [3, 2],
    [1, 3],
    [1, 5, 8, 4],
  ],
] as const)('pooling %j at strides %j of %j', (sizes, strides, images) => {
  const [batch, height, width, channels] = images
  const [[tall, wide], [down, across]] = [sizes, strides]
  const [rows, columns] = [Math.floor((height - tall) / down) + 1, Math.floor((width - wide) / across) + 1]
  const windows = [batch, rows, columns, channels] as const
  const layout = { images, windows, sizes, strides }
  const count = batch * height * width * channels
  const corner = ([n, row, column, channel]: number[], position: number) =>
    (((n as number) * height + (row as number) * down + Math.floor(position / wide)) * width +
      (column as number) * across +
      (position % wide)) *
      channels +
    (channel as number)

  it.each([1, 2, 3])('finds the first largest value, and NaN above all', (seed) => {
    // Few different values, so that there are ties.
    const values = hostileValues(count, seed)
    for (const [i, value] of values.entries()) if (Math.abs(value) < 1) values[i] = Math.round(value * 2) / 2
    const expected = places(windows).map((window) => {
      const own = Array.from({ length: tall * wide }, (_, position) => values[corner(window, position)] as number)
      const nan = own.findIndex(Number.isNaN)
      return nan < 0 ? own.findIndex((value) => own.every((other) => value >= other)) : nan
    })
    const index = new Float32Array(expected.length)
    createPoolIndex(layout)([values, nothing], index)
    expect(Array.from(index)).toEqual(expected)
  })

  it('picks and places by position', () => {
    const values = hostileValues(count)
    const positions = randomValues(
      windows.reduce((product, length) => product * length, 1),
      7,
    ).map((value) => Math.floor(((value + 1) / 2) * tall * wide))
    const picked = new Float32Array(positions.length).fill(99)
    createPick(layout)([values, positions], picked)
    const at = places(windows).map((window, i) => corner(window, positions[i] as number))
    expect(picked).toEqual(Float32Array.from(at, (place) => values[place] as number))

    const gradient = randomValues(positions.length, 8)
    const placed = new Float32Array(count).fill(99)
    createPlace(layout)([gradient, positions], placed)
    const expected = new Float32Array(count)
    for (const [i, place] of at.entries()) expected[place] = (expected[place] as number) + (gradient[i] as number)
    expect(placed).toEqual(expected)
  })
})
