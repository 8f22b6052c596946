// The fourth stage: values that live at the same time never share memory, and the tightest gap is taken.

import { expect, it } from 'vitest'
import { placeValues } from '../src/plan/placement.js'
import { numbers } from './support.js'

const inner = (length: number) => ({ shape: [length], perTask: true, kind: 'inner' }) as const
const bytesOf = (length: number, tasks: number) => Math.ceil((4 * length * tasks) / 64) * 64

it('keeps values apart that live at the same time', () => {
  for (let seed = 1; seed <= 30; seed++) {
    const next = numbers(seed)
    const below = (count: number) => Math.floor(((next() + 1) / 2) * count)
    const tasks = 1 + below(4)
    const values = Array.from({ length: 40 }, () => inner(1 + below(60)))
    const lives = new Map(
      values.map((_, value) => {
        const from = below(20)
        return [value, { from, until: from + below(20 - from) }] as const
      }),
    )
    const { offsets, bytes } = placeValues(lives, values, 20, tasks)
    const places = [...lives].map(([value, { from, until }]) => {
      const offset = offsets.get(value) ?? Number.NaN
      return { value, from, until, offset, end: offset + bytesOf(values[value]?.shape[0] ?? 0, tasks) }
    })
    for (const one of places) {
      expect(one.end).toBeLessThanOrEqual(bytes)
      const clashes = places.filter(
        (other) =>
          other.value !== one.value &&
          other.from <= one.until &&
          one.from <= other.until &&
          other.offset < one.end &&
          one.offset < other.end,
      )
      expect(clashes).toEqual([])
    }
  }
})

it('takes the tightest gap, and the memory of an operand that is read no more', () => {
  const values = [inner(64), inner(16), inner(32), inner(16), inner(16)]
  const lives = new Map([
    [0, { from: 0, until: 0 }],
    [1, { from: 0, until: 2 }],
    [2, { from: 0, until: 0 }],
    [3, { from: 1, until: 2 }],
    [4, { from: 2, until: 2 }],
  ])
  const offsets = (takeovers?: (value: number) => readonly number[]) => placeValues(lives, values, 3, 1, takeovers).offsets
  // 256 bytes, 64, 128; then 64 into the gap of 128, not into that of 256.
  expect([0, 1, 2, 3].map((value) => offsets().get(value))).toEqual([0, 256, 320, 320])
  expect(offsets().get(4)).toBe(384)
  expect(offsets((value) => (value === 4 ? [3] : [])).get(4)).toBe(320)
})
