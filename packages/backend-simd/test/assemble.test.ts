// Tensors put together from parts that nobody else reads: each part is read before anything lies in its place.

import { concat, pad, square, type Tensor, trace } from '@assent/autodiff'
import { runProgram } from '@assent/testkit'
import { expect, it } from 'vitest'
import { simd } from '../src/index.js'

it.each<[string, (a: Tensor) => Tensor, readonly number[]]>([
  ['a value beside its square', (a) => concat([a, square(a)], 0), [2, -3, 4, 9]],
  ['a square before the value', (a) => concat([square(a), a], 0), [4, 9, 2, -3]],
  ['three parts', (a) => concat([square(a), a, square(a)], 0), [4, 9, 2, -3, 4, 9]],
  ['zeros around a square', (a) => pad(square(a), [1], [4]), [0, 4, 9, 0]],
])('%s', async (_, assemble, whole) => {
  // Squared, so that the whole is a value in between.
  for (const perTask of [true, false]) {
    const program = trace({ a: { shape: [2], perTask } }, ({ a }) => ({ y: square(assemble(a)) }))
    for (const fuse of [true, false]) {
      const { y } = await runProgram(await simd({ fuse }), program, 1, { a: Float32Array.of(2, -3) })
      expect(Array.from(y ?? [])).toEqual(whole.map((value) => value * value))
    }
  }
})
