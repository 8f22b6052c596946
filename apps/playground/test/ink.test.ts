// Strokes become pixels as the data set's did.

import { describe, expect, it } from 'vitest'
import { simplify, toDrawing } from '../src/ink.js'

/** A row or column of a drawing, to two digits. */
const rowOf = (drawing: Float32Array, y: number) =>
  Array.from(drawing.subarray(28 * y, 28 * (y + 1)), (ink) => Math.round(100 * ink) / 100)

describe('toDrawing', () => {
  it('has nothing of nothing', () => {
    expect(toDrawing([])).toBeUndefined()
  })

  it('moves a drawing to the upper left and fills the square', () => {
    const drawing = toDrawing([
      [
        { x: 110, y: 50 },
        { x: 110, y: 80 },
      ],
    ])
    const column = Array.from({ length: 28 }, (_, y) => drawing?.[28 * y])
    expect(column).toEqual(new Array(28).fill(1))
    expect(drawing?.reduce((sum, ink) => sum + ink, 0)).toBe(28)
  })

  it('shares the ink of a slanted line between two pixels', () => {
    // From (0, 0) to (27, 9): at x = 1 the line is at 1/3, at x = 2 at 2/3, at x = 3 on a pixel.
    const drawing = toDrawing([
      [
        { x: 0, y: 0 },
        { x: 270, y: 90 },
      ],
    ])
    expect(rowOf(drawing!, 0).slice(0, 4)).toEqual([1, 0.67, 0.33, 0])
    expect(rowOf(drawing!, 1).slice(0, 5)).toEqual([0, 0.33, 0.67, 1, 0.67])
  })

  it('draws a single point', () => {
    expect(toDrawing([[{ x: 7, y: 9 }]])?.reduce((sum, ink) => sum + ink, 0)).toBe(1)
  })
})

describe('simplify', () => {
  it('keeps corners and leaves out what lies between', () => {
    const stroke = [0, 1, 2, 3, 4].map((x) => ({ x, y: 0.1 * (x % 2) })).concat([{ x: 4, y: 4 }])
    expect(simplify(stroke, 2)).toEqual([
      { x: 0, y: 0 },
      { x: 4, y: 0 },
      { x: 4, y: 4 },
    ])
  })
})
