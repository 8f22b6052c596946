// The suite that every backend passes, and what is particular to this one.

import util from 'node:util'
import { add, matMul, relu, type Tensor, tanh, trace } from '@assent/autodiff'
import { createRng } from '@assent/core'
import { describeBackend, runProgram } from '@assent/testkit'
import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it, vi } from 'vitest'
import { node, nodeInstallation } from '../src/index.js'

const { installed } = nodeInstallation()

it.runIf(process.env.CI)('is installed where everything is tested', () => {
  expect(installed, 'no @tensorflow/tfjs-node: run npm run install:native').toBe(true)
})

/** A product, and its first matrix's columns: sums of `length`. */
const product = (length: number) =>
  trace({ a: { shape: [length, 3], perTask: true }, b: { shape: [length, 2], perTask: true } }, ({ a, b }) => ({
    y: matMul(a, b, { transposeA: true }),
  }))

describe.runIf(installed || process.env.CI)('on TensorFlow', () => {
  it('leaves the current backend of TensorFlow.js current, and works beside it', async () => {
    tf.registerBackend('mine', () => ({ floatPrecision: () => 32 }) as tf.KernelBackend)
    await tf.setBackend('mine')
    const backend = await node()
    expect(tf.getBackend()).toBe('mine')
    const { y } = await runProgram(backend, product(2), 1, {
      a: Float32Array.of(1, 2, 3, 4, 5, 6),
      b: Float32Array.of(1, 0, 0, 1),
    })
    // [1 2 3; 4 5 6]ᵀ · 1
    expect(Array.from(y as Float32Array)).toEqual([1, 4, 2, 5, 3, 6])
  })

  it('brings back the function that Node 23 took away and tfjs-node calls', async () => {
    const own = util as { isNullOrUndefined?: unknown }
    const before = own.isNullOrUndefined
    own.isNullOrUndefined = undefined
    await node()
    const restored = own.isNullOrUndefined as unknown as (value: unknown) => boolean
    expect([null, undefined, 0, ''].map(restored)).toEqual([true, true, false, false])
    own.isNullOrUndefined = before
  })

  it('prints nothing of its own', async () => {
    const spies = (['log', 'info', 'warn', 'error'] as const).map((method) => vi.spyOn(console, method))
    const program = trace({ a: { shape: [2], perTask: true } }, ({ a }) => ({ b: tanh(relu(a)) }))
    await runProgram(await node(), program, 2, { a: Float32Array.of(1, -2, 3, -4) })
    for (const spy of spies) expect(spy).not.toHaveBeenCalled()
    vi.restoreAllMocks()
  })

  const large: { readonly [name: string]: ReturnType<typeof product> } = {
    'long sums of a transposed matrix': product(5000),
    'values that fill no group': trace({ a: { shape: [1001], perTask: true } }, ({ a }) => ({ y: tanh(a as Tensor) })),
  }

  it.each(Object.entries(large))('computes a task to the same bits, whatever stands beside it: %s', async (_, program) => {
    const backend = await node()
    const draw = (name: string, size: number) => {
      const rng = createRng(3, name)
      return Float32Array.from({ length: 5 * size }, () => rng.normal())
    }
    const sizes = program.inputs.map(({ name, shape }) => [name, shape.reduce((total, length) => total * length, 1)] as const)
    const values = sizes.map(([name, size]) => [name, size, draw(name, size)] as const)
    const all = Object.fromEntries(values.map(([name, , array]) => [name, array]))
    const last = Object.fromEntries(values.map(([name, size, array]) => [name, array.slice(4 * size)]))
    const together = (await runProgram(backend, program, 5, all)).y as Float32Array
    const alone = (await runProgram(backend, program, 1, last)).y as Float32Array
    expect(alone).toEqual(together.slice(-alone.length))
  })

  // Beyond 4 axes that do not continue each other TensorFlow itself refuses.
  it.each([3, 4, 5, 7])('repeats values along %d axes beside that of the tasks', async (axes) => {
    const alternate = (first: number) => Array.from({ length: axes }, (_, axis) => (axis % 2 === 0 ? first : 3 - first))
    const [shapeA, shapeB] = [alternate(2), alternate(1)]
    const program = trace({ a: { shape: shapeA, perTask: true }, b: { shape: shapeB, perTask: true } }, (own) => ({
      y: add(own.a, own.b),
    }))
    const [ones, twos] = [Math.floor(axes / 2), Math.ceil(axes / 2)].map((count) => 2 ** count) as [number, number]
    const { y } = await runProgram(await node(), program, 2, {
      a: Float32Array.from({ length: 2 * twos }, (_, i) => i),
      b: Float32Array.from({ length: 2 * ones }, (_, i) => 100 * i),
    })
    const found = y as Float32Array
    expect(found).toHaveLength(2 * ones * twos)
    // Of the second task, the first value and the last.
    const last = 2 * twos - 1 + 100 * (2 * ones - 1)
    expect([found[ones * twos], found.at(-1)]).toEqual([twos + 100 * ones, last])
  })

  describeBackend('node', node)
})
