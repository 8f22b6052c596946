// Runs a program on the reference and on this backend with the same random inputs, and compares.

import { type Backend, type Program, portSize, reference, type Tensor, trace } from '@assent/autodiff'
import { expect } from 'vitest'

export type Outputs = { readonly [name: string]: Tensor }
export type Compute = (tensors: { readonly [name: string]: Tensor }) => Outputs

/** A generator of numbers from −1 to 1 (mulberry32). */
export function numbers(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2147483648 - 1
  }
}

/** Random values for every input, rounded to float32 so that all backends start from the same. */
export function randomInputs(program: Program, tasks: number, seed = 1): { [name: string]: Float32Array } {
  const next = numbers(seed)
  return Object.fromEntries(program.inputs.map((port) => [port.name, Float32Array.from({ length: portSize(port, tasks) }, next)]))
}

/** Runs a program once and returns its outputs. */
export async function runOnce(
  backend: Backend,
  program: Program,
  tasks: number,
  inputs: { readonly [name: string]: ArrayLike<number> },
) {
  const executable = await backend.compile(program, tasks)
  for (const [name, values] of Object.entries(inputs)) executable.write(name, values)
  await executable.run()
  const outputs: { [name: string]: number[] } = {}
  for (const { name } of program.outputs) outputs[name] = Array.from(await executable.read(name))
  executable.dispose()
  return outputs
}

/** The distance of two vectors, relative to the norm of the second. Not finite values must agree exactly. */
export function distance(found: readonly number[], expected: readonly number[]): number {
  let difference = 0
  let norm = 0
  for (const [index, value] of expected.entries()) {
    const own = found[index] as number
    if (Number.isFinite(value) && Number.isFinite(own)) {
      difference += (own - value) ** 2
      norm += value ** 2
    } else if (!Object.is(own, value)) return Infinity
  }
  return found.length === expected.length ? Math.sqrt(difference / Math.max(norm, 1e-30)) : Infinity
}

/** Expects the backend's outputs to be those of the reference, to `tolerance` relative to each output's norm. */
export async function expectReference(
  backend: Backend,
  program: Program,
  tasks: number,
  inputs: { readonly [name: string]: ArrayLike<number> } = randomInputs(program, tasks),
  tolerance = 2e-6,
): Promise<void> {
  const expected = await runOnce(reference(), program, tasks, inputs)
  const found = await runOnce(backend, program, tasks, inputs)
  for (const { name } of program.outputs) {
    const error = distance(found[name] as number[], expected[name] as number[])
    expect(error, `${name}, ${tasks} tasks: ${show(found[name])} against ${show(expected[name])}`).toBeLessThan(tolerance)
  }
}

function show(values: readonly number[] | undefined): string {
  return `[${values
    ?.slice(0, 8)
    .map((value) => value.toPrecision(6))
    .join(', ')}${(values?.length ?? 0) > 8 ? ', …' : ''}]`
}

/** Programs of `compute` with every mix of shared and per-task inputs. */
export function mixes(shapes: { readonly [name: string]: readonly number[] }, compute: Compute): Program[] {
  const names = Object.keys(shapes)
  return Array.from({ length: 2 ** names.length }, (_, mix) => {
    const inputs = Object.fromEntries(
      names.map((name, index) => [name, { shape: shapes[name] as number[], perTask: (mix >> index) % 2 === 1 }]),
    )
    return trace(inputs, compute)
  })
}
