// Programs with every mix of shared inputs and inputs per task, run on the reference and on a backend.

import { type Backend, type Program, portSize, reference, type Shape, type Tensor, trace } from '@assent/autodiff'
import { createRng } from '@assent/core'
import { runProgram } from '@assent/testkit'
import { expect } from 'vitest'

export interface Case {
  readonly name: string
  readonly inputs: readonly Shape[]
  compute(...tensors: readonly Tensor[]): Tensor
}

export type Values = { readonly [input: string]: Float64Array }

/** One program for each mix. */
export function programs({ inputs, compute }: Case): Program[] {
  return Array.from({ length: 2 ** inputs.length }, (_, bits) =>
    trace(Object.fromEntries(inputs.map((shape, i) => [`x${i}`, { shape, perTask: ((bits >> i) & 1) === 1 }])), (tensors) => ({
      value: compute(...Object.values(tensors)),
    })),
  )
}

/** Values for a program's inputs, float32: normal, or each of them one of `special` with `chance`. */
export function draw(program: Program, tasks: number, special: readonly number[] = [], chance = 0): Values {
  return Object.fromEntries(
    program.inputs.map((port) => {
      const rng = createRng(5, port.name, tasks)
      const value = () => (rng.uniform(0, 1) < chance ? (special[rng.integer(special.length)] as number) : rng.normal())
      return [port.name, Float64Array.from({ length: portSize(port, tasks) }, () => Math.fround(value()))]
    }),
  )
}

/** The value on the reference and on the backend. */
export async function both(backend: Backend, program: Program, tasks: number, values: Values) {
  const expected = await runProgram(reference(), program, tasks, values)
  const found = await runProgram(backend, program, tasks, values)
  return { expected: expected.value as Float64Array, found: found.value as Float32Array }
}

/** Expects equal numbers to `tolerance` of the expected ones' norm, and the same where they are not finite. */
export function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>, what: string, tolerance = 2e-6): void {
  expect(found.length, what).toBe(expected.length)
  let [distance, norm] = [0, 0]
  for (let i = 0; i < expected.length; i++) {
    const [own, other] = [found[i] as number, expected[i] as number]
    if (Number.isFinite(other)) {
      distance += (own - other) ** 2
      norm += other ** 2
    } else expect(own, `${what}, at ${i}`).toBe(other)
  }
  expect(Math.sqrt(distance), what).toBeLessThanOrEqual(tolerance * Math.sqrt(norm))
}

/** Compares a case for 1 and 3 tasks and every mix, and expects nothing to be left behind. */
export async function expectReference(backend: Backend, own: Case, special: readonly number[] = [], chance = 0): Promise<void> {
  const before = backend.memory()
  for (const program of programs(own)) {
    for (const tasks of [1, 3]) {
      const { expected, found } = await both(backend, program, tasks, draw(program, tasks, special, chance))
      const mix = program.inputs.map(({ perTask }) => (perTask ? 'own' : 'shared')).join(', ')
      expectClose(found, expected, `${own.name}, ${tasks} tasks, ${mix}`)
    }
  }
  const { tensors, bytes } = backend.memory()
  expect({ tensors, bytes }, own.name).toEqual({ tensors: before.tensors, bytes: before.bytes })
}
