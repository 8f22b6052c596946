// What planning promises: fused steps are one call, tasks share the memory of inner values, loops are shared by shape.

import {
  add,
  broadcast,
  matMul,
  mul,
  relu,
  reshape,
  type Shape,
  scale,
  sub,
  sum,
  type Tensor,
  tanh,
  trace,
} from '@assent/autodiff'
import { expect, it } from 'vitest'
import { simd } from '../src/index.js'
import { planProgram } from '../src/plan/plan.js'
import { expectReference, runOnce } from './support.js'

const perTask = (shape: Shape) => ({ shape, perTask: true })

it('computes a chain and the sums of its results in one call', () => {
  const program = trace({ a: perTask([20, 8]), b: perTask([8]) }, ({ a, b }) => {
    const hidden = relu(add(mul(a, a), b))
    return { hidden, total: sum(hidden, [0]), squares: sum(mul(hidden, a), [0]) }
  })
  const count = (fuse: boolean) => planProgram(program, 3, { fuse }).perTask.length
  expect(count(true)).toBe(1)
  expect(count(false)).toBe(6)
})

it('does not fuse across a value that must be complete first', () => {
  const program = trace({ a: perTask([20, 8]) }, ({ a }) => {
    const squared = mul(a, a)
    return { centered: sub(squared, sum(squared, [0])) }
  })
  expect(planProgram(program, 1, { fuse: true }).perTask.length).toBe(2)
})

it('keeps inner values for one group of tasks at a time', async () => {
  const backend = await simd()
  const program = trace({ a: perTask([300, 4]), w: { shape: [4, 300], perTask: false } }, ({ a, w }) => ({
    total: sum(tanh(matMul(tanh(matMul(a, w)), a, { transposeA: true }))),
  }))
  const grown = backend.forecast(program, 200) - backend.forecast(program, 100)
  // Inputs of 4800 bytes and outputs of 4 bytes per task, rounded to cache lines; no inner value of 360 000 bytes.
  expect(grown).toBeGreaterThanOrEqual(100 * 4804 - 128)
  expect(grown).toBeLessThanOrEqual(100 * 4804 + 128)
})

it('lets a result take the place of an operand that is read no more', () => {
  const steps = (count: number) =>
    trace({ a: perTask([256, 256]) }, ({ a }) => {
      let x: Tensor = matMul(a, a)
      for (let step = 0; step < count; step++) x = tanh(x)
      return { total: sum(x) }
    })
  const bytes = (count: number) => planProgram(steps(count), 1, { fuse: false }).offsets
  const inner = (count: number) => new Set([...bytes(count).values()]).size
  expect(inner(5)).toBe(inner(1))
})

it('compiles one loop for groups that do the same', () => {
  const program = trace({ a: perTask([6, 8]), w: perTask([8, 8]) }, ({ a, w }) => {
    const first = relu(matMul(a, w))
    const second = relu(matMul(first, w))
    return { third: relu(matMul(second, w)) }
  })
  const plan = planProgram(program, 2, { fuse: true })
  expect(plan.perTask.filter(({ command }) => command === 'nest').length).toBe(3)
  expect(plan.perTask.filter(({ command }) => command === 'product').length).toBe(3)
  // One for the three activations, one for the three products.
  expect(plan.bodies.length).toBe(2)
})

it('tells groups apart that differ in nothing but the sign of a zero', async () => {
  const program = trace({ a: perTask([4]), b: perTask([4]) }, ({ a, b }) => ({ plus: scale(a, 0), minus: scale(b, -0) }))
  const { plus, minus } = await runOnce(await simd(), program, 1, { a: [1, 1, 1, 1], b: [1, 1, 1, 1] })
  expect(plus).toEqual([0, 0, 0, 0])
  expect(minus).toEqual([-0, -0, -0, -0])
})

it('gives groups that do the same the values that each of them reads and writes', async () => {
  const program = trace({ a: perTask([4]), b: perTask([4]) }, ({ a, b }) => {
    const [left, right] = [tanh(a), tanh(b)]
    return { left, right, difference: sub(left, right), other: sub(right, left) }
  })
  const { left, right, difference, other } = await runOnce(await simd({ fuse: false }), program, 1, {
    a: [1, 2, 3, 4],
    b: [0, 0, 0, 0],
  })
  expect(right).toEqual([0, 0, 0, 0])
  expect(difference).toEqual(left)
  expect(other).toEqual(left?.map((value) => -value))
})

it('keeps groups apart that wait for each other through one that grew later', async () => {
  // hidden and late form a group that first comes before score, then waits for gate: result may not join gate's.
  const program = trace({ a: perTask([8, 8]), b: perTask([8, 1]), c: perTask([8]) }, ({ a, b, c }) => {
    const hidden = tanh(a)
    const score = reshape(matMul(hidden, b), [8])
    const gate = tanh(c)
    const late = add(hidden, broadcast(gate, [8, 8]))
    return { late, result: add(gate, score) }
  })
  await expectReference(await simd(), program, 3)
})
