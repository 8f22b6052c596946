// The sizes, task counts and run counts of real training: a kernel may be right for a handful of values, and wrong beyond
// a tile, a page or a group of tasks.

import {
  add,
  type Backend,
  batchNorm,
  broadcast,
  concat,
  convolve,
  div,
  exp,
  gate,
  log,
  matMul,
  max,
  maxPool,
  meanSquaredError,
  mul,
  type Program,
  pad,
  reference,
  relu,
  rsqrt,
  scale,
  sigmoid,
  slice,
  softmaxCrossEntropy,
  sqrt,
  square,
  stopGradient,
  sub,
  sum,
  type Tensor,
  tanh,
  transpose,
} from '@assent/autodiff'
import { createRng } from '@assent/core'
import { from, type OperationCase, one, two } from '../cases/case.js'
import { convolutionBlock } from '../cases/index.js'
import { expectClose, expectSame } from '../check.js'
import { caseProgram, drawValues, runProgram, type Values } from '../differentiate.js'

/** More than 4096 values, and a multiple of nothing. */
const LENGTH = 5003
const matrix = [71, 67]
const images = [3, 28, 27, 3]

const large: readonly OperationCase[] = [
  ...Object.entries({ tanh, sigmoid, exp, square, relu }).map(([name, f]) => one(name, [LENGTH], f)),
  ...Object.entries({ log, sqrt, rsqrt }).map(([name, f]) => from(0.4, one(name, [LENGTH], f))),
  ...Object.entries({ add, sub, mul, div }).flatMap(([name, f]) => [
    from(0.4, two(`${name} of equal shapes`, [LENGTH], [LENGTH], f)),
    from(0.4, two(`${name} of rows`, matrix, [67], f)),
    from(0.4, two(`${name} of columns`, matrix, [71, 1], f)),
  ]),
  two('gate', [LENGTH], [LENGTH], gate),
  one('scale', [LENGTH], (a) => scale(square(a), -1.5)),
  one('sum of all', [LENGTH], (a) => square(sum(a))),
  one('sum over rows', matrix, (a) => square(sum(a, [0]))),
  one('sum over columns', matrix, (a) => square(sum(a, [1]))),
  one('max', matrix, (a) => sub(a, stopGradient(max(a)))),
  one('layout', matrix, (a) => concat([transpose(slice(square(a), [1, 0], [67, 67])), pad(a, [2, 0], [80, 67])], 0)),
  one('broadcast', [67], (a) => square(broadcast(square(a), [71, 67]))),
  two('matMul 71×67×65', matrix, [67, 65], (a, b) => matMul(a, b)),
  two('matMul 65×71×67, first transposed', [71, 65], matrix, (a, b) => matMul(a, b, { transposeA: true })),
  two('matMul 71×67×65, second transposed', matrix, [65, 67], (a, b) => matMul(a, b, { transposeB: true })),
  two('matMul 2×5003×3', [2, LENGTH], [LENGTH, 3], (a, b) => matMul(a, b)),
  two('convolve', images, [3, 3, 3, 9], (a, b) => convolve(a, b)),
  two('convolve with stride 2, valid', images, [3, 3, 3, 9], (a, b) => convolve(a, b, { stride: 2, padding: 'valid' })),
  one('maxPool', images, (a) => square(maxPool(a))),
  one('maxPool with overlap', images, (a) => square(maxPool(a, 3, 2))),
  {
    name: 'batchNorm',
    inputs: [images, [3], [3]],
    compute: (...tensors) => batchNorm(...(tensors as [Tensor, Tensor, Tensor])),
  },
  two('softmaxCrossEntropy', matrix, matrix, (a, b) => softmaxCrossEntropy(a, stopGradient(b))),
]

/** Two layers under a loss, differentiated twice as MAML does. */
const net: OperationCase = two('net', [5, 3], [3, 9], (a, b) =>
  meanSquaredError(matMul(tanh(matMul(a, b)), b, { transposeB: true }), square(a)),
)

const programs: readonly { readonly name: string; readonly program: Program }[] = [net, convolutionBlock].map((operation) => ({
  name: operation.name,
  program: caseProgram(operation, 2),
}))

/** Well-conditioned whatever the inputs: batchNorm is not, where values lie close together. */
const tame = [net, two('images', [2, 6, 6, 1], [3, 3, 1, 2], (a, b) => tanh(maxPool(convolve(a, b))))].map((operation) => ({
  name: operation.name,
  program: caseProgram(operation, 1),
}))

interface Tried {
  readonly what: string
  readonly program: Program
  readonly tasks: number
  readonly values: Values
  readonly found: Values
  readonly remedy: string
}

async function expectAsReference(backend: Backend, { what, program, tasks, values, found, remedy }: Tried): Promise<void> {
  const expected = await runProgram(reference(), program, tasks, values)
  for (const { name } of program.outputs) {
    expectClose({
      what: `${name} of ${what}`,
      found: found[name] as ArrayLike<number>,
      expected: expected[name] as ArrayLike<number>,
      tolerance: backend.precision === 'float64' ? 1e-12 : 5e-5,
      remedy,
    })
  }
}

/** Values and first derivatives over more values than a small test has. */
export const largeChecks: readonly { readonly name: string; run(backend: Backend): Promise<void> }[] = large.map((operation) => ({
  name: `${operation.name} of ${operation.inputs.map((shape) => `[${shape}]`).join(' and ')}`,
  run: async (backend) => {
    const program = caseProgram(operation, 1)
    const values = drawValues(program, 2, operation.above)
    const found = await runProgram(backend, program, 2, values)
    const remedy = 'look at what changes with size: tiles, remainders, buffers, the order of sums'
    await expectAsReference(backend, { what: operation.name, program, tasks: 2, values, found, remedy })
  },
}))

const taskCounts = [1, 2, 3, 4, 6, 7, 8, 9, 15, 16, 17, 24, 25, 31, 32, 33, 50, 64, 65, 100]

/** Each count of tasks against the reference, and its last task to the bits of that task alone. */
export async function checkTaskCounts(backend: Backend): Promise<void> {
  for (const { name: own, program } of programs) {
    for (const tasks of taskCounts) {
      const values = drawValues(program, tasks, undefined)
      const found = await runProgram(backend, program, tasks, values)
      const remedy = 'look at what changes with the number of tasks'
      await expectAsReference(backend, { what: `${own} for ${tasks} tasks`, program, tasks, values, found, remedy })
      await expectLastAlone(backend, { what: `${own} for ${tasks} tasks`, program, tasks, values, found, remedy })
    }
  }
}

async function expectLastAlone(backend: Backend, { what, program, tasks, values, found }: Tried): Promise<void> {
  const last = (array: Values[string], perTask: boolean) => (perTask ? array.slice(-array.length / tasks) : array)
  const own = program.inputs.map(({ name, perTask }) => [name, last(values[name] as Values[string], perTask)])
  const alone = await runProgram(backend, program, 1, Object.fromEntries(own))
  for (const { name, perTask } of program.outputs) {
    const remedy = 'let the order of a sum depend on one task alone, not on how many there are'
    const expected = last(found[name] as Values[string], perTask)
    expectSame(`${name} of ${what}, the last as alone`, alone[name] as ArrayLike<number>, expected, remedy)
  }
}

const RUNS = 150
const rounds = { [`one executable run ${RUNS} times`]: false, [`three executables run in turns, ${RUNS} times`]: true }

/** Executables that live as long as a training: new inputs at every run, alone and in turns with another. */
export const longRunChecks: readonly { readonly name: string; run(backend: Backend): Promise<void> }[] = Object.entries(
  rounds,
).map(([name, inTurns]) => ({
  name,
  run: (backend) => checkLongRun(backend, inTurns ? [...tame.slice(0, 1), ...tame] : tame.slice(0, 1)),
}))

async function checkLongRun(backend: Backend, of: typeof programs): Promise<void> {
  const own = await Promise.all(of.map(({ program }) => backend.compile(program, 3)))
  const expected = await Promise.all(of.map(({ program }) => reference().compile(program, 3)))
  for (let run = 0; run < RUNS; run++) {
    for (const [place, { program }] of of.entries()) {
      for (const { name, shape, perTask } of program.inputs) {
        const values = drawnAt(run, `${place} ${name}`, shape, perTask ? 3 : 1)
        own[place]?.write(name, values)
        expected[place]?.write(name, values)
      }
    }
    await Promise.all([...own, ...expected].map((executable) => executable.run()))
    for (const [place, { name: what, program }] of of.entries()) {
      for (const { name } of program.outputs) {
        expectClose({
          what: `${name} of ${what} in run ${run + 1}`,
          found: (await own[place]?.read(name)) as ArrayLike<number>,
          expected: (await expected[place]?.read(name)) as ArrayLike<number>,
          tolerance: backend.precision === 'float64' ? 1e-12 : 5e-5,
          remedy: 'let a run depend on its inputs alone, and not on the runs before it or beside it',
        })
      }
    }
  }
  for (const executable of own) executable.dispose()
}

function drawnAt(run: number, input: string, shape: readonly number[], tasks: number): Float64Array {
  const rng = createRng(run, 'long run', input)
  const length = shape.reduce((size, axis) => size * axis, tasks)
  return Float64Array.from({ length }, () => {
    const value = rng.normal()
    return Math.fround(value + 0.1 * Math.sign(value))
  })
}
