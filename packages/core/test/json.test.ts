// JSON from outside: read as JSON.parse reads it, within bounds, or refused with one message.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJsonBounded } from '../src/tools.js'

const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)

describe('bounded JSON', () => {
  it('reads whatever JSON.stringify writes', () => {
    const values = fc.jsonValue({ maxDepth: 8 }).filter((value) => !JSON.stringify(value).includes('__proto__'))
    fc.assert(
      fc.property(values, (value) => {
        const text = JSON.stringify(value, null, 1)
        expect(parseJsonBounded('file', text)).toEqual(JSON.parse(text))
      }),
      { seed: 1, numRuns: 300 },
    )
  })

  it('refuses what JSON.parse refuses, and nothing else raises', () => {
    const texts = fc.array(fc.constantFrom('{', '}', '[', ']', ',', ':', '"', '\\', 'a', '1', ' ', '"a"', 'null'), {
      maxLength: 12,
    })
    fc.assert(
      fc.property(texts, (parts) => {
        const text = parts.join('')
        const accepted = (read: () => unknown) => {
          try {
            return [read()]
          } catch (error) {
            return (error as Error).name
          }
        }
        const [plain, bounded] = [accepted(() => JSON.parse(text)), accepted(() => parseJsonBounded('file', text))]
        if (typeof bounded === 'string') expect(bounded).toBe('AssentError')
        else expect(bounded).toEqual(plain)
        if (plain === 'SyntaxError') expect(bounded).toBe('AssentError')
      }),
      { seed: 1, numRuns: 20_000 },
    )
  })

  it('leaves out a byte-order mark', () => {
    expect(parseJsonBounded('file', '\ufeff{"a":1}')).toEqual({ a: 1 })
  })

  it.each([
    ['{"a":1,"b":{"a":1},"a":2}', '[file] expected JSON with every key once; found "a" twice; correct the file, or use another'],
    ['{"a":1,"\\u0061":2}', 'found "a" twice'],
    ['[{"x,\\"":1,"x,\\"":2}]', 'found "x,\\"" twice'],
    ['{"__proto__":{"polluted":1}}', 'expected JSON without a key __proto__; found one'],
    ['{"\\u005f_proto__":1}', 'expected JSON without a key __proto__; found one'],
    ['{"a":', 'expected JSON; found '],
    ['', 'expected JSON; found '],
    ['"open', 'expected JSON; found '],
    ['{"bad\\x":1}', 'expected JSON; found '],
  ])('refuses %s', (text, message) => {
    expect(() => parseJsonBounded('file', text)).toThrow(message)
  })

  it('is not deeper, larger or fuller than asked for', () => {
    expect(parseJsonBounded('file', nested(64))).toEqual(JSON.parse(nested(64)))
    expect(() => parseJsonBounded('file', nested(65))).toThrow('expected JSON of at most 64 levels; found more')
    expect(() => parseJsonBounded('file', '['.repeat(1_000_000))).toThrow('expected JSON of at most 64 levels; found more')
    expect(() => parseJsonBounded('file', '[1,2]', { length: 4 })).toThrow('expected JSON of at most 4 characters; found 5')
    expect(parseJsonBounded('file', '[1,2]', { values: 2 })).toEqual([1, 2])
    expect(() => parseJsonBounded('file', '[1,2,3]', { values: 2 })).toThrow('expected JSON of at most 2 values; found more')
    expect(() => parseJsonBounded('file', `[${'{},'.repeat(1_000_000)}1]`)).toThrow('at most 1000000 values')
  })

  it('may have brackets and keys within its texts', () => {
    const value = { '{"a":1,"a":2}': '[[[[', b: ['}"', '\\', '__proto__'] }
    expect(parseJsonBounded('file', JSON.stringify(value), { depth: 2 })).toEqual(value)
  })

  it('says that a file of our own is damaged', () => {
    expect(() => parseJsonBounded('file', '{', {}, 'damaged')).toThrow(expect.objectContaining({ kind: 'damaged' }))
    expect(() => parseJsonBounded('file', '{')).toThrow(expect.objectContaining({ kind: 'refused' }))
  })
})
