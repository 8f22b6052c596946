// The third stage: bytes of instructions, and bodies that compute what they should when they stand alone.

import { beforeAll, expect, it } from 'vitest'
import { chunkBody, nestBody } from '../src/emit/loop.js'
import { productBody } from '../src/emit/product.js'
import { type Body, bodyModule, i32, imported } from '../src/emit/wasm.js'

// Known to every host.
declare const WebAssembly: {
  Memory: new (limits: { initial: number }) => { readonly buffer: ArrayBuffer }
  instantiate(
    bytes: Uint8Array,
    imports: object,
  ): Promise<{ instance: { exports: { [name: string]: (...args: number[]) => void } } }>
}

let values: Float32Array
let call: (body: Body, count: number, pointers: readonly number[]) => Promise<void>

/** A memory whose first words are the table of addresses. Functions of the kernels are imported, but not called here. */
beforeAll(() => {
  const memory = new WebAssembly.Memory({ initial: 1 })
  const kernels = { memory, ...Object.fromEntries(imported.map((name) => [name, () => expect.unreachable()])) }
  values = new Float32Array(memory.buffer)
  call = async (body, count, pointers) => {
    const { instance } = await WebAssembly.instantiate(bodyModule([body]), { k: kernels })
    new Int32Array(memory.buffer).set(pointers.map((pointer) => 4 * pointer))
    instance.exports[0]?.(count, 0)
  }
})

it('writes numbers in LEB128, as its specification does', () => {
  expect(i32.load(624485)).toEqual([0x28, 2, 0xe5, 0x8e, 0x26])
  expect(i32.const(-123456)).toEqual([0x41, 0xc0, 0xbb, 0x78])
  expect([i32.const(63), i32.const(64), i32.const(-64), i32.const(-65)]).toEqual([
    [0x41, 0x3f],
    [0x41, 0xc0, 0x00],
    [0x41, 0x40],
    [0x41, 0xbf, 0x7f],
  ])
})

it('goes through chunks whose last values fill no vector, and keeps what lies beyond out of sums', async () => {
  const body = chunkBody({
    inputs: [
      { register: 0, point: false },
      { register: 1, point: true },
    ],
    steps: [{ operation: 'mul', operands: [0, 1] }],
    stores: [{ value: 2, register: 2 }],
    sums: [{ value: 2, register: 3 }],
  })
  values.fill(0)
  values.set([1, 2, 3, 4, 5, 6, 7, 100, 100], 64)
  values.set([10], 128)
  values.fill(1, 256, 264)
  await call(body, 7, [64, 128, 192, 256])
  expect(Array.from(values.subarray(192, 199))).toEqual([10, 20, 30, 40, 50, 60, 70])
  // The eighth value, 100, would have made the last 1001.
  expect(Array.from(values.subarray(256, 264))).toEqual([11, 21, 31, 41, 51, 61, 71, 1])
})

it('goes through all axes of a nest with strides of their own', async () => {
  const body = nestBody(
    {
      inputs: [
        { register: 0, point: false },
        { register: 1, point: true },
      ],
      steps: [{ operation: 'add', operands: [0, 1] }],
      stores: [{ value: 2, register: 2 }],
      sums: [],
    },
    {
      axes: [
        { length: 2, strides: [8, 1, 4] },
        { length: 4, strides: [1, 0, 1] },
      ],
      clears: [],
    },
  )
  values.fill(0)
  values.set([1, 2, 3, 4, 0, 0, 0, 0, 5, 6, 7, 8], 64)
  values.set([10, 20], 128)
  await call(body, 0, [64, 128, 192])
  expect(Array.from(values.subarray(192, 200))).toEqual([11, 12, 13, 14, 25, 26, 27, 28])
})

it.each([false, true])('multiplies matrices of whole numbers exactly; b stored by columns: %s', async (isTurned) => {
  const [rows, inner, columns] = [5, 8, 12]
  const a = Array.from({ length: rows * inner }, (_, index) => (index % 7) - 3)
  const b = Array.from({ length: inner * columns }, (_, index) => (index % 5) - 2)
  const expected = Array.from({ length: rows * columns }, (_, index) => {
    const [row, column] = [Math.floor(index / columns), index % columns]
    return a
      .slice(row * inner, (row + 1) * inner)
      .reduce((total, value, k) => total + value * (b[isTurned ? column * inner + k : k * columns + column] ?? 0), 0)
  })
  const bStrides = isTurned ? ([0, 1, inner] as const) : ([0, columns, 1] as const)
  values.fill(0)
  values.set(a, 64)
  values.set(b, 128)
  await call(productBody({ tasks: 1, rows, columns, inner, aStrides: [0, inner, 1], bStrides }, false), 0, [64, 128, 256, 512])
  expect(Array.from(values.subarray(256, 256 + rows * columns))).toEqual(expected)
})
