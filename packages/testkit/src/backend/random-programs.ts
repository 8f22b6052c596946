// Programs that nobody thought of: random compositions of operations, of moderate values, with both derivatives, against the
// float64 reference.

import {
  add,
  addScalar,
  type Backend,
  concat,
  convolve,
  div,
  exp,
  gate,
  log,
  matMul,
  maxPool,
  mul,
  pad,
  reference,
  relu,
  reshape,
  rsqrt,
  type Shape,
  scale,
  sigmoid,
  sizeOf,
  slice,
  softmax,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  transpose,
} from '@assent/autodiff'
import { createRng, type Rng } from '@assent/core'
import { timeBudget } from '../budget.js'
import type { OperationCase } from '../cases/case.js'
import { expectThat, norm, relativeError } from '../check.js'
import { caseProgram, drawValues, type Mix, runProgram, type Values } from '../differentiate.js'

const [LEAST, MOST, MILLISECONDS] = [25, 400, 4000]
const TASKS = 3
const LARGEST = 120

/** Functions that keep values of order one, and are smooth where float32 and float64 could take different sides. */
const functions: readonly ((a: Tensor, rng: Rng) => Tensor)[] = [
  tanh,
  sigmoid,
  (a) => square(tanh(a)),
  (a) => exp(scale(tanh(a), 0.7)),
  (a) => log(addScalar(square(a), 1.5)),
  (a) => sqrt(addScalar(square(a), 0.5)),
  (a) => rsqrt(addScalar(square(a), 0.5)),
  (a, rng) => scale(a, rng.uniform(-1.5, 1.5)),
  (a, rng) => addScalar(a, rng.uniform(-1, 1)),
]

/** Functions of two tensors whose shapes go together. */
const pairs: readonly ((a: Tensor, b: Tensor) => Tensor)[] = [
  add,
  sub,
  (a, b) => mul(a, tanh(b)),
  (a, b) => div(a, addScalar(square(b), 1)),
]

/** Other layouts and sums of the same values. */
const layouts: readonly ((a: Tensor, rng: Rng) => Tensor)[] = [
  (a, rng) => transpose(a, rng.sample(a.shape.length, a.shape.length)),
  (a) => reshape(a, [sizeOf(a.shape)]),
  (a, rng) => (a.shape.length === 0 ? a : along(a, rng.integer(a.shape.length), rng)),
  (a, rng) => (a.shape.length === 0 ? a : meanOver(a, rng.integer(a.shape.length))),
  (a) => (a.shape.length === 0 ? a : softmax(a)),
  (a) => {
    const matrix = asMatrix(a)
    return scale(matMul(matrix, tanh(matrix), { transposeB: true }), 1 / (matrix.shape[1] as number))
  },
  (a) => {
    const [rows, columns] = asMatrix(a).shape as [number, number]
    const image = reshape(a, [1, rows, columns, 1])
    return rows > 1 && columns > 1 ? relu(maxPool(image, 2, 1)) : image
  },
]

/** A part, or more, of one axis. */
function along(a: Tensor, axis: number, rng: Rng): Tensor {
  const length = a.shape[axis] as number
  const changed = (value: number) => a.shape.map((own, at) => (at === axis ? value : own))
  const begin = (value: number) => a.shape.map((_, at) => (at === axis ? value : 0))
  const choices = [
    () => concat([a, square(tanh(a))], axis),
    () => pad(a, begin(1), changed(length + 2)),
    () => (length > 1 ? slice(a, begin(1), changed(length - 1)) : a),
  ]
  return (choices[rng.integer(choices.length)] as () => Tensor)()
}

function meanOver(a: Tensor, axis: number): Tensor {
  return scale(sum(a, [axis]), 1 / (a.shape[axis] as number))
}

function asMatrix(a: Tensor): Tensor {
  const last = a.shape.at(-1) ?? 1
  return reshape(a, [sizeOf(a.shape) / last, last])
}

/** NumPy's rule, aligned right. */
function goTogether(a: Shape, b: Shape): boolean {
  return a.every((length, axis) => {
    const other = b[axis + b.length - a.length]
    return other === undefined || other === length || other === 1 || length === 1
  })
}

/** Whether a tensor of shape `a` repeats to the shape `b`. */
function repeatsTo(a: Shape, b: Shape): boolean {
  return a.length <= b.length && a.every((length, axis) => length === 1 || length === b[axis + b.length - a.length])
}

/** The program that this seed leads to: a dozen operations on two to four tensors. */
export function randomCase(seed: number): OperationCase {
  const draw = createRng(seed, 'shapes')
  const inputs = Array.from({ length: 2 + draw.integer(3) }, () =>
    Array.from({ length: draw.integer(4) }, () => 1 + draw.integer(4)),
  )
  const filter = [2, 2, 1, 2]
  return {
    name: `random program ${seed}`,
    inputs: [...inputs, filter],
    // The same draws however often it is recorded.
    compute: (...given) => compose(given.slice(0, -1), given.at(-1) as Tensor, createRng(seed, 'operations')),
  }
}

function compose(given: readonly Tensor[], filter: Tensor, rng: Rng): Tensor {
  const known = [...given]
  const pick = <Value>(from: readonly Value[]) => from[rng.integer(from.length)] as Value
  for (let done = 0; done < 12; done++) {
    // Half of the time the last result, so that programs grow deep as well as wide.
    const a = rng.integer(2) === 0 ? (known.at(-1) as Tensor) : pick(known)
    const partners = known.filter(({ shape }) => goTogether(a.shape, shape))
    const gates = given.filter(({ shape }) => repeatsTo(a.shape, shape))
    const [rows, columns] = asMatrix(a).shape as [number, number]
    const ways: (() => Tensor)[] = [
      () => pick(functions)(a, rng),
      () => pick(pairs)(a, pick(partners)),
      () => pick(layouts)(a, rng),
      () => (gates.length > 0 ? gate(a, pick(gates)) : a),
      () => scale(convolve(reshape(a, [1, rows, columns, 1]), filter), 0.5),
    ]
    const next = pick(ways)()
    known.push(sizeOf(next.shape) > LARGEST ? meanOver(next, next.shape.length - 1) : next)
  }
  return known.at(-1) as Tensor
}

/** As many random programs as the time allows. */
export async function checkRandomPrograms(backend: Backend): Promise<void> {
  const timeLeft = timeBudget(MILLISECONDS)
  for (let seed = 0; seed < LEAST || (seed < MOST && timeLeft()); seed++) await checkRandomProgram(backend, seed)
}

async function checkRandomProgram(backend: Backend, seed: number): Promise<void> {
  const operation = randomCase(seed)
  const rng = createRng(seed, 'mix')
  const mix: Mix = operation.inputs.map(() => rng.integer(2) === 0)
  const program = caseProgram(operation, 2, mix)
  const values = drawValues(program, TASKS, undefined)
  const expected = await runProgram(reference(), program, TASKS, values)
  const moved = await runProgram(reference(), program, TASKS, nudged(values, seed))
  const found = await runProgram(backend, program, TASKS, values)
  // What cancels out is no better than the rounding of what it is made of.
  const least = 0.01 * norm(Object.values(expected).flatMap((array) => Array.from(array)))
  for (const [output, array] of Object.entries(expected)) {
    // How ill-conditioned this output is: what a last place in each input does to it.
    const change = norm(array.map((value, i) => value - (moved[output]?.[i] as number)))
    const scale = Math.max(norm(array), least, 1e-12)
    const tolerance = backend.precision === 'float64' ? 1e-11 : 5e-5 + (30 * change) / scale
    const error = relativeError(found[output] as ArrayLike<number>, array, least)
    expectThat(
      error <= tolerance,
      `${output} of ${operation.name} as the reference has it, within ${tolerance.toExponential(1)}`,
      `an error of ${error.toExponential(2)}`,
      'take the program apart: randomCase(seed) records it',
    )
  }
}

/** Every value a last place of float32 up or down. */
function nudged(values: Values, seed: number): Values {
  return Object.fromEntries(
    Object.entries(values).map(([name, array]) => {
      const rng = createRng(seed, 'nudge', name)
      return [name, array.map((value) => value * (1 + (rng.integer(2) - 0.5) * 2 ** -22))]
    }),
  )
}
