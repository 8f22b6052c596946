// What lies next to zero: −0 and denormals. The promises are those of the contract of backends.

import {
  add,
  type Backend,
  broadcast,
  concat,
  convolve,
  div,
  fill,
  gate,
  matMul,
  max,
  maxPool,
  mul,
  type Precision,
  pad,
  reference,
  relu,
  reshape,
  rsqrt,
  scale,
  slice,
  sqrt,
  square,
  stopGradient,
  sub,
  sum,
  type Tensor,
  trace,
  transpose,
} from '@assent/autodiff'
import { expectSame, expectThat } from '../check.js'
import { runProgram } from '../differentiate.js'

/** Values in a row: no whole number of lanes or groups of any kernel. */
const LENGTH = 4099

/** 2 to the power of which is the smallest normal number. */
const leastExponent: Readonly<Record<Precision, number>> = { float32: -126, float64: -1022 }

/** Everything that moves or chooses gives the very bits that it was given. */
export async function checkMoves(backend: Backend): Promise<void> {
  const least = 2 ** leastExponent[backend.precision]
  const values = [-0, least / 8, -least / 2, 1, 0, least * (1 - 2 ** -10), -1.5, least]
  const program = trace({ a: { shape: [LENGTH], perTask: true }, low: { shape: [LENGTH], perTask: false } }, ({ a, low }) => ({
    input: a,
    reshape: reshape(a, [1, LENGTH, 1]),
    transpose: transpose(broadcast(a, [3, LENGTH]), [1, 0]),
    slice: slice(a, [1], [LENGTH - 2]),
    pad: pad(a, [2], [LENGTH + 5]),
    concat: concat([a, low, a], 0),
    broadcast: broadcast(reshape(a, [LENGTH, 1]), [LENGTH, 2]),
    stopGradient: stopGradient(a),
    relu: relu(a),
    gate: gate(a, fill(a, 1)),
    max: stopGradient(max(transpose(reshape(concat([a, low], 0), [2, LENGTH]), [1, 0]))),
    maxPool: maxPool(reshape(concat([low, a, low, low], 0), [1, 2, 2, LENGTH])),
  }))
  const given = {
    a: Float64Array.from({ length: 2 * LENGTH }, (_, i) => values[i % values.length] as number),
    low: new Float64Array(LENGTH).fill(-1e30),
  }
  const expected = await runProgram(reference(), program, 2, given)
  const found = await runProgram(backend, program, 2, given)
  for (const [output, array] of Object.entries(expected)) {
    const remedy = 'copy values without arithmetic: x + 0 loses the sign of −0, and some processors flush denormals'
    // Ordinary values that the precision cannot hold are rounded on the way in.
    const held = backend.precision === 'float32' ? Float32Array.from(array) : array
    expectSame(`${output}, values as they were`, found[output] as ArrayLike<number>, held, remedy)
  }
}

/** The sign of zero in, and out. */
const zeros: Readonly<Record<string, { readonly of: number; readonly is: number; readonly by: (a: Tensor) => Tensor }>> = {
  '−0 + −0': { of: -0, is: -0, by: (a) => add(a, fill(a, -0)) },
  '−0 − 0': { of: -0, is: -0, by: (a) => sub(a, fill(a, 0)) },
  '0 − 0': { of: 0, is: 0, by: (a) => sub(a, fill(a, 0)) },
  '−0 · 2': { of: -0, is: -0, by: (a) => mul(a, fill(a, 2)) },
  '0 · −2': { of: 0, is: -0, by: (a) => mul(a, fill(a, -2)) },
  '−0 / 2': { of: -0, is: -0, by: (a) => div(a, fill(a, 2)) },
  '1 / −0': { of: -0, is: Number.NEGATIVE_INFINITY, by: (a) => div(fill(a, 1), a) },
  '−0 scaled by 3': { of: -0, is: -0, by: (a) => scale(a, 3) },
  '−1 scaled by 0': { of: -1, is: -0, by: (a) => scale(a, 0) },
  '(−0)²': { of: -0, is: 0, by: square },
  '√−0': { of: -0, is: -0, by: sqrt },
  '1 / √−0': { of: -0, is: Number.NEGATIVE_INFINITY, by: rsqrt },
}

/** IEEE's sign of zero in arithmetic that rounds once. */
export async function checkZeros(backend: Backend): Promise<void> {
  for (const length of [5, LENGTH]) {
    for (const [name, { of, is, by }] of Object.entries(zeros)) {
      const program = trace({ a: { shape: [length], perTask: true } }, ({ a }) => ({ y: by(a) }))
      const { y } = await runProgram(backend, program, 2, { a: new Float64Array(2 * length).fill(of) })
      expectSame(name, y as ArrayLike<number>, new Float64Array(2 * length).fill(is), 'follow IEEE 754')
    }
  }
}

/** Exact results that are denormal, or come from denormals; and those of arithmetic that takes denormals for 0. */
function underflows(least: number) {
  const [tiny, root] = [2 ** (least - 3), 2 ** (least / 2 - 3)]
  const four = [4, LENGTH]
  return {
    'a + a': { of: tiny, is: 2 * tiny, by: (a: Tensor) => add(a, a) },
    'a − 2⁻ᵐ': { of: 1.5 * 2 ** least, is: 2 ** (least - 1), by: (a: Tensor) => sub(a, fill(a, 2 ** least)) },
    'a + 0': { of: tiny, is: tiny, by: (a: Tensor) => add(a, fill(a, 0)) },
    'a · a': { of: root, is: root * root, by: (a: Tensor) => mul(a, fill(a, root)) },
    'a / 8': { of: 2 ** least, is: 2 ** (least - 3), by: (a: Tensor) => div(a, fill(a, 8)) },
    'a scaled by ½': { of: tiny, is: tiny / 2, by: (a: Tensor) => scale(a, 0.5) },
    'a²': { of: root, is: root * root, by: square },
    '√a': { of: 2 ** (least - 4), is: 2 ** (least / 2 - 2), by: sqrt },
    'a summed four times': { of: tiny, is: 4 * tiny, by: (a: Tensor) => sum(broadcast(a, four), [0]) },
    'a times a row of ones': {
      of: tiny,
      is: 4 * tiny,
      by: (a: Tensor) => reshape(matMul(fill(a, 1, [1, 4]), broadcast(a, four)), [LENGTH]),
    },
    'a convolved with a filter of ones': {
      of: tiny,
      is: 4 * tiny,
      by: (a: Tensor) => reshape(convolve(reshape(broadcast(a, four), [LENGTH, 1, 1, 4]), fill(a, 1, [1, 1, 4, 1])), [LENGTH]),
    },
  }
}

/** Gradual underflow, exactly; nothing is asked of a backend that says that it flushes. */
export async function checkDenormals(backend: Backend): Promise<void> {
  for (const [name, { of, is, by }] of Object.entries(underflows(leastExponent[backend.precision]))) {
    const program = trace({ a: { shape: [LENGTH], perTask: true } }, ({ a }) => ({ y: by(a) }))
    const { y } = await runProgram(backend, program, 2, { a: new Float64Array(2 * LENGTH).fill(of) })
    const other = y?.findIndex((value) => !(value === is || (backend.flushesDenormals && value === 0)))
    expectThat(
      other === -1,
      `${is} for ${name} of ${of}`,
      `${y?.[other as number]} at ${other}`,
      'leave denormals alone, or declare flushesDenormals',
    )
  }
}
