// The suite that every backend passes, and what is particular to this one.

import { add, broadcast, relu, tanh, trace } from '@assent/autodiff'
import { cpu } from '@assent/backend-cpu'
import { describeBackend } from '@assent/testkit'
import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { wasm } from '../src/index.js'

const program = trace({ a: { shape: [3], perTask: true }, b: { shape: [3], perTask: false } }, ({ a, b }) => ({
  y: tanh(add(relu(a), b)),
}))

it('reports the size of its memory', async () => {
  const { heapBytes } = (await wasm()).memory()
  expect(heapBytes % 65_536).toBe(0)
  expect(heapBytes).toBeGreaterThan(0)
})

it('works beside another backend and beside TensorFlow.js itself', async () => {
  const backends = await Promise.all([wasm(), cpu(), wasm()])
  await tf.setBackend('cpu')
  const mine = tf.tensor([1, 2, 3])
  const executables = await Promise.all(backends.map((backend) => backend.compile(program, 2)))
  for (const executable of executables) {
    executable.write('a', [1, -1, 2, -2, 3, -3])
    executable.write('b', [0.5, 0, -0.5])
  }
  await Promise.all(executables.map((executable) => executable.run()))
  expect(Array.from(tf.square(mine).dataSync())).toEqual([1, 4, 9])
  const expected = [1.5, 0, 1.5, 0.5, 3, -0.5].map(Math.tanh)
  for (const executable of executables) {
    const found = await executable.read('y')
    for (const [i, value] of expected.entries()) expect(found[i]).toBeCloseTo(value, 6)
    executable.dispose()
  }
  expect(tf.getBackend()).toBe('cpu')
  mine.dispose()
})

it('refuses a tensor that no memory holds, and lets go of what it made before', async () => {
  const backend = await wasm()
  const before = backend.memory().tensors
  const large = trace({ a: { shape: [], perTask: false } }, ({ a }) => ({
    small: tanh(a),
    y: broadcast(tanh(a), [1_200_000_000]),
  }))
  const executable = await backend.compile(large, 1)
  executable.write('a', [1])
  await expect(executable.run()).rejects.toThrow('[backend wasm] expected room for 4578 MB more in a memory of 4096 MB')
  executable.dispose()
  expect(backend.memory().tensors).toBe(before)
})

describeBackend('wasm', wasm)
