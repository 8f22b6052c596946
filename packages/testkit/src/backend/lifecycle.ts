// How compiled programs behave beside their numbers: ports of every kind, repeated and interleaved runs, precision, memory.

import { add, type Backend, fill, mul, type Program, reference, relu, reshape, scale, square, trace } from '@assent/autodiff'
import { convolutionBlock, operationCases } from '../cases/index.js'
import { expectClose, expectSame, expectThat } from '../check.js'
import { caseProgram, drawValues, runProgram, type Values } from '../differentiate.js'

const blockProgram = () => caseProgram(convolutionBlock, 2)

async function expectAsReference(backend: Backend, what: string, program: Program, tasks: number, found: Values, values: Values) {
  for (const [output, expected] of Object.entries(await runProgram(reference(), program, tasks, values))) {
    expectClose({
      what: `${output} ${what}`,
      found: found[output] as ArrayLike<number>,
      expected,
      tolerance: backend.precision === 'float64' ? 1e-12 : 5e-5,
      remedy: 'keep inputs, outputs and what is still to be read apart in memory',
    })
  }
}

/** Outputs that are inputs, constants, one node twice, or read further on; an input that nothing reads. */
export async function checkPorts(backend: Backend): Promise<void> {
  const program = trace(
    { x: { shape: [2, 3], perTask: true }, w: { shape: [3], perTask: false }, idle: { shape: [2], perTask: true } },
    ({ x, w }) => {
      const product = mul(x, w)
      return {
        input: x,
        sharedInput: w,
        product,
        productAgain: product,
        reshaped: reshape(x, [6]),
        shared: square(w),
        constant: fill(x, 1.5),
        further: add(square(product), relu(x)),
      }
    },
  )
  const values = drawValues(program, 3, undefined)
  const executable = await backend.compile(program, 3)
  for (const by of [1, -2]) {
    const scaled = Object.fromEntries(Object.entries(values).map(([name, array]) => [name, array.map((value) => value * by)]))
    for (const { name } of program.inputs) executable.write(name, scaled[name] as ArrayLike<number>)
    await executable.run()
    const found: { [output: string]: Float32Array | Float64Array } = {}
    for (const { name } of program.outputs) found[name] = (await executable.read(name)).slice()
    await expectAsReference(backend, 'of a program with ports of every kind', program, 3, found, scaled)
  }
  executable.dispose()
}

/** An input stays as it was written until it is written again, whatever becomes of the caller's array. */
export async function checkInputsStay(backend: Backend): Promise<void> {
  const program = trace({ x: { shape: [3], perTask: true }, y: { shape: [3], perTask: true } }, ({ x, y }) => ({
    sum: add(scale(x, 2), square(y)),
  }))
  const executable = await backend.compile(program, 1)
  const x = Float64Array.of(1, 2, 3)
  executable.write('x', x)
  executable.write('y', [1, 1, 1])
  x.fill(9)
  await executable.run()
  const remedy = 'copy values when they are written, and keep them when a program has run'
  expectSame('the sum after write and run', (await executable.read('sum')).slice(), [3, 5, 7], remedy)
  executable.write('y', [2, 2, 2])
  await executable.run()
  expectSame('the sum after one input is written anew', (await executable.read('sum')).slice(), [6, 8, 10], remedy)
  executable.dispose()
}

/** Programs compiled one after the other do not touch each other's values, even when memory grows or is given back. */
export async function checkSideBySide(backend: Backend): Promise<void> {
  const small = caseProgram(operationCases[0] as (typeof operationCases)[number], 2)
  const [smallValues, blockValues] = [drawValues(small, 2, undefined), drawValues(blockProgram(), 40, undefined)]
  const first = await backend.compile(small, 2)
  for (const { name } of small.inputs) first.write(name, smallValues[name] as ArrayLike<number>)
  const second = await backend.compile(blockProgram(), 40)
  await first.run()
  for (const { name } of blockProgram().inputs) second.write(name, blockValues[name] as ArrayLike<number>)
  await second.run()
  const readAll = async (from: typeof first, program: Program) => {
    const found: { [output: string]: Float32Array | Float64Array } = {}
    for (const { name } of program.outputs) found[name] = (await from.read(name)).slice()
    return found
  }
  await expectAsReference(backend, 'beside a larger program', small, 2, await readAll(first, small), smallValues)
  first.dispose()
  const found = await readAll(second, blockProgram())
  await expectAsReference(backend, 'after another was disposed', blockProgram(), 40, found, blockValues)
  second.dispose()
}

/** Two runs give the same bytes. */
export async function checkSameBytes(backend: Backend): Promise<void> {
  const values = drawValues(blockProgram(), 3, undefined)
  const [one, two] = [await runProgram(backend, blockProgram(), 3, values), await runProgram(backend, blockProgram(), 3, values)]
  for (const [output, array] of Object.entries(one)) {
    expectSame(`${output} of a second run`, two[output] as ArrayLike<number>, array, 'fix the order of every sum')
  }
}

/** A task's numbers have the same bits in any company, so that tasks can be split among workers. */
export async function checkTaskAlone(backend: Backend): Promise<void> {
  for (const operation of operationCases) {
    const program = caseProgram(operation, 2)
    const values = drawValues(program, 5, operation.above)
    const together = await runProgram(backend, program, 5, values)
    for (const task of [0, 3]) {
      const own = Object.fromEntries(
        program.inputs.map(({ name, perTask }) => [name, perTask ? rowOf(values[name] as Float64Array, task, 5) : values[name]]),
      ) as Values
      const alone = await runProgram(backend, program, 1, own)
      for (const { name, perTask } of program.outputs) {
        const expected = perTask ? rowOf(together[name] as Float64Array, task, 5) : (together[name] as Float64Array)
        const remedy = 'let the order of a sum depend on one task alone, not on how many there are'
        expectSame(`${name} of ${operation.name}, task ${task} of 5 alone`, alone[name] as ArrayLike<number>, expected, remedy)
      }
    }
  }
}

function rowOf<Values extends Float32Array | Float64Array>(values: Values, task: number, tasks: number): Values {
  const size = values.length / tasks
  return values.slice(task * size, (task + 1) * size) as Values
}

/** Values come out in the precision that the backend declares, as arrays of it. */
export async function checkPrecision(backend: Backend): Promise<void> {
  const program = trace({ x: { shape: [2], perTask: true } }, ({ x }) => ({ y: scale(x, 1.5) }))
  const executable = await backend.compile(program, 2)
  executable.write('x', [1 + 2 ** -40, 1, 1, 1])
  await executable.run()
  const arrays = {
    read: await executable.read('y'),
    'rows().combine': await executable.rows('y').combine([1, 0]),
  }
  const expected = backend.precision === 'float64' ? 1.5 * (1 + 2 ** -40) : 1.5
  for (const [from, array] of Object.entries(arrays)) {
    const kind = array instanceof Float64Array ? 'float64' : 'float32'
    const remedy = 'store what precision says, and give out arrays of it'
    expectThat(kind === backend.precision, `values of ${backend.precision} from ${from}`, `values of ${kind}`, remedy)
    expectThat(array[0] === expected, `${expected} from ${from}`, `${array[0]}`, remedy)
  }
  executable.dispose()
}

/** Running allocates nothing that stays, and dispose gives everything back. */
export async function checkLeaks(backend: Backend): Promise<void> {
  const program = blockProgram()
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
  const remedy = 'free what a run makes before it ends, and the rest in dispose'
  expectThat(late === early, `${early} tensors after every run`, `${late} after 50`, remedy)
  executable.dispose()
  const after = backend.memory()
  expectThat(after.tensors === before.tensors, `${before.tensors} tensors after dispose`, `${after.tensors}`, remedy)
  executable.dispose()
  const twice = backend.memory()
  expectThat(twice.tensors === before.tensors, `${before.tensors} tensors after a second dispose`, `${twice.tensors}`, remedy)
}
