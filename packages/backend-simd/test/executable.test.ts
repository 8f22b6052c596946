// What a compiled program promises beside its values: memory, repetition, independence of the other tasks, errors.

import {
  add,
  type Backend,
  batchNorm,
  convolve,
  div,
  gradient,
  log,
  matMul,
  max,
  maxPool,
  mul,
  reference,
  relu,
  reshape,
  softmaxCrossEntropy,
  sum,
  type Tensor,
  trace,
} from '@assent/autodiff'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { metaStep } from '../bench/programs.js'
import { simd } from '../src/index.js'
import { distance, expectReference, randomInputs, runOnce } from './support.js'

const sine = metaStep({ network: 'sine', steps: 2, order: 2, support: 5, query: 7 })

/** A small convolutional classifier and its gradients: every kernel at once. */
const classifier = trace(
  {
    x: { shape: [6, 8, 8, 2], perTask: true },
    y: { shape: [6, 3], perTask: true },
    w: { shape: [3, 3, 2, 5], perTask: false },
    g: { shape: [5], perTask: true },
    s: { shape: [5], perTask: false },
    v: { shape: [80, 3], perTask: false },
  },
  ({ x, y, w, g, s, v }) => {
    const images = maxPool(relu(batchNorm(convolve(x, w), g, s)))
    const loss = softmaxCrossEntropy(matMul(reshape(images, [6, 80]), v), y)
    const [dw, dg, ds, dv] = gradient(loss, [w, g, s, v]) as [Tensor, Tensor, Tensor, Tensor]
    return { loss, dw, dg, ds, dv }
  },
)

/** Too large for the cache together. */
const images = metaStep({ network: 'conv4', steps: 1, order: 1, support: 2, query: 3 })

describe('whole programs', () => {
  it.each([1, 2, 7, 25])('match the reference for %d tasks', async (tasks) => {
    for (const fuse of [true, false]) {
      const backend = await simd({ fuse })
      await expectReference(backend, sine, tasks, randomInputs(sine, tasks), 1e-5)
      await expectReference(backend, classifier, tasks, randomInputs(classifier, tasks), 1e-5)
    }
  })

  it('match the reference through four convolutional blocks, second order', async () => {
    const program = metaStep({ network: 'conv4', steps: 1, order: 2, support: 2, query: 3 })
    const inputs = randomInputs(program, 1)
    // As one vector: batch norm makes the biases' own gradients zero up to rounding.
    const joined = async (backend: Backend) => Object.values(await runOnce(backend, program, 1, inputs)).flat()
    expect(distance(await joined(await simd()), await joined(reference()))).toBeLessThan(1e-5)
  })
})

describe('bits', () => {
  it('are the same in every run and every instance', async () => {
    const inputs = randomInputs(sine, 25)
    const backend = await simd()
    const first = await runOnce(backend, sine, 25, inputs)
    expect(await runOnce(backend, sine, 25, inputs)).toEqual(first)
    expect(await runOnce(await simd(), sine, 25, inputs)).toEqual(first)
  })

  it.each([
    ['sine', sine],
    ['classifier', classifier],
  ] as const)('of a task do not depend on the tasks beside it: %s', async (_, program) => {
    const backend = await simd()
    const tasks = 13
    const inputs = randomInputs(program, tasks)
    const together = await runOnce(backend, program, tasks, inputs)
    for (const [from, to] of [
      [0, 1],
      [3, 8],
      [12, 13],
    ] as const) {
      const part = Object.fromEntries(
        program.inputs.map(({ name, perTask }) => {
          const values = inputs[name] as Float32Array
          return [name, perTask ? values.slice((from * values.length) / tasks, (to * values.length) / tasks) : values]
        }),
      )
      const alone = await runOnce(backend, program, to - from, part)
      for (const { name } of program.outputs) {
        const all = together[name] as number[]
        expect(alone[name], name).toEqual(all.slice((from * all.length) / tasks, (to * all.length) / tasks))
      }
    }
  })

  it('are the same call by call', async () => {
    const executable = await (await simd()).compile(sine, 25)
    for (const [name, values] of Object.entries(randomInputs(sine, 25))) executable.write(name, values)
    await executable.run()
    const expected = await executable.read('update/w2')
    const profile = await executable.profile()
    expect(await executable.read('update/w2')).toEqual(expected)
    expect(profile.filter(({ kernel }) => kernel === 'matMul' || kernel === 'product').length).toBeGreaterThan(10)
    for (const { milliseconds } of profile) expect(milliseconds).toBeGreaterThanOrEqual(0)
  })
})

describe('a run of several waves', () => {
  afterEach(() => {
    vi.restoreAllMocks()
  })

  /** An executable of a few waves; by its clock each of them takes 60 ms. */
  async function slowRun() {
    let now = 0
    vi.spyOn(performance, 'now').mockImplementation(() => {
      now += 60
      return now
    })
    const executable = await (await simd()).compile(images, 7)
    for (const [name, values] of Object.entries(randomInputs(images, 7))) executable.write(name, values)
    return executable
  }

  it('gives others a turn between them, and the same values', async () => {
    const executable = await slowRun()
    let turns = 0
    const counting = setInterval(() => turns++, 0)
    await executable.run()
    clearInterval(counting)
    expect(turns).toBeGreaterThan(0)
    vi.restoreAllMocks()
    const inputs = randomInputs(images, 7)
    expect(await executable.read('loss')).toEqual(Float32Array.from((await runOnce(await simd(), images, 7, inputs)).loss ?? []))
  })

  it('gives turns within a wave, too, where it has much to do', async () => {
    const program = metaStep({ network: 'conv4', steps: 1, order: 1, support: 5, query: 40 })
    let now = 0
    vi.spyOn(performance, 'now').mockImplementation(() => {
      now += 60
      return now
    })
    const executable = await (await simd()).compile(program, 1)
    for (const [name, values] of Object.entries(randomInputs(program, 1))) executable.write(name, values)
    let turns = 0
    const counting = setInterval(() => turns++, 0)
    await executable.run()
    clearInterval(counting)
    expect(turns).toBeGreaterThan(0)
    executable.dispose()
  })

  it('refuses to be touched on the way', async () => {
    const executable = await slowRun()
    const values = randomInputs(images, 7)
    const run = executable.run()
    expect(() => executable.write('x', values.x ?? [])).toThrow(
      '[executable] expected an executable at rest; found one that runs; await run() before the next call',
    )
    await expect(executable.read('loss')).rejects.toThrow('one that runs')
    await expect(executable.run()).rejects.toThrow('one that runs')
    await run
    expect(await executable.read('loss')).toHaveLength(7)
  })

  it('ends where it is disposed, and gives its memory back then', async () => {
    const backend = await simd()
    let now = 0
    vi.spyOn(performance, 'now').mockImplementation(() => {
      now += 60
      return now
    })
    const executable = await backend.compile(images, 7)
    const run = executable.run()
    executable.dispose()
    expect(backend.memory().tensors).toBe(1)
    await expect(run).rejects.toThrow('one that was disposed')
    expect(backend.memory()).toMatchObject({ tensors: 0, bytes: 0 })
    executable.dispose()
    expect(backend.memory().tensors).toBe(0)
  })
})

describe('memory', () => {
  it('is as forecast, constant over runs, and given back', async () => {
    const backend = await simd()
    const executable = await backend.compile(sine, 25)
    expect(executable.bytes).toBe(backend.forecast(sine, 25))
    const held = backend.memory()
    expect(held).toMatchObject({ tensors: 1, bytes: executable.bytes })
    for (let run = 0; run < 20; run++) await executable.run()
    await executable.rows('update/w2').gram()
    expect(backend.memory()).toEqual(held)
    executable.dispose()
    executable.dispose()
    expect(backend.memory()).toMatchObject({ tensors: 0, bytes: 0 })
  })

  it('grows by what was forecast', async () => {
    const backend = await simd()
    const before = backend.memory().heapBytes
    const executable = await backend.compile(sine, 100)
    await executable.run()
    const grown = backend.memory().heapBytes - before
    expect(Math.abs(grown - backend.forecast(sine, 100))).toBeLessThan(0.1 * grown)
    executable.dispose()
    expect(backend.memory().heapBytes).toBe(before + grown)
  })

  it('is used again', async () => {
    const backend = await simd()
    const inputs = randomInputs(sine, 25)
    const first = await runOnce(backend, sine, 25, inputs)
    for (let round = 0; round < 5; round++) {
      await runOnce(backend, classifier, 3, randomInputs(classifier, 3))
      expect(await runOnce(backend, sine, 25, inputs)).toEqual(first)
    }
  })

  it('grows under an executable without disturbing it', async () => {
    const backend = await simd()
    const inputs = randomInputs(sine, 25)
    const expected = await runOnce(backend, sine, 25, inputs)
    const executable = await backend.compile(sine, 25)
    for (const [name, values] of Object.entries(inputs)) executable.write(name, values)
    await executable.run()
    const early = await executable.read('loss')
    const large = trace({ a: { shape: [3_000_000], perTask: false } }, ({ a }) => ({ total: sum(a) }))
    const other = await backend.compile(large, 1)
    other.write('a', new Float32Array(3_000_000).fill(1))
    await other.run()
    expect(Array.from(await other.read('total'))).toEqual([3_000_000])
    await executable.run()
    expect(await executable.read('loss')).toEqual(early)
    expect(Array.from(await executable.read('update/w1'))).toEqual(expected['update/w1'])
  })
})

describe('values that are not finite', () => {
  const bad = [NaN, Infinity, -Infinity]
  const images = [1, 4, 4, 5]
  const programs: { readonly [name: string]: (a: Tensor) => Tensor } = {
    relu,
    max,
    maxPool: (a) => maxPool(a),
    sum: (a) => sum(a, [0, 1, 2]),
    div: (a) => div(a, add(a, a)),
    log,
  }

  it.each(Object.entries(programs))('go through %s as in the reference', async (_, compute) => {
    const backend = await simd()
    const program = trace({ a: { shape: images, perTask: true } }, ({ a }) => ({ y: compute(a) }))
    for (let place = 0; place < 80; place += 3) {
      const { a } = randomInputs(program, 2, place) as { a: Float32Array }
      a[place] = bad[place % 3] as number
      a[(place * 7) % 160] = bad[(place + 1) % 3] as number
      await expectReference(backend, program, 2, { a })
    }
  })

  it('go through convolutions and their adjoints wherever the reference has them', async () => {
    const shapes = { x: [2, 8, 8, 8], w: [3, 3, 8, 8], y: [2, 8, 8, 8] }
    const program = trace(
      Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, { shape, perTask: true }])),
      (tensors) => {
        const [x, w, y] = [tensors.x, tensors.w, tensors.y] as [Tensor, Tensor, Tensor]
        const out = convolve(x, w)
        const [dx, dw] = gradient(sum(mul(out, y)), [x, w]) as [Tensor, Tensor]
        return { out, dx, dw }
      },
    )
    for (const name of Object.keys(shapes)) {
      for (const value of bad) {
        const inputs = randomInputs(program, 1)
        ;(inputs[name] as Float32Array)[333] = value
        const expected = await runOnce(reference(), program, 1, inputs)
        const found = await runOnce(await simd(), program, 1, inputs)
        for (const output of ['out', 'dx', 'dw']) {
          const lost = expected[output]?.filter((exact, i) => !Number.isFinite(exact) && Number.isFinite(found[output]?.[i]))
          expect(lost, `${name} = ${value}, ${output}`).toEqual([])
        }
      }
    }
  })

  it('stay in their task', async () => {
    const inputs = randomInputs(classifier, 5)
    const expected = await runOnce(await simd(), classifier, 5, inputs)
    ;(inputs.x as Float32Array)[2 * 768 + 100] = NaN
    const found = await runOnce(await simd(), classifier, 5, inputs)
    for (const name of ['loss', 'dw', 'dv']) {
      const size = (expected[name] as number[]).length / 5
      const task = (all: number[], index: number) => all.slice(index * size, (index + 1) * size)
      for (const index of [0, 1, 3, 4])
        expect(task(found[name] as number[], index)).toEqual(task(expected[name] as number[], index))
      expect(task(found[name] as number[], 2).some(Number.isNaN)).toBe(true)
    }
  })
})

describe('errors', () => {
  it('say what was expected', async () => {
    const executable = await (await simd()).compile(sine, 3)
    expect(() => executable.write('w1', [1])).toThrow('[input w1] expected 40 values; found 1')
    expect(() => executable.write('w9', [1])).toThrow('expected one of supportX')
    await expect(executable.read('nothing')).rejects.toThrow('expected one of loss')
    const rows = executable.rows('update/w1')
    executable.dispose()
    await expect(rows.gram()).rejects.toThrow('disposed')
    await expect(executable.run()).rejects.toThrow('disposed')
    await expect((await simd()).compile(sine, 0)).rejects.toThrow('at least one task')
  })
})
