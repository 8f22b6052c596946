// The linear algebra of rows, which weights and directions are made of: one definition, to the bit.

import { arrayRows, type Backend, mul, type Rows, trace } from '@assent/autodiff'
import { createRng } from '@assent/core'
import { expectClose, expectSame, expectThat } from '../check.js'

const TASKS = 7
const SIZE = 103

/** Numbers of rows and values per row: few, those of training, and more than a tile of any kernel. */
const matrices = [
  [TASKS, SIZE],
  [1, 1],
  [2, 5003],
  [25, 1761],
  [64, 300],
] as const

/** A program whose per-task output is its input times 1, and an executable that has run it over `x`. */
async function outputOf(backend: Backend, x: Float32Array, tasks: number) {
  const program = trace(
    { x: { shape: [x.length / tasks], perTask: true }, one: { shape: [], perTask: false } },
    ({ x, one }) => ({
      same: mul(x, one),
    }),
  )
  const executable = await backend.compile(program, tasks)
  executable.write('x', x)
  executable.write('one', [1])
  await executable.run()
  return executable
}

function drawRows(tasks: number, size: number): Float32Array {
  const rng = createRng(4, 'rows')
  return Float32Array.from({ length: tasks * size }, () => rng.normal())
}

/** Rows of an output and of a plain array must both match `arrayRows` over the same values. */
export async function checkRows(backend: Backend): Promise<void> {
  for (const [tasks, size] of matrices) {
    const executable = await outputOf(backend, drawRows(tasks, size), tasks)
    const stored = (await executable.read('same')).slice()
    await checkDefinition('an output', executable.rows('same'), stored, tasks)
    await checkDefinition('an array', backend.rows(stored, tasks), stored, tasks)
    executable.dispose()
  }
}

/** Signs, thirds, and zeros in between. */
const someCoefficients = [0.5, -1, 0, 2, 1 / 3, 0.1, -0.7]

async function checkDefinition(kind: string, rows: Rows, stored: Float32Array | Float64Array, tasks: number): Promise<void> {
  const size = stored.length / tasks
  const origin = `${kind}, ${tasks} of ${size},`
  const definition = arrayRows(stored, tasks)
  const rng = createRng(4, 'vector')
  const vector = stored.slice(0, size).map(() => rng.normal())
  const remedy = 'accumulate in float64, row by row, as arrayRows does'
  const close = (what: string, found: Float64Array, expected: Float64Array) =>
    expectClose({ what: `${what} of rows of ${origin}`, found, expected, tolerance: 1e-12, remedy })
  expectThat(
    rows.tasks === tasks && rows.size === size,
    `${tasks} rows of ${size}`,
    `${rows.tasks} of ${rows.size}`,
    'take both from the compiled output',
  )
  close('squared norms', await rows.squaredNorms(), await definition.squaredNorms())
  close('dots', await rows.dots(vector), await definition.dots(vector))
  const gram = (await rows.gram()).slice()
  close('Gram matrix', gram, await definition.gram())
  const column = (of: number) => Float64Array.from({ length: tasks }, (_, i) => gram[i * tasks + of] as number)
  const row = (of: number) => gram.subarray(of * tasks, (of + 1) * tasks)
  for (const of of new Set([0, Math.min(2, tasks - 1), tasks - 1])) {
    expectSame(`symmetric Gram matrix of rows of ${origin}, row ${of}`, row(of), column(of), remedy)
    const dots = await rows.dots(stored.slice(of * size, (of + 1) * size))
    expectSame(`dots with row ${of} of ${origin}, as in the Gram matrix`, dots, column(of), 'compute both by one kernel')
  }
  const tree = 'round coefficients to the precision of the rows, scale each row, add along treeSum; skip coefficients of 0'
  for (const [coefficients, first] of [
    [Array.from({ length: tasks }, (_, i) => someCoefficients[i % someCoefficients.length] as number), 0],
    [new Array<number>(tasks).fill(1 / tasks), 0],
    [[1, 2, 3].slice(0, tasks), Math.max(0, Math.min(2, tasks - 3))],
    [[1 / 3], tasks - 1],
    [new Array<number>(tasks).fill(0), 0],
  ] as const) {
    const expected = await definition.combine(coefficients, first)
    const combined = await rows.combine(coefficients, first)
    expectSame(`rows of ${origin} combined by ${coefficients}`, combined, expected, tree)
    if (coefficients.length < tasks) continue
    const sum = combined.slice()
    const { scores, squaredNorms } = await rows.scores(coefficients)
    const what = `scores of rows of ${origin} by ${coefficients}`
    expectSame(what, scores, await rows.dots(sum), 'give the bits of dots with what combine gives')
    expectSame(`squared norms beside ${what}`, squaredNorms, await rows.squaredNorms(), 'give the bits of squaredNorms')
  }
}

/** One bad task must not spoil the others. */
export async function checkPoisonedRows(backend: Backend): Promise<void> {
  const x = drawRows(TASKS, SIZE)
    .fill(Number.NaN, SIZE, 2 * SIZE)
    .fill(Number.POSITIVE_INFINITY, 2 * SIZE, 2 * SIZE + 1)
  const executable = await outputOf(backend, x, TASKS)
  const stored = (await executable.read('same')).slice()
  for (const [origin, rows] of [
    ['an output', executable.rows('same')],
    ['an array', backend.rows(stored, TASKS)],
  ] as const) {
    const combined = await rows.combine([1, 0, 0, 1, 1, 1, 1])
    const skip = 'leave out rows whose coefficient is 0'
    expectThat(
      combined.every(Number.isFinite),
      `a finite combination of rows of ${origin}`,
      'the NaN of a row not asked for',
      skip,
    )
    const { scores, squaredNorms } = await rows.scores([1, 0, 0, 1, 1, 1, 1])
    for (const [what, found] of [
      ['squared norms', await rows.squaredNorms()],
      ['squared norms beside scores', squaredNorms],
      ['scores', scores],
    ] as const) {
      const bad = [...found.keys()].filter((task) => !Number.isFinite(found[task]))
      const remedy = 'let products of values that are not finite be not finite, and leave all others alone'
      expectThat(bad.join() === '1,2', `${what} of rows of ${origin} not finite for tasks 1,2`, `tasks ${bad}`, remedy)
    }
  }
  executable.dispose()
}

/** `backend.rows` looks at its values at each call. */
export async function checkRowsReadAnew(backend: Backend): Promise<void> {
  const values = drawRows(TASKS, SIZE)
  const rows = backend.rows(values, TASKS)
  await rows.squaredNorms()
  values.fill(2)
  const norms = await rows.squaredNorms()
  expectThat(
    norms.every((norm) => norm === 4 * SIZE),
    'rows of an array to follow its values',
    'the values that they had before',
    'read the array in each method',
  )
}
