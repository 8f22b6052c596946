// Both backends of TensorFlow.js against the reference: every operation, every class of shapes, every mix of shared inputs
// and inputs per task; then the numbers that are none.

import {
  add,
  type Backend,
  convolve,
  div,
  exp,
  fill,
  gate,
  gradient,
  log,
  matMul,
  max,
  maxPool,
  mul,
  operationKinds,
  relu,
  rsqrt,
  sigmoid,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  trace,
} from '@assent/autodiff'
import { cpu } from '@assent/backend-cpu'
import { node, nodeInstallation } from '@assent/backend-node'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { wasm } from '../src/index.js'
import { cases } from './cases.js'
import { both, type Case, draw, expectReference, programs } from './support.js'

it('covers every operation', () => {
  const kinds = Object.values(cases).flatMap((group) =>
    group.flatMap((own) => programs(own).flatMap(({ nodes }) => nodes.map(({ operation }) => operation.kind))),
  )
  expect(new Set(kinds)).toEqual(new Set(operationKinds))
})

describe.each([
  ['cpu', cpu],
  ['wasm', wasm],
  ['node', node],
] as const)('%s', (own, open) => {
  const isPassedOver = own === 'node' && !nodeInstallation().installed && !process.env.CI
  let backend: Backend
  beforeAll(async () => {
    if (!isPassedOver) backend = await open()
  })
  beforeEach(({ skip }) => skip(isPassedOver, 'not installed'))

  it.each(Object.entries(cases))('computes as the reference does: %s', async (__, group) => {
    for (const own of group) await expectReference(backend, own)
  })

  const special = [NaN, Infinity, -Infinity, 0, 1, -1]
  const images = [2, 4, 4, 3]
  const exact: { readonly [name: string]: Case['compute'] } = {
    tanh: (a) => tanh(a as Tensor),
    sigmoid: (a) => sigmoid(a as Tensor),
    exp: (a) => exp(a as Tensor),
    log: (a) => log(a as Tensor),
    sqrt: (a) => sqrt(a as Tensor),
    rsqrt: (a) => rsqrt(square(a as Tensor)),
    square: (a) => square(a as Tensor),
    relu: (a) => relu(a as Tensor),
    'relu of what became NaN': (a, b) => relu(sub(mul(a as Tensor, b as Tensor), mul(b as Tensor, a as Tensor))),
    gate: (a, b) => gate(a as Tensor, b as Tensor),
    add: (a, b) => add(a as Tensor, b as Tensor),
    sub: (a, b) => sub(a as Tensor, b as Tensor),
    mul: (a, b) => mul(a as Tensor, b as Tensor),
    div: (a, b) => div(a as Tensor, b as Tensor),
    max: (a) => max(a as Tensor),
    'sum of all': (a) => sum(a as Tensor),
    'sum over images': (a) => sum(a as Tensor, [0, 1, 2]),
    'sum over channels': (a) => sum(a as Tensor, [3]),
    maxPool: (a) => maxPool(a as Tensor),
    'maxPool of what became NaN': (a, b) => maxPool(sub(mul(a as Tensor, b as Tensor), mul(b as Tensor, a as Tensor))),
    'gradient of maxPool and relu': (a, b) =>
      gradient(sum(mul(maxPool(relu(a as Tensor)), maxPool(b as Tensor))), [a as Tensor])[0] as Tensor,
  }

  it.each(Object.entries(exact))('keeps what is not finite: %s', async (name, compute) => {
    await expectReference(backend, { name, inputs: [images, images], compute }, special, 0.4)
  })

  const [x, w, g] = [
    [2, 6, 6, 3],
    [3, 3, 3, 4],
    [2, 3, 3, 4],
  ] as const
  const along = (a: Tensor, b: Tensor, c: Tensor) => sum(mul(convolve(a, b, { stride: 2 }), c))
  const spreading: readonly Case[] = [
    {
      name: 'matMul, few',
      inputs: [
        [4, 5],
        [5, 3],
      ],
      compute: (a, b) => matMul(a as Tensor, b as Tensor),
    },
    {
      name: 'matMul, many',
      inputs: [
        [40, 30],
        [30, 40],
      ],
      compute: (a, b) => matMul(a as Tensor, b as Tensor),
    },
    { name: 'convolve', inputs: [x, w], compute: (a, b) => convolve(a as Tensor, b as Tensor, { stride: 2 }) },
    {
      name: 'convolveImages',
      inputs: [g, w],
      compute: (c, b) => {
        const a = fill(c as Tensor, 0, x)
        return gradient(along(a, b as Tensor, c as Tensor), [a])[0] as Tensor
      },
    },
    {
      name: 'convolveFilters',
      inputs: [x, g],
      compute: (a, c) => {
        const b = fill(c as Tensor, 0, w)
        return gradient(along(a as Tensor, b, c as Tensor), [b])[0] as Tensor
      },
    },
  ]

  // Zeros that stand for padding or for gaps may turn further values into NaN; none may be lost.
  it.each(spreading)('loses nothing that is not finite: $name', async (own) => {
    for (const program of programs(own)) {
      const values = draw(program, 3, [NaN, Infinity, -Infinity], 0.02)
      const { expected, found } = await both(backend, program, 3, values)
      expect(expected.some((value) => !Number.isFinite(value))).toBe(true)
      for (const [i, value] of expected.entries()) {
        if (!Number.isFinite(value)) expect(Number.isFinite(found[i])).toBe(false)
        else if (Number.isFinite(found[i])) expect(Math.abs((found[i] as number) - value)).toBeLessThan(1e-4)
      }
    }
  })

  it('takes new values of a matrix and of filters that all tasks share', async () => {
    const shared = trace(
      {
        a: { shape: [20, 30], perTask: true },
        b: { shape: [30, 40], perTask: false },
        x: { shape: x, perTask: true },
        w: { shape: w, perTask: false },
      },
      (own) => ({ value: add(sum(matMul(own.a, own.b)), sum(convolve(own.x, own.w))) }),
    )
    const executable = await backend.compile(shared, 3)
    const values = draw(shared, 3)
    for (const factor of [1, 2, -3]) {
      const scaled = Object.fromEntries(
        Object.entries(values).map(([name, array]) => [name, 'bw'.includes(name) ? array.map((value) => factor * value) : array]),
      )
      for (const [name, array] of Object.entries(scaled)) executable.write(name, array)
      await executable.run()
      const { expected } = await both(backend, shared, 3, scaled)
      const found = await executable.read('value')
      for (const [i, value] of expected.entries()) expect(Math.abs((found[i] as number) - value)).toBeLessThan(1e-3)
    }
    executable.dispose()
  })
})
