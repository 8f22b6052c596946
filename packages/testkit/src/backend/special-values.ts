// What is not finite must come out where the reference says, and nowhere else: screening relies on it.

import {
  add,
  type Backend,
  concat,
  convolve,
  div,
  exp,
  type FloatArray,
  fill,
  gate,
  log,
  matMul,
  max,
  maxPool,
  mul,
  type Program,
  pad,
  reference,
  relu,
  rsqrt,
  scale,
  sigmoid,
  sizeOf,
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
import { type OperationCase, one, two } from '../cases/case.js'
import { expectClose, expectThat } from '../check.js'
import { caseProgram, drawValues, runProgram, type Values } from '../differentiate.js'

const images = [1, 4, 4, 2]

/** Sums are kept short of overflow: whether a finite sum overflows on the way depends on its order. */
export const specialCases: readonly OperationCase[] = [
  ...Object.entries({ tanh, sigmoid, exp, log, sqrt, rsqrt, square, relu }).map(([name, f]) => one(name, [6, 5], f)),
  ...Object.entries({ add, sub, mul, div, gate }).map(([name, f]) => two(name, [6, 5], [6, 5], f)),
  one('scale by 0', [6, 5], (a) => scale(a, 0)),
  one('max', [6, 5], (a) => stopGradient(max(a))),
  one('sum', [6, 5], (a) => sum(a, [1])),
  one('layout', [6, 5], (a) => concat([transpose(slice(a, [1, 0], [4, 5])), pad(slice(a, [0, 0], [3, 2]), [1, 1], [5, 4])], 1)),
  two('matMul', [6, 5], [5, 6], (a, b) => matMul(a, b)),
  one('maxPool', images, (a) => maxPool(a)),
  one('maxPool with overlap', images, (a) => maxPool(a, 3, 1)),
  one('softmaxCrossEntropy', [6, 5], (a: Tensor) => softmaxCrossEntropy(a, fill(a, 0.2))),
]

/** Zeros of the padding may meet infinity, which makes NaN: whether they do is the backend's. */
export const paddedCases: readonly OperationCase[] = [
  two('convolve', images, [3, 3, 2, 2], (a, b) => convolve(a, b)),
  two('convolve with stride 2', images, [3, 3, 2, 2], (a, b) => convolve(a, b, { stride: 2 })),
]

const special = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 100, -100]

/** The value and the first derivative, for two tasks, with one value in six out of the ordinary. */
export async function checkSpecialValues(backend: Backend, operation: OperationCase): Promise<void> {
  const { program, values } = spoiled(operation, 2)
  const expected = await runProgram(reference(), program, 2, values)
  const found = await runProgram(backend, program, 2, values)
  for (const [output, array] of Object.entries(expected)) {
    expectClose({
      what: `${output} of ${operation.name}, as the reference has it`,
      found: found[output] as ArrayLike<number>,
      // What float64 can hold and float32 cannot is infinite there.
      expected: backend.precision === 'float32' ? Float32Array.from(array) : array,
      tolerance: 1e-5,
      remedy: 'let NaN and infinity through as IEEE arithmetic does; max and pooling keep NaN, a closed gate gives 0',
    })
  }
}

/** What is not finite in the first of two tasks is not lost, and the second, where all is finite, is as the reference has it. */
export async function checkPadding(backend: Backend, operation: OperationCase): Promise<void> {
  const { program, values } = spoiled(operation, 1)
  const expected = await runProgram(reference(), program, 2, values)
  const found = await runProgram(backend, program, 2, values)
  for (const [output, array] of Object.entries(expected)) {
    const own = found[output] as typeof array
    const what = `${output} of ${operation.name}`
    const lost = array.findIndex((value, i) => !Number.isFinite(value) && Number.isFinite(own[i]))
    expectThat(lost < 0, `${what} not finite where the reference is not`, `${own[lost]} at ${lost}`, 'multiply every value')
    const second = (values: typeof array) => values.slice(values.length / 2)
    expectClose({
      what: `${what} of the task beside one with NaN and infinity`,
      found: second(own),
      expected: second(array),
      tolerance: 1e-5,
      remedy: 'keep tasks apart',
    })
  }
}

/** The case's first derivative, with one value in six out of the ordinary in the first `tasks` of two tasks. */
function spoiled(operation: OperationCase, tasks: number): { program: Program; values: Values } {
  const program = caseProgram(operation, 1)
  const drawn = drawValues(program, 2, undefined)
  const mixed = operation.inputs.map((shape, i) => {
    const rng = createRng(9, 'special', i)
    const values = Float64Array.from(drawn[`x${i}`] as FloatArray)
    for (let at = 0; at < tasks * sizeOf(shape); at++) {
      if (rng.integer(6) === 0) values[at] = special[rng.integer(special.length)] as number
    }
    return [`x${i}`, values]
  })
  return { program, values: { ...drawn, ...Object.fromEntries(mixed) } }
}
