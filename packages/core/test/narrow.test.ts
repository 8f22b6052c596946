// Numbers of two bytes and of one, beside those that the format's own arithmetic gives.

import { expect, it } from 'vitest'
import { narrow } from '../src/checkpoint/dtype.js'
import { decodeSafetensors, encodeSafetensors } from '../src/checkpoint/safetensors.js'

const bitsOf = (value: number) => {
  const bytes = narrow('x', 'F16', Float64Array.of(value))
  return Number(bytes[0]) + 256 * Number(bytes[1])
}

// IEEE 754-2019, binary16: sign, five bits of exponent with bias 15, ten of fraction.
it.each([
  [0, 0x0000],
  [-0, 0x8000],
  [1, 0x3c00],
  [-2, 0xc000],
  [65_504, 0x7bff],
  [2 ** -14, 0x0400],
  [2 ** -24, 0x0001],
  [2 ** -25, 0x0000], // halfway between 0 and the least: to even
  [3 * 2 ** -25, 0x0002], // halfway between 1 and 2 of the least: to even
  [1 / 3, 0x3555],
  [1 + 2 ** -11, 0x3c00], // halfway: to even
  [1 + 3 * 2 ** -11, 0x3c02],
  [2 - 2 ** -12, 0x4000], // carries into the exponent
  [1023.75 * 2 ** -24, 0x0400], // from the subnormals into the normals
])('%d as a half', (value, bits) => {
  expect(bitsOf(value)).toBe(bits)
})

it('every half comes back as it was', () => {
  const halves = Array.from({ length: 0x7c00 }, (_, bits) => bits).flatMap((bits) => [bits, bits | 0x8000])
  const bytes = new Uint8Array(Uint16Array.from(halves).buffer)
  const header = JSON.stringify({ x: { dtype: 'F16', shape: [halves.length], data_offsets: [0, bytes.length] } }).padEnd(96)
  const file = Uint8Array.from([...new Uint8Array(BigUint64Array.of(96n).buffer), ...new TextEncoder().encode(header), ...bytes])
  const { x } = decodeSafetensors('file', file).tensors
  expect(narrow('x', 'F16', x?.values ?? new Float32Array())).toEqual(bytes)
})

it('what is beyond the range is refused', () => {
  expect(() => narrow('w', 'F16', Float32Array.of(65_520))).toThrow(
    /\[w\] expected values within ±65504, as F16 has; found 65520/,
  )
  expect(() => narrow('w', 'I8', Float32Array.of(128))).toThrow(/±127/)
  expect(() => narrow('w', 'I8', Float32Array.of(Number.NaN))).toThrow(/±127/)
})

it('whole numbers of one byte are written and read', () => {
  const values = Float32Array.of(-127, -1, 0, 1, 126.5, 127)
  const { tensors } = decodeSafetensors(
    'file',
    encodeSafetensors({ metadata: {}, tensors: { x: { shape: [6], values, dtype: 'I8' } } }),
  )
  expect([...(tensors.x?.values ?? [])]).toEqual([-127, -1, 0, 1, 126, 127])
})
