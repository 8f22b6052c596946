// A program as a flat list of calls, made once: each call makes one tensor in a slot of its own. Reshaping costs nothing,
// since a slot's values have no shape but the one that a call reads them under.

import { type Shape, sizeOf } from '@assent/autodiff'
import type { Strengths } from './access.js'
import type { Inputs } from './entries.js'

/** A value of the program: its slot, and the shape of one task. Where `perTask`, the slot holds `[tasks, …shape]`. */
export interface Operand {
  readonly slot: number
  readonly shape: Shape
  readonly perTask: boolean
}

/** A slot's values under a shape, the task axis included. */
export interface View {
  readonly slot: number
  readonly shape: Shape
}

/** A loop over plain arrays: from its inputs' values to all values of the output, which are not set before. */
export type Loop = (inputs: Inputs<Float32Array>, output: Float32Array) => void

/** One tensor from others: by a kernel of TensorFlow.js, by the kernel once for each task, or by a loop of ours. */
export type Call = { readonly output: number; readonly shape: Shape } & (
  | {
      readonly kind: 'kernel'
      readonly name: string
      readonly attributes: object
      readonly inputs: { readonly [argument: string]: View }
    }
  | {
      readonly kind: 'kernelPerTask'
      readonly name: string
      readonly attributes: object
      readonly inputs: { readonly [argument: string]: Operand }
    }
  | { readonly kind: 'loop'; readonly loop: Loop; readonly inputs: readonly number[] }
)

/** Collects the calls of a program. Each method returns the slot that it makes. */
export interface Planner {
  readonly tasks: number
  readonly strengths: Strengths
  /** A slot of that many values, filled from outside. */
  external(size: number): number
  /** A slot that holds these values for good. */
  constant(values: Float32Array): number
  /** Shapes include the task axis. */
  kernel(name: string, inputs: { readonly [argument: string]: View }, shape: Shape, attributes?: object): number
  /** Shapes are those of one task. */
  kernelPerTask(name: string, inputs: { readonly [argument: string]: Operand }, shape: Shape, attributes: object): number
  loop(inputs: readonly number[], shape: Shape, loop: Loop): number
  readonly calls: readonly Call[]
  /** Number of values in each slot. */
  readonly sizes: readonly number[]
  readonly constants: ReadonlyMap<number, Float32Array>
}

/** A planner without calls. */
export function createPlanner(tasks: number, strengths: Strengths): Planner {
  const calls: Call[] = []
  const sizes: number[] = []
  const constants = new Map<number, Float32Array>()
  const external = (size: number) => sizes.push(size) - 1
  return {
    tasks,
    strengths,
    calls,
    sizes,
    constants,
    external,
    constant: (values) => {
      const slot = external(values.length)
      constants.set(slot, values)
      return slot
    },
    kernel: (name, inputs, shape, attributes = {}) => {
      const output = external(sizeOf(shape))
      calls.push({ kind: 'kernel', name, attributes, inputs, output, shape })
      return output
    },
    kernelPerTask: (name, inputs, shape, attributes) => {
      const output = external(tasks * sizeOf(shape))
      calls.push({ kind: 'kernelPerTask', name, attributes, inputs, output, shape })
      return output
    },
    loop: (inputs, shape, loop) => {
      const output = external(sizeOf(shape))
      calls.push({ kind: 'loop', loop, inputs, output, shape })
      return output
    },
  }
}

/** A value under its whole shape: with the task axis where it has one. */
export function whole({ slot, shape, perTask }: Operand, tasks: number): View {
  return { slot, shape: perTask ? [tasks, ...shape] : shape }
}
