// Answers as bytes: what is written is read, and nothing else.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blockSize, cutBlocks } from '../src/driver/blocks.js'
import { answerLength, readAnswer, writeAnswer } from '../src/protocol/answer.js'

const expected = { request: 'a'.repeat(32), precision: 'float32', numbers: 3, vector: 5 } as const
const answer = { hand: '12345678-0', numbers: Float64Array.of(1, Number.NaN, -0), vector: Float32Array.of(1, 2, -0, 4e-45, 1e38) }

describe('an answer', () => {
  it.each(['float32', 'float64'] as const)('is read as it was written, in %s', (precision) => {
    const own = { ...answer, vector: precision === 'float32' ? answer.vector : Float64Array.from(answer.vector) }
    const bytes = writeAnswer(own, { ...expected, precision })
    expect(bytes.length).toBe(answerLength({ ...expected, precision }))
    expect(readAnswer(bytes, { ...expected, precision })).toEqual(own)
  })

  it('is read from bytes that lie anywhere', () => {
    const bytes = writeAnswer(answer, expected)
    const shifted = Buffer.alloc(bytes.length + 3)
    bytes.copy(shifted, 3)
    expect(readAnswer(shifted.subarray(3), expected)).toEqual(answer)
  })

  it('is none with any bit changed', () => {
    const bytes = writeAnswer(answer, expected)
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(7), (at, bit) => {
        const changed = Buffer.from(bytes)
        changed[at] = (changed[at] ?? 0) ^ (1 << bit)
        return typeof readAnswer(changed, expected) === 'string'
      }),
    )
  })

  it('is none of any other bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => typeof readAnswer(Buffer.from(bytes), expected) === 'string'),
    )
  })

  it('is not taken for that to another request, or of another size', () => {
    const bytes = writeAnswer(answer, expected)
    expect(readAnswer(bytes, { ...expected, request: 'b'.repeat(32) })).toBe('header')
    expect(readAnswer(bytes, { ...expected, vector: 6 })).toBe('length')
    expect(readAnswer(bytes, { ...expected, numbers: 5, vector: 1 })).toBe('header')
  })
})

describe('blocks', () => {
  it.each([
    [8, 2, 4],
    [25, 2, 8],
    [32, 3, 8],
    [3, 8, 1],
    [1, 1, 1],
    [5, 0, 4],
  ])('of %d tasks for %d hands have %d tasks', (tasks, hands, size) => expect(blockSize(tasks, hands)).toBe(size))

  it('cover all tasks, the last with what is left', () => {
    expect(cutBlocks(11, 4)).toEqual([
      { first: 0, count: 4 },
      { first: 4, count: 4 },
      { first: 8, count: 3 },
    ])
  })
})
