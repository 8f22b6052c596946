// Random programs: fused, unfused and reference agree, whatever the graph.

import {
  add,
  addScalar,
  broadcast,
  concat,
  div,
  exp,
  gate,
  matMul,
  max,
  mul,
  pad,
  reshape,
  scale,
  slice,
  square,
  stopGradient,
  sub,
  sum,
  type Tensor,
  tanh,
  trace,
  transpose,
} from '@assent/autodiff'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { simd } from '../src/index.js'
import { expectReference, randomInputs } from './support.js'

/** One random step: which operation, and which earlier tensors it reads. */
interface Choice {
  readonly operation: number
  readonly first: number
  readonly second: number
}

const rows = 6
const columns = 9

/** Every operation turns matrices of 6 × 9 into one, so that any can follow any. */
const operations: readonly ((a: Tensor, b: Tensor) => Tensor)[] = [
  add,
  sub,
  mul,
  gate,
  (a, b) => div(a, addScalar(square(b), 1)),
  (a) => tanh(a),
  (a) => exp(scale(tanh(a), 0.5)),
  (a) => scale(a, -0.7),
  (a) => stopGradient(a),
  (a, b) => add(a, sum(b, [0])),
  (a, b) => mul(a, broadcast(reshape(scale(sum(b, [1]), 0.1), [rows, 1]), [rows, columns])),
  (a, b) => sub(a, scale(broadcast(sum(mul(a, b)), [rows, columns]), 0.02)),
  (a, b) => sub(a, max(b)),
  (a, b) => scale(matMul(a, matMul(b, a, { transposeA: true })), 0.05),
  (a) => reshape(transpose(a), [rows, columns]),
  (a) => pad(slice(a, [1, 2], [4, 5]), [2, 0], [rows, columns]),
  (a, b) => concat([slice(a, [0, 0], [2, columns]), slice(b, [1, 0], [4, columns])], 0),
  (a, b) => concat([slice(a, [0, 3], [rows, 4]), slice(b, [0, 0], [rows, 5])], 1),
]

const choice = fc.record({ operation: fc.nat(operations.length - 1), first: fc.nat(1000), second: fc.nat(1000) })

function build(choices: readonly Choice[], shared: boolean) {
  const inputs = {
    a: { shape: [rows, columns], perTask: true },
    b: { shape: [rows, columns], perTask: !shared },
    c: { shape: [rows, columns], perTask: false },
  }
  return trace(inputs, ({ a, b, c }) => {
    const tensors = [a, b, c]
    for (const { operation, first, second } of choices) {
      const compute = operations[operation] as (a: Tensor, b: Tensor) => Tensor
      const made = compute(tensors[first % tensors.length] as Tensor, tensors[second % tensors.length] as Tensor)
      tensors.push(tanh(made))
    }
    return Object.fromEntries(tensors.slice(-3).map((tensor, index) => [`y${index}`, tensor]))
  })
}

it.each([true, false])('random programs match the reference, fused: %s', async (fuse) => {
  const backend = await simd({ fuse })
  await fc.assert(
    fc.asyncProperty(
      fc.array(choice, { minLength: 1, maxLength: 30 }),
      fc.boolean(),
      fc.constantFrom(1, 2, 5),
      async (choices, shared, tasks) => {
        const program = build(choices, shared)
        await expectReference(backend, program, tasks, randomInputs(program, tasks), 1e-4)
      },
    ),
    { seed: 1, numRuns: 1000 },
  )
  expect(backend.memory().tensors).toBe(0)
})
