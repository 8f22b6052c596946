// What every backend must do: each operation and its derivatives, the linear algebra of rows, and leave nothing behind.

import { arrayRows, type Backend, max, maxPool, operationKinds, reference, relu, type Tensor, trace } from '@assent/autodiff'
import { createRng } from '@assent/core'
import { operationCases } from './cases.js'
import { type Check, describeChecks, expectClose, expectThat } from './check.js'
import { caseProgram, drawValues, finiteDifferences, runProgram } from './differentiate.js'

/** Runs the conformance suite of a backend under vitest. */
export function describeBackend(name: string, open: () => Backend | Promise<Backend>): void {
  describeChecks(`backend ${name}`, backendChecks(open))
}

/** The suite's checks by themselves. The backend is opened once, by the first. */
export function backendChecks(open: () => Backend | Promise<Backend>): Check[] {
  let opened: Promise<Backend> | undefined
  const backend = () => {
    opened ??= Promise.resolve(open())
    return opened
  }
  const check = (name: string, run: (backend: Backend) => Promise<void>): Check => ({
    name,
    run: async () => run(await backend()),
  })
  return [
    ...operationCases.map((operation) =>
      check(`computes ${operation.name}, and its derivatives`, async (own) => {
        await checkDerivatives(own, operation)
        await checkTasks(own, operation)
      }),
    ),
    ...nonFiniteChecks.map(({ name, compute }) =>
      check(`keeps what is not finite through ${name}`, (own) => checkNonFinite(own, compute)),
    ),
    check('multiplies and combines rows', checkRows),
    check('leaves nothing behind', checkLeaks),
    check('gives the same bytes twice', async (own) => {
      const program = caseProgram(operationCases.at(-1) as (typeof operationCases)[number], 2)
      const values = drawValues(program, 3, undefined)
      const [first, second] = [await runProgram(own, program, 3, values), await runProgram(own, program, 3, values)]
      for (const [output, array] of Object.entries(first)) {
        expectThat(
          array.every((value, i) => Object.is(value, second[output]?.[i])),
          `equal bytes of ${output}`,
          'a difference',
        )
      }
    }),
    check('refuses inputs that do not fit', checkRefusals),
    check('says which operations it runs', async (own) => {
      const unknown = [...own.operations].filter((kind) => !operationKinds.includes(kind))
      expectThat(unknown.length === 0, 'operations of the closed list', unknown.join())
    }),
  ]
}

/** Against float64 finite differences, for one task. */
async function checkDerivatives(backend: Backend, operation: (typeof operationCases)[number]): Promise<void> {
  const program = caseProgram(operation, 2)
  const values = drawValues(program, 1, operation.above)
  const outputs = await runProgram(backend, program, 1, values)
  const tolerance = backend.precision === 'float64' ? 1e-6 : 1e-3
  for (const order of [1, 2] as const) {
    const expected = await finiteDifferences(operation, order, values)
    const found = expected.flatMap((_, i) => Array.from(outputs[`${order === 1 ? 'first' : 'second'}${i}`] as ArrayLike<number>))
    expectClose(
      `${order === 1 ? 'first' : 'second'} derivatives of ${operation.name}`,
      found,
      expected.flatMap((part) => Array.from(part)),
      tolerance,
    )
  }
}

/** Against the reference, for three tasks and every mix of shared inputs and inputs per task. */
async function checkTasks(backend: Backend, operation: (typeof operationCases)[number]): Promise<void> {
  const mixes = Array.from({ length: 2 ** operation.inputs.length }, (_, bits) =>
    operation.inputs.map((_, i) => ((bits >> i) & 1) === 1),
  )
  for (const mix of mixes) {
    const program = caseProgram(operation, 1, mix)
    const values = drawValues(program, 3, operation.above)
    const expected = await runProgram(reference(), program, 3, values)
    const found = await runProgram(backend, program, 3, values)
    for (const output of Object.keys(expected)) {
      const promise = `${output} of ${operation.name} for 3 tasks, inputs per task: ${mix}`
      expectClose(
        promise,
        found[output] as ArrayLike<number>,
        expected[output] as ArrayLike<number>,
        backend.precision === 'float64' ? 1e-12 : 2e-5,
      )
    }
  }
}

const nonFiniteChecks: readonly { readonly name: string; readonly compute: (a: Tensor) => Tensor }[] = [
  { name: 'relu', compute: relu },
  { name: 'max', compute: max },
  { name: 'max-pooling', compute: maxPool },
]

async function checkNonFinite(backend: Backend, compute: (a: Tensor) => Tensor): Promise<void> {
  const program = trace({ x: { shape: [2, 4, 4, 3], perTask: true } }, ({ x }) => ({ value: compute(x) }))
  const rng = createRng(9, 'non-finite')
  const special = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  const x = Float64Array.from({ length: 2 * 96 }, () =>
    rng.integer(6) === 0 ? (special[rng.integer(3)] as number) : Math.fround(rng.normal()),
  )
  const expected = await runProgram(reference(), program, 2, { x })
  const found = await runProgram(backend, program, 2, { x })
  expectClose('what the reference gives', found.value as ArrayLike<number>, expected.value as ArrayLike<number>, 1e-6)
}

async function checkRows(backend: Backend): Promise<void> {
  const [tasks, size] = [7, 103]
  const program = trace({ x: { shape: [size], perTask: true } }, ({ x }) => ({ same: relu(x) }))
  const rng = createRng(4, 'rows')
  const x = Float32Array.from({ length: tasks * size }, () => Math.abs(rng.normal()))
  const stored = backend.precision === 'float32' ? x : Float64Array.from(x)
  const executable = await backend.compile(program, tasks)
  executable.write('x', x)
  await executable.run()
  const definition = arrayRows(stored, tasks)
  const vector = stored.slice(0, size)
  for (const [origin, rows] of [
    ['a program', executable.rows('same')],
    ['an array', backend.rows(stored, tasks)],
  ] as const) {
    expectClose(`squared norms of rows of ${origin}`, await rows.squaredNorms(), await definition.squaredNorms(), 1e-12)
    expectClose(`dots of rows of ${origin}`, await rows.dots(vector), await definition.dots(vector), 1e-12)
    const gram = (await rows.gram()).slice()
    expectClose(`Gram matrix of rows of ${origin}`, gram, await definition.gram(), 1e-12)
    const dots = await rows.dots(stored.slice(2 * size, 3 * size))
    expectThat(
      dots.every((value, i) => Object.is(value, gram[i * tasks + 2])),
      'dots with a row to have the bits of the Gram matrix',
      'others',
    )
    for (const [coefficients, first] of [
      [[0.5, -1, 0, 2, 1 / 3, 0.1, -0.7], 0],
      [[1, 2, 3], 2],
    ] as const) {
      const [found, expected] = [await rows.combine(coefficients, first), await definition.combine(coefficients, first)]
      expectThat(
        found.every((value, i) => Object.is(value, expected[i])),
        `the bits of the tree sum, combining rows of ${origin}`,
        'others',
      )
    }
  }
  const poisoned = stored.slice()
  poisoned.fill(Number.NaN, size, 2 * size)
  const combined = await backend.rows(poisoned, tasks).combine([1, 0, 1, 1, 1, 1, 1])
  expectThat(combined.every(Number.isFinite), 'a row of coefficient 0 not to be read', 'its NaN in the sum')
  executable.dispose()
}

async function checkLeaks(backend: Backend): Promise<void> {
  const program = caseProgram(operationCases.at(-1) as (typeof operationCases)[number], 2)
  const values = drawValues(program, 2, undefined)
  await runProgram(backend, program, 2, values)
  const before = backend.memory()
  const executable = await backend.compile(program, 2)
  const run = async () => {
    for (const { name } of program.inputs) executable.write(name, values[name] as ArrayLike<number>)
    await executable.run()
    await executable.read('value')
    return backend.memory().tensors
  }
  const early = await run()
  let late = early
  for (let i = 0; i < 50; i++) late = await run()
  expectThat(late === early, `${early} tensors after every run`, `${late} after 50`)
  executable.dispose()
  expectThat(
    backend.memory().tensors === before.tensors,
    `${before.tensors} tensors after dispose`,
    `${backend.memory().tensors}`,
  )
}

async function checkRefusals(backend: Backend): Promise<void> {
  const program = trace({ x: { shape: [3], perTask: true } }, ({ x }) => ({ y: relu(x) }))
  const executable = await backend.compile(program, 2)
  const refused = (what: string, act: () => void) => {
    let message = ''
    try {
      act()
    } catch (error) {
      message = error instanceof Error ? error.message : String(error)
    }
    expectThat(message.includes('expected'), `an error that says what was expected for ${what}`, message || 'no error')
  }
  refused('too few values', () => executable.write('x', [1, 2, 3]))
  refused('an unknown input', () => executable.write('y', [1, 2, 3, 4, 5, 6]))
  executable.dispose()
}
