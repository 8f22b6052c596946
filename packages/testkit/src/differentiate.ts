// Programs for a case's value and derivatives, and the finite differences that they are held to.

import {
  add,
  type Backend,
  type FloatArray,
  gradient,
  type InputSpecification,
  mul,
  type Program,
  reference,
  sizeOf,
  sum,
  type Tensor,
  trace,
} from '@assent/autodiff'
import { createRng } from '@assent/core'
import type { OperationCase } from './cases/index.js'

/** Values of a case's inputs by name, flat. */
export type Values = { readonly [input: string]: FloatArray }

/** Which of a case's inputs differ from task to task. */
export type Mix = readonly boolean[]

/**
 * The case's `value`; with `order` 1 also `first0, first1, …`: the derivatives of `Σ value · c` in each input; with 2 also
 * `second0, …`: those of `Σᵢ firstᵢ · vᵢ`. The weights `c` and `vᵢ` are inputs, shared by all tasks.
 */
export function caseProgram({ inputs, compute }: OperationCase, order: 0 | 1 | 2, mix: Mix = inputs.map(() => true)): Program {
  const shapeOfValue = trace(
    named(
      'x',
      inputs.map((shape) => ({ shape, perTask: true })),
    ),
    (tensors) => ({ value: compute(...Object.values(tensors)) }),
  ).outputs[0]?.shape as readonly number[]
  const specifications: { [input: string]: InputSpecification } = {
    ...named(
      'x',
      inputs.map((shape, i) => ({ shape, perTask: mix[i] as boolean })),
    ),
    ...(order > 0 ? { c: { shape: shapeOfValue, perTask: false } } : {}),
    ...(order > 1
      ? named(
          'v',
          inputs.map((shape) => ({ shape, perTask: false })),
        )
      : {}),
  }
  return trace(specifications, (tensors) => {
    const xs = inputs.map((_, i) => tensors[`x${i}`] as Tensor)
    const value = compute(...xs)
    if (order === 0) return { value }
    const first = gradient(sum(mul(value, tensors.c as Tensor)), xs)
    if (order === 1) return { value, ...named('first', first) }
    const along = first.map((g, i) => sum(mul(g, tensors[`v${i}`] as Tensor))).reduce(add)
    return { value, ...named('first', first), ...named('second', gradient(along, xs)) }
  })
}

function named<Value>(prefix: string, values: readonly Value[]): { [name: string]: Value } {
  return Object.fromEntries(values.map((value, i) => [`${prefix}${i}`, value]))
}

/** Values for a program's inputs: of order one, rounded to float32, and away from 0, where relu and its like bend. */
export function drawValues(program: Program, tasks: number, above: number | undefined): Values {
  return Object.fromEntries(
    program.inputs.map(({ name, shape, perTask }) => {
      const rng = createRng(3, 'values', name)
      const draw = () => (above !== undefined && name.startsWith('x') ? above + rng.uniform(0, 1.5) : awayFromZero(rng.normal()))
      return [name, Float64Array.from({ length: sizeOf(shape) * (perTask ? tasks : 1) }, () => Math.fround(draw()))]
    }),
  )
}

function awayFromZero(value: number): number {
  return value + 0.1 * Math.sign(value)
}

/** Runs a program once; the outputs are copies. */
export async function runProgram(
  backend: Backend,
  program: Program,
  tasks: number,
  values: Values,
): Promise<{ [output: string]: FloatArray }> {
  const executable = await backend.compile(program, tasks)
  try {
    for (const { name } of program.inputs) executable.write(name, values[name] as FloatArray)
    await executable.run()
    const outputs: { [output: string]: FloatArray } = {}
    for (const { name } of program.outputs) outputs[name] = (await executable.read(name)).slice()
    return outputs
  } finally {
    executable.dispose()
  }
}

/**
 * Central differences in float64, on the reference, for one task: for each input, the change of `Σ value · c` (order 1) or of
 * `Σᵢ firstᵢ · vᵢ` (order 2) per unit.
 */
export async function finiteDifferences(operation: OperationCase, order: 1 | 2, values: Values): Promise<Float64Array[]> {
  const program = caseProgram(operation, order === 1 ? 0 : 1)
  const executable = await reference().compile(program, 1)
  const write = (name: string, array: FloatArray) => {
    if (program.inputs.some((port) => port.name === name)) executable.write(name, array)
  }
  for (const [name, array] of Object.entries(values)) write(name, array)
  const weighted = async (output: string, weights: string) => dot(await executable.read(output), values[weights] as FloatArray)
  const measure = async (): Promise<number> => {
    await executable.run()
    if (order === 1) return weighted('value', 'c')
    const parts = await Promise.all(operation.inputs.map((_, i) => weighted(`first${i}`, `v${i}`)))
    return parts.reduce((total, part) => total + part, 0)
  }
  const differences: Float64Array[] = []
  for (const i of operation.inputs.keys()) {
    const values0 = Float64Array.from(values[`x${i}`] as FloatArray)
    const difference = new Float64Array(values0.length)
    for (const k of values0.keys()) {
      const [above, below] = [values0.slice(), values0.slice()]
      above[k] = (above[k] as number) + STEP
      below[k] = (below[k] as number) - STEP
      write(`x${i}`, above)
      const high = await measure()
      write(`x${i}`, below)
      difference[k] = (high - (await measure())) / (2 * STEP)
    }
    write(`x${i}`, values0)
    differences.push(difference)
  }
  return differences
}

const STEP = 1e-5

function dot(a: FloatArray, b: FloatArray): number {
  let total = 0
  for (let i = 0; i < a.length; i++) total += (a[i] as number) * (b[i] as number)
  return total
}
