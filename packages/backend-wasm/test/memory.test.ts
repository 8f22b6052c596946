// When the memory is full. In a file of its own, since WebAssembly memory never shrinks.

import { exp, tanh, trace } from '@assent/autodiff'
import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { wasm } from '../src/index.js'

const BLOCK = 2 ** 25

it('is refused before anything is written, and all is let go', async () => {
  const backend = await wasm()
  const size = BLOCK / 4
  const program = trace({ a: { shape: [size], perTask: false } }, ({ a }) => ({ y: tanh(a), z: exp(a) }))
  const executable = await backend.compile(program, 1)
  executable.write('a', new Float32Array(size))
  const before = backend.memory().tensors
  const kernels = tf.findBackend('wasm')
  const blocks: object[] = []
  const offset = (id: object) => (kernels as unknown as { getMemoryOffset(id: object): number }).getMemoryOffset(id)
  // Taken but never touched, so that it costs no real memory.
  for (;;) {
    const block = kernels.write(null as never, [size], 'float32')
    blocks.push(block)
    if (offset(block) === 0) break
  }
  kernels.disposeData(blocks.pop() as object)
  kernels.disposeData(blocks.pop() as object)
  await expect(executable.run()).rejects.toThrow('[backend wasm] expected room for 32 MB more in a memory of 4096 MB')
  expect(backend.memory().tensors).toBe(before + blocks.length)
  for (const block of blocks) kernels.disposeData(block)
  await executable.run()
  expect((await executable.read('z')).every((value) => value === 1)).toBe(true)
  executable.dispose()
})
