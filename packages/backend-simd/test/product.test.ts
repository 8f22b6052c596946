// Products compiled for their sizes: the kernel's own bits, for every shape, transpose and number of tasks.

import { matMul, type Program, type Shape, trace } from '@assent/autodiff'
import { expect, it } from 'vitest'
import { simd } from '../src/index.js'
import { planProgram } from '../src/plan.js'
import { randomInputs, runOnce } from './support.js'

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

it('shares the code of equal sizes', () => {
  const program = trace({ a: { shape: [6, 8], perTask: true }, b: { shape: [8, 8], perTask: true } }, ({ a, b }) => {
    const [first, second] = [matMul(a, b), matMul(matMul(a, b), b)]
    return { first, second }
  })
  const plan = planProgram(program, 2, { fuse: true })
  expect(plan.perTask.filter(({ command }) => command === 'product').length).toBeGreaterThan(1)
  expect(plan.loops.length).toBe(1)
})
