// Runs a function of tensors on the reference, for one task.

import { type InputSpecification, reference, type Tensor, trace } from '../src/index.js'

/** A tensor's values, flat, with its shape. */
export interface Values {
  readonly shape: readonly number[]
  readonly values: readonly number[]
}

export const scalar = (value: number): Values => ({ shape: [], values: [value] })
export const vector = (...values: number[]): Values => ({ shape: [values.length], values })
export const matrix = (...rows: number[][]): Values => ({ shape: [rows.length, rows[0]!.length], values: rows.flat() })

/** `[1, height, width, 1]` of these rows. */
export const image = (...rows: number[][]): Values => ({ shape: [1, rows.length, rows[0]!.length, 1], values: rows.flat() })

/** What `compute` makes of the inputs: the shape and values of its result. */
export async function run(compute: (...tensors: Tensor[]) => Tensor, ...inputs: Values[]): Promise<Values> {
  const names = inputs.map((_, i) => `x${i}`)
  const specifications: { [name: string]: InputSpecification } = Object.fromEntries(
    inputs.map(({ shape }, i) => [names[i], { shape, perTask: true }]),
  )
  const program = trace(specifications, (tensors) => ({ y: compute(...names.map((name) => tensors[name] as Tensor)) }))
  const executable = await reference().compile(program, 1)
  for (const [i, { values }] of inputs.entries()) executable.write(names[i] as string, values)
  await executable.run()
  return { shape: program.outputs[0]!.shape, values: Array.from(await executable.read('y')) }
}

/** The values alone. */
export async function valuesOf(compute: (...tensors: Tensor[]) => Tensor, ...inputs: Values[]): Promise<readonly number[]> {
  return (await run(compute, ...inputs)).values
}
