// What the runner promises whatever the kernels: nothing left behind, clear refusals, and TensorFlow.js' own state left alone.

import { add, concat, matMul, type Program, relu, reshape, scale, sum, tanh, trace, transpose } from '@assent/autodiff'
import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { tfjsBackend } from '../src/index.js'
import { registerSham, type Sham } from './sham.js'

const isOwn = (backend: tf.KernelBackend): backend is tf.KernelBackend => 'numDataIds' in backend
const open = (sham: Sham, version = '4.22.0') =>
  tfjsBackend({ name: sham.tfjsName, tfjsName: sham.tfjsName, module: 'sham', version, isOwn, open: sham.open })

const shams = { count: 0 }
const newSham = (start?: () => Promise<void>) => registerSham(`sham${shams.count++}`, start)

/** Kernels for all tasks and for each, loops, views, constants, values that nobody reads. */
const program: Program = trace(
  { a: { shape: [2, 3], perTask: true }, b: { shape: [2, 3], perTask: true }, c: { shape: [3], perTask: false } },
  ({ a, b, c }) => {
    const product = matMul(a, transpose(b))
    const squashed = tanh(relu(reshape(product, [4])))
    return { squashed, total: sum(concat([squashed, tanh(c)], 0)), moved: add(a, tanh(b)) }
  },
)

const values = {
  a: [1, 2, 3, 4, 5, 6, -1, -2, -3, -4, -5, 0.5],
  b: [0.1, 0.2, 0.1, -0.1, 0, 0.1, 0.3, 0, 0, 0, -0.2, 0.1],
  c: [0.5, 0, -0.5],
}

async function compiled(sham: Sham) {
  const backend = await open(sham)
  const before = backend.memory()
  const executable = await backend.compile(program, 2)
  const write = () => {
    for (const [name, array] of Object.entries(values)) executable.write(name, array)
  }
  return { backend, before, executable, write }
}

describe('a run', () => {
  it('computes what the program says', async () => {
    const { executable, write } = await compiled(newSham())
    write()
    await executable.run()
    // Products by hand: a · bᵀ for either task.
    const products = [0.8, 0.2, 2, 0.2, -0.3, 0.1, -1.2, 1.05]
    const squashed = products.map((product) => Math.tanh(Math.max(product, 0)))
    const totals = [0, 4].map((first) => squashed.slice(first, first + 4).reduce((sum, value) => sum + value, 0))
    const near = (found: ArrayLike<number>, expected: readonly number[]) => {
      expect(found.length).toBe(expected.length)
      for (const [i, value] of expected.entries()) expect(found[i]).toBeCloseTo(value, 5)
    }
    near(await executable.read('squashed'), squashed)
    near(await executable.read('total'), totals)
    near(
      await executable.read('moved'),
      values.a.map((value, i) => value + Math.tanh(values.b[i] as number)),
    )
  })

  it('holds no more after a hundred runs, and nothing after dispose', async () => {
    const { backend, before, executable, write } = await compiled(newSham())
    write()
    await executable.run()
    const held = backend.memory()
    // Inputs of 12, 12 and 3 values; outputs of 8, 2 and 12.
    expect(held).toEqual({ tensors: 6, bytes: 4 * 49 })
    for (let run = 0; run < 100; run++) {
      write()
      await executable.run()
      await executable.read('total')
      executable.rows('moved')
    }
    expect(backend.memory()).toEqual(held)
    executable.dispose()
    expect(backend.memory()).toEqual(before)
    executable.dispose()
    expect(backend.memory()).toEqual(before)
  })

  it('lets everything go when a kernel fails, whichever, and goes on', async () => {
    const sham = newSham()
    const { backend, before, executable, write } = await compiled(sham)
    write()
    await executable.run()
    const kernels = sham.seen.run
    expect(kernels).toBeGreaterThan(5)
    const total = await executable.read('total')
    for (let good = 0; good < kernels; good++) {
      sham.failAfter = good
      await expect(executable.run()).rejects.toThrow('fails')
      expect(backend.memory().tensors).toBe(before.tensors + 3)
      await expect(executable.read('total')).rejects.toThrow('[executable] expected a run before reading')
    }
    sham.failAfter = Number.POSITIVE_INFINITY
    await executable.run()
    expect(await executable.read('total')).toEqual(total)
    executable.dispose()
    expect(backend.memory()).toEqual(before)
  })

  it('needs every input, and an executable in use', async () => {
    const { executable } = await compiled(newSham())
    executable.write('a', values.a)
    await expect(executable.run()).rejects.toThrow('[executable] expected a value for input b; found none')
    expect(() => executable.write('a', [1, 2])).toThrow('[input a] expected 12 values; found 2')
    await expect(executable.read('x')).rejects.toThrow('expected one of squashed, total, moved; found x')
    executable.dispose()
    expect(() => executable.write('a', values.a)).toThrow('found one that was disposed')
    await expect(executable.run()).rejects.toThrow('found one that was disposed')
    await expect(executable.read('total')).rejects.toThrow('found one that was disposed')
    expect(() => executable.rows('total')).toThrow('found one that was disposed')
  })

  it('keeps an output that is an input until the next run', async () => {
    const backend = await open(newSham())
    const same = trace({ a: { shape: [2, 2], perTask: true } }, ({ a }) => ({ a, b: reshape(a, [4]) }))
    const executable = await backend.compile(same, 1)
    executable.write('a', [1, 2, 3, 4])
    await executable.run()
    executable.write('a', [5, 6, 7, 8])
    expect(Array.from(await executable.read('a'))).toEqual([1, 2, 3, 4])
    expect(Array.from(await executable.read('b'))).toEqual([1, 2, 3, 4])
    await executable.run()
    expect(Array.from(await executable.read('b'))).toEqual([5, 6, 7, 8])
  })

  it('reads rows of an output', async () => {
    const { executable, write } = await compiled(newSham())
    write()
    await executable.run()
    const moved = await executable.read('moved')
    const rows = executable.rows('moved')
    expect([rows.tasks, rows.size]).toEqual([2, 6])
    expect(await rows.combine([0, 1])).toEqual(moved.slice(6))
  })
})

describe('compiling', () => {
  it('names a kernel that is missing, and leaves nothing behind', async () => {
    const backend = await open(newSham())
    const scaled = trace({ a: { shape: [2], perTask: true } }, ({ a }) => ({ b: scale(a, 3) }))
    await expect(backend.compile(scaled, 2)).rejects.toThrow('expected a kernel Multiply; found none')
    expect(backend.memory()).toEqual({ tensors: 0, bytes: 0 })
  })

  it.each([0, -1, 1.5, NaN])('refuses %d tasks', async (tasks) => {
    await expect((await open(newSham())).compile(program, tasks)).rejects.toThrow('[compile] expected at least one task')
  })
})

describe('starting', () => {
  it('refuses a version that was not checked', async () => {
    const sham = newSham()
    await expect(open(sham, '4.23.0')).rejects.toThrow('expected sham 4.22.0; found 4.23.0')
  })

  it('refuses a backend that somebody else registered under the name', async () => {
    const { tfjsName, open } = newSham()
    const isOther = (backend: tf.KernelBackend): backend is tf.KernelBackend => 'wasm' in backend
    const starting = tfjsBackend({ name: tfjsName, tfjsName, module: 'sham', version: '4.22.0', isOwn: isOther, open })
    await expect(starting).rejects.toThrow('expected sham as it was checked; found another one under its name')
  })

  it('says why a backend does not start', async () => {
    const sham = newSham(() => Promise.reject(new Error('no such file')))
    await expect(open(sham)).rejects.toThrow(
      `[backend ${sham.tfjsName}] expected TensorFlow.js to start ${sham.tfjsName}; found no such file`,
    )
    await expect(
      tfjsBackend({ ...newSham(), name: 'x', tfjsName: 'unregistered', module: 'sham', version: '4.22.0', isOwn }),
    ).rejects.toThrow("Backend name 'unregistered' not found in registry")
  })

  it('leaves the current backend current', async () => {
    const mine = newSham()
    await tf.setBackend(mine.tfjsName)
    await open(newSham())
    expect(tf.getBackend()).toBe(mine.tfjsName)
    await expect(open(newSham(() => Promise.reject(new Error('no such file'))))).rejects.toThrow()
    expect(tf.getBackend()).toBe(mine.tfjsName)
  })

  it('sets every backend up, however many start at once', async () => {
    const later = () => new Promise<void>((resolve) => setTimeout(resolve, 5))
    const all = [newSham(later), newSham(), newSham(later)]
    const backends = await Promise.all(all.map((sham) => open(sham)))
    expect(all.map(({ seen }) => seen.setUp)).toEqual([3, 3, 3])
    const executables = await Promise.all(backends.map((backend) => backend.compile(program, 2)))
    for (const executable of executables) {
      for (const [name, array] of Object.entries(values)) executable.write(name, array)
    }
    await Promise.all(executables.map((executable) => executable.run()))
    const totals = await Promise.all(executables.map(async (executable) => Array.from(await executable.read('total'))))
    expect(totals[1]).toEqual(totals[0])
    expect(totals[2]).toEqual(totals[0])
  })
})
