// Products compiled for their sizes: the kernel's own bits, for every shape, transpose and number of tasks.

import { broadcast, convolve, gradient, matMul, mul, type Program, type Shape, sum, type Tensor, trace } from '@assent/autodiff'
import { describe, expect, it } from 'vitest'
import { simd } from '../src/index.js'
import { planProgram } from '../src/plan/plan.js'
import { expectReference, randomInputs, runOnce } from './support.js'

interface Sizes {
  readonly rows: number
  readonly inner: number
  readonly columns: number
  readonly transposeA?: boolean
  readonly transposeB?: boolean
  /** Whether all tasks share b. */
  readonly shared?: boolean
}

function productProgram({ rows, inner, columns, transposeA = false, transposeB = false, shared = false }: Sizes): Program {
  const a: Shape = transposeA ? [inner, rows] : [rows, inner]
  const b: Shape = transposeB ? [columns, inner] : [inner, columns]
  return trace({ a: { shape: a, perTask: true }, b: { shape: b, perTask: !shared } }, ({ a, b }) => ({
    c: matMul(a, b, { transposeA, transposeB }),
  }))
}

/** The matrix b with more columns: with one more, they are no whole vectors, and no code is compiled for the product. */
function widened(values: Float32Array, { inner, columns, transposeB = false }: Sizes, wide: number): Float32Array {
  const count = values.length / (inner * columns)
  const wider = new Float32Array(count * inner * wide).fill(0.5)
  for (let matrix = 0; matrix < count; matrix++) {
    for (let k = 0; k < inner; k++) {
      for (let column = 0; column < columns; column++) {
        const [from, to] = transposeB ? [column * inner + k, column * inner + k] : [k * columns + column, k * wide + column]
        wider[matrix * inner * wide + to] = values[matrix * inner * columns + from] as number
      }
    }
  }
  return wider
}

const commands = (program: Program, tasks: number) =>
  planProgram(program, tasks, { fuse: true }).perTask.map(({ command }) => command)

const shapes: readonly Sizes[] = [
  ...[1, 2, 3, 4, 5, 7, 10, 13].flatMap((rows) => [4, 8, 12, 20, 40].map((columns) => ({ rows, columns, inner: 8 }))),
  ...[2, 3, 4, 5, 15, 16, 17, 40, 101].map((inner) => ({ rows: 6, columns: 12, inner })),
]
const views: readonly Partial<Sizes>[] = [{}, { transposeA: true }, { transposeB: true }, { transposeA: true, transposeB: true }]

it.each([1, 3])('gives the bits of the kernel, for %i tasks', async (tasks) => {
  const backend = await simd()
  for (const shape of shapes) {
    for (const view of [...views, ...views.map((own) => ({ ...own, shared: true }))]) {
      const sizes = { ...shape, ...view }
      const program = productProgram(sizes)
      const compiles = !sizes.transposeB || sizes.inner % 4 === 0
      expect({ ...sizes, commands: commands(program, tasks) }).toEqual({ ...sizes, commands: [compiles ? 'product' : 'matMul'] })
      if (!compiles) continue
      const wide = sizes.columns + 1
      const kernel = productProgram({ ...sizes, columns: wide })
      expect(commands(kernel, tasks)).toContain('matMul')
      const inputs = randomInputs(program, tasks)
      const { c: found } = await runOnce(backend, program, tasks, inputs)
      const b = widened(inputs.b as Float32Array, sizes, wide)
      const { c: all } = await runOnce(backend, kernel, tasks, { a: inputs.a as Float32Array, b })
      const expected = all?.filter((_, index) => index % wide < sizes.columns)
      expect({ ...sizes, c: found }).toEqual({ ...sizes, c: expected })
    }
  }
})

// Whole blocks of rows and a part of one; one pass along k, two equal ones, and a shorter last one; one and two blocks of columns.
it.each([
  [64, 200, 72],
  [150, 400, 64],
  [70, 770, 512],
])('gives the bits of the kernel in blocks of a large product, %i × %i × %i', async (rows, inner, columns) => {
  const backend = await simd()
  for (const view of views) {
    const sizes = { rows, inner, columns, ...view }
    const program = productProgram(sizes)
    const [call] = planProgram(program, 2, { fuse: true }).perTask
    expect(call).toMatchObject({ command: 'matMul', words: expect.arrayContaining([{ body: expect.any(String) }]) })
    const inputs = randomInputs(program, 2) as { a: Float32Array; b: Float32Array }
    const { c: found } = await runOnce(backend, program, 2, inputs)
    const wide = columns + 1
    const b = widened(inputs.b, sizes, wide)
    const { c: all } = await runOnce(backend, productProgram({ ...sizes, columns: wide }), 2, { a: inputs.a, b })
    expect(all?.filter((_, index) => index % wide < columns)).toEqual(found)
  }
})

// A row or a column of b that is seen again and again, of which a product may not run out.
it.each([
  [
    [1, 12],
    [9, 12],
  ],
  [
    [8, 1],
    [8, 12],
  ],
  [
    [1, 1],
    [8, 12],
  ],
] as const)('multiplies with %j seen as %j as the reference does', async (own, seen) => {
  const [inner] = seen
  const inputs = { a: { shape: [6, inner], perTask: true }, b: { shape: own, perTask: true } }
  const program = trace(inputs, ({ a, b }) => ({ c: matMul(a, broadcast(b, seen)) }))
  await expectReference(await simd(), program, 3)
})

it('shares the code of equal sizes', () => {
  const program = trace({ a: { shape: [6, 8], perTask: true }, b: { shape: [8, 8], perTask: true } }, ({ a, b }) => {
    const [first, second] = [matMul(a, b), matMul(matMul(a, b), b)]
    return { first, second }
  })
  const plan = planProgram(program, 2, { fuse: true })
  expect(plan.perTask.filter(({ command }) => command === 'product').length).toBeGreaterThan(1)
  expect(plan.bodies.length).toBe(1)
})

describe('products of Winograd in code for their sizes', () => {
  const images = 2
  /** A convolution and both of its gradients, for outputs that are weighed by `g`. */
  const convolution = (side: number, channels: number, filters: number): Program =>
    trace(
      {
        x: { shape: [images, side, side, channels], perTask: true },
        w: { shape: [3, 3, channels, filters], perTask: true },
        g: { shape: [images, side, side, filters], perTask: true },
      },
      ({ x, w, g }) => {
        const y = convolve(x, w, { padding: 'same', stride: 1 })
        const [dx, dw] = gradient(sum(mul(y, g)), [x, w]) as [Tensor, Tensor]
        return { y, dx, dw }
      },
    )
  const coded = (program: Program, kernel: string): boolean =>
    planProgram(program, 3, { fuse: true }).perTask.some(
      ({ command, words }) => command === kernel && words.some((word) => typeof word === 'object' && 'body' in word),
    )
  /** The last axis of every output cut to its first `count` values, of `length`. */
  const cutTo = (values: readonly number[] | undefined, count: number, length: number) =>
    values?.filter((_, index) => index % length < count)

  // One strip, several of which the last is shorter, several of one length.
  it.each([6, 22, 32])('give the bits of the kernel, images of %i pixels square', async (side) => {
    const backend = await simd()
    const [narrow, wide] = [8, 12]
    const program = convolution(side, narrow, narrow)
    const inputs = randomInputs(program, 3) as { [name in 'x' | 'w' | 'g']: Float32Array }
    const { y, dx, dw } = await runOnce(backend, program, 3, inputs)
    for (const kernel of ['convolve', 'convolveImages', 'convolveFilters']) expect(coded(program, kernel)).toBe(true)

    // Twelve are no whole eights, for which there is no code: more filters for outputs and their own gradient, more channels for images'.
    const moreFilters = convolution(side, narrow, wide)
    for (const kernel of ['convolve', 'convolveFilters']) expect(coded(moreFilters, kernel)).toBe(false)
    const filters = { ...inputs, w: padLast(inputs.w, narrow, wide), g: padLast(inputs.g, narrow, wide) }
    const other = await runOnce(backend, moreFilters, 3, filters)
    expect(cutTo(other.y, narrow, wide)).toEqual(y)
    expect(cutTo(other.dw, narrow, wide)).toEqual(dw)

    const moreChannels = convolution(side, wide, narrow)
    expect(coded(moreChannels, 'convolveImages')).toBe(false)
    const w = padLast(transposeFilters(inputs.w, narrow, narrow), narrow, wide)
    const channels = { ...inputs, x: padLast(inputs.x, narrow, wide), w: transposeFilters(w, narrow, wide) }
    expect(cutTo((await runOnce(backend, moreChannels, 3, channels)).dx, narrow, wide)).toEqual(dx)
  })
})

/** Rows of `from` values lengthened to `to`. */
function padLast(values: Float32Array, from: number, to: number): Float32Array {
  const padded = new Float32Array((values.length / from) * to).fill(0.25)
  for (const [index, value] of values.entries()) padded[Math.floor(index / from) * to + (index % from)] = value
  return padded
}

/** Matrices `rows × columns`, one after the other, transposed. */
function transposeFilters(values: Float32Array, rows: number, columns: number): Float32Array {
  return values.map((_, index) => {
    const [matrix, place] = [index - (index % (rows * columns)), index % (rows * columns)]
    return values[matrix + (place % rows) * columns + Math.floor(place / rows)] as number
  })
}
