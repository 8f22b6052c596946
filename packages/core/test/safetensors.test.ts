// The safetensors format: read by its published rules, whoever wrote the file.

import { describe, expect, it } from 'vitest'
import { decodeSafetensors, encodeSafetensors } from '../src/checkpoint/safetensors.js'

/** A file of this header and these bytes of values. */
function file(header: string, values: Uint8Array | number = 0): Uint8Array {
  const [text, data] = [new TextEncoder().encode(header), typeof values === 'number' ? new Uint8Array(values) : values]
  const bytes = new Uint8Array(8 + text.length + data.length)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true)
  bytes.set(text, 8)
  bytes.set(data, 8 + text.length)
  return bytes
}

const entry = (dtype: string, shape: readonly number[], begin: number, end: number) =>
  JSON.stringify({ dtype, shape, data_offsets: [begin, end] })

const decode = (bytes: Uint8Array) => decodeSafetensors('file', bytes)

describe('a safetensors file', () => {
  it('is read as others write it: any order of entries, spaces after the header, empty and scalar tensors', () => {
    const values = Uint8Array.from([0, 0, 128, 63, 0, 0, 0, 64])
    const header = `{"b":${entry('F32', [1], 4, 8)},"none":${entry('F32', [3, 0], 4, 4)},"a":${entry('F32', [], 0, 4)}}   `
    const { tensors, metadata } = decode(file(header, values))
    expect(Object.entries(tensors).map(([name, { shape, values }]) => [name, shape, [...values]])).toEqual([
      ['b', [1], [2]],
      ['none', [3, 0], []],
      ['a', [], [1]],
    ])
    expect(metadata).toEqual({})
  })

  it('may start anywhere in a buffer, and has names and texts in UTF-8', () => {
    const bytes = file(
      `{"__metadata__":{"größe":"μ"},"θ":${entry('F64', [1], 0, 8)}}`,
      Uint8Array.from([0, 0, 0, 0, 0, 0, 240, 63]),
    )
    for (let shift = 0; shift < 8; shift++) {
      const pool = Buffer.alloc(bytes.length + 16)
      pool.set(bytes, shift)
      const { metadata, tensors } = decode(pool.subarray(shift, shift + bytes.length))
      expect({ ...metadata }).toEqual({ größe: 'μ' })
      expect(tensors.θ).toEqual({ shape: [1], values: Float64Array.of(1) })
    }
  })

  // IEEE 754 binary16 and bfloat16 by hand: 0x3c00 and 0x3f80 are 1, 0x0001 is 2⁻²⁴, 0x7bff is 65504, 0x8400 is −2⁻¹⁴.
  it.each([
    [
      'F16',
      [0x00, 0x3c, 0x01, 0x00, 0xff, 0x7b, 0x00, 0x84, 0x00, 0xfc],
      Float32Array.of(1, 2 ** -24, 65504, -(2 ** -14), Number.NEGATIVE_INFINITY),
    ],
    ['BF16', [0x80, 0x3f, 0x49, 0x40, 0x80, 0xff], Float32Array.of(1, 3.140625, Number.NEGATIVE_INFINITY)],
    ['I8', [0xff, 0x7f], Float32Array.of(-1, 127)],
    ['U8', [0xff, 0x7f], Float32Array.of(255, 127)],
    ['I16', [0xfe, 0xff], Float32Array.of(-2)],
    ['U16', [0xfe, 0xff], Float32Array.of(65534)],
    ['I32', [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f], Float64Array.of(-1, 2147483647)],
    ['U32', [0xff, 0xff, 0xff, 0xff], Float64Array.of(4294967295)],
    ['I64', [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], Float64Array.of(-1)],
    ['U64', [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x1f, 0x00], Float64Array.of(Number.MAX_SAFE_INTEGER)],
    ['BOOL', [0, 1, 1], Float32Array.of(0, 1, 1)],
  ] as const)('has its %s as floating-point numbers, exactly', (dtype, bytes, values) => {
    const header = `{"w":${entry(dtype, [values.length], 0, bytes.length)}}`
    expect(decode(file(header, Uint8Array.from(bytes))).tensors.w).toEqual({ shape: [values.length], values })
  })

  it.each([
    [
      'whole numbers that floating-point numbers lack',
      'I64',
      [1, 0, 0, 0, 0, 0, 32, 0],
      'expected whole numbers within ±2⁵³ in w',
    ],
    ['truth values that are neither', 'BOOL', [2], 'expected bytes 0 and 1 in w, which is BOOL; found 2'],
    ['types that are not read', 'F8_E4M3', [1], 'found F8_E4M3 for w; convert the tensor'],
  ])('is refused with %s', (_, dtype, bytes, message) => {
    expect(() => decode(file(`{"w":${entry(dtype, [1], 0, bytes.length)}}`, Uint8Array.from(bytes)))).toThrow(message)
  })

  it.each([
    [
      'a gap',
      `{"a":${entry('F32', [1], 0, 4)},"b":${entry('F32', [1], 8, 12)}}`,
      12,
      'expected b at byte 4, where the tensor before it ends; found 8',
    ],
    ['an overlap', `{"a":${entry('F32', [2], 0, 8)},"b":${entry('F32', [2], 4, 12)}}`, 12, 'expected b at byte 8, where'],
    ['two tensors in one place', `{"a":${entry('F32', [1], 0, 4)},"b":${entry('F32', [1], 0, 4)}}`, 4, 'expected b at byte 4'],
    ['bytes before the first', `{"a":${entry('F32', [1], 4, 8)}}`, 8, 'expected a at byte 0'],
    ['bytes that belong to none', `{"a":${entry('F32', [1], 0, 4)}}`, 8, 'expected 4 bytes of values; found 8'],
    ['too few bytes', `{"a":${entry('F32', [2], 0, 8)}}`, 4, 'expected 8 bytes of values; found 4'],
    ['another size than its shape has', `{"a":${entry('F32', [3], 0, 8)}}`, 8, 'expected 12 bytes for a; found 8'],
    [
      'a shape beyond all numbers',
      `{"a":${entry('F32', [2 ** 40, 2 ** 40], 0, 8)}}`,
      8,
      'expected a shape of at most 2⁵³ bytes for a',
    ],
    ['negative sizes', `{"a":${entry('F32', [-1, -1], 0, 4)}}`, 4, 'expected a dtype, a shape and two data_offsets; found'],
    ['broken sizes', `{"a":${entry('F32', [0.5, 2], 0, 4)}}`, 4, 'expected a dtype, a shape and two data_offsets; found'],
    [
      'three offsets',
      '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,4]}}',
      4,
      'expected a dtype, a shape and two data_offsets',
    ],
    [
      'other members',
      '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}}',
      4,
      'expected a dtype, a shape and two data_offsets',
    ],
    [
      'a name twice',
      `{"a":${entry('F32', [0], 0, 0)},"a":${entry('F32', [1], 0, 4)}}`,
      4,
      'expected JSON with every key once; found "a" twice',
    ],
    [
      'a name that would change prototypes',
      `{"__proto__":${entry('F32', [1], 0, 4)}}`,
      4,
      'expected JSON without a key __proto__',
    ],
    ['metadata that is no text', '{"__metadata__":{"step":3}}', 0, 'expected texts in __metadata__; found 3 as step'],
    ['a list as metadata', '{"__metadata__":[]}', 0, 'expected texts in __metadata__; found []'],
    ['a byte-order mark', '\ufeff{}', 0, 'found a header that is no JSON object'],
    ['nested lists', `{"a":${'['.repeat(100_000)}`, 0, 'expected JSON of at most 3 levels'],
  ])('is refused with %s', (_, header, size, message) => {
    expect(() => decode(file(header, size))).toThrow(message)
    expect(() => decode(file(header, size))).toThrow(expect.objectContaining({ name: 'AssentError', kind: 'damaged' }))
  })

  it('is refused with a header that is not UTF-8', () => {
    const bytes = file('{"__metadata__":{"a":"b"}}')
    bytes[8 + 19] = 0xff
    expect(() => decode(bytes)).toThrow('found a header that is no JSON object')
  })

  it('is refused by the size of its header before that is looked at', () => {
    const bytes = new Uint8Array(2000)
    new DataView(bytes.buffer).setBigUint64(0, 1500n, true)
    expect(() => decodeSafetensors('file', bytes, { header: 1000 })).toThrow(
      'expected a header of at most 1000 bytes; found 1500',
    )
    new DataView(bytes.buffer).setBigUint64(0, 2n ** 63n, true)
    expect(() => decode(bytes)).toThrow('found a header of 9223372036854775808 bytes in a file of 2000')
  })

  it('has records without a prototype, so that no name means what it should not', () => {
    const { tensors, metadata } = decode(file(`{"__metadata__":{},"w":${entry('F32', [0], 0, 0)}}`))
    for (const record of [tensors, metadata]) expect('constructor' in record).toBe(false)
  })

  it('with 20,000 overlapping entries costs no memory', () => {
    const entries = Array.from({ length: 20_000 }, (_, i) => `"t${i}":${entry('F32', [250_000], 0, 1_000_000)}`)
    const bytes = file(`{${entries.join()}}`, 1_000_000)
    const before = process.memoryUsage().rss
    expect(() => decode(bytes)).toThrow('expected t1 at byte 1000000, where the tensor before it ends; found 0')
    expect(process.memoryUsage().rss - before).toBeLessThan(2 * bytes.length + (64 << 20))
  })

  it('may have 20,000 tensors, and not 40,000, which would take far more memory than the file', () => {
    const of = (count: number) => {
      const entries = Array.from({ length: count }, (_, i) => `"t${i}":${entry('F32', [1], 4 * i, 4 * i + 4)}`)
      return file(`{${entries.join()}}`, 4 * count)
    }
    expect(Object.keys(decode(of(20_000)).tensors).length).toBe(20_000)
    expect(() => decode(of(40_000))).toThrow('[file, header] expected JSON of at most 200000 values; found more')
  })

  it('is written as it always was', () => {
    const bytes = encodeSafetensors({
      metadata: { format: 'ü' },
      tensors: { w: { shape: [1, 2], values: Float32Array.of(1, -2) }, e: { shape: [0], values: new Float64Array(0) } },
    })
    const header =
      '{"__metadata__":{"format":"\\u00fc"},"w":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},"e":{"dtype":"F64","shape":[0],"data_offsets":[8,8]}}'
    expect(bytes).toEqual(file(header.padEnd(Math.ceil(header.length / 8) * 8), Uint8Array.from([0, 0, 128, 63, 0, 0, 0, 192])))
    expect(decode(bytes).tensors).toEqual({
      w: { shape: [1, 2], values: Float32Array.of(1, -2) },
      e: { shape: [0], values: new Float64Array(0) },
    })
  })
})
