// A model: parameters with names and shapes, and what they do to inputs. Written for one task.

import { type FloatArray, type Precision, type Shape, sizeOf, type Tensor } from '@assent/autodiff'
import type { Rng } from '../rng.js'
import type { Described } from './settings.js'

/** A part of the flat parameter vector: as many values as its shape has, row-major. */
export interface Parameter {
  /** Unlike that of the others: checkpoints and learned rates go by it. */
  readonly name: string
  readonly shape: Shape
}

/** What one forward pass may use beside parameters and inputs. */
export interface Pass {
  /** What `observe` found in the task's support examples; a model with statistics uses the inputs' own when undefined. */
  readonly statistics?: readonly Tensor[]
  /** A random mask of 0 and 1/keep for dropout, drawn from the run's stream; undefined outside training, where nothing is dropped. */
  readonly mask?: (shape: Shape, keep: number) => Tensor
}

/** A function with parameters, recorded for one task. What θ holds is where they start. */
export interface Model extends Described {
  /** Shape of one example's input. */
  readonly inputShape: Shape
  /** Shape of one example's prediction. */
  readonly outputShape: Shape
  /** In the order in which they lie in the flat parameter vector. */
  readonly parameters: readonly Parameter[]
  /**
   * Whether predictions for one example depend on the others beside it, as batch statistics make them; with `statistics`,
   * whether they still do when those are given.
   */
  readonly transductive: boolean
  /** Values that predictions take from a task's support examples beside the parameters (the moments of a `task` norm); none when undefined. */
  readonly statistics?: readonly Parameter[]
  /** Initial values, flat, one array per parameter. */
  initialize(rng: Rng): readonly ArrayLike<number>[]
  /** Those values, for support inputs. Required with `statistics`. */
  observe?(parameters: readonly Tensor[], inputs: Tensor): readonly Tensor[]
  /** Predictions `[count, …outputShape]` for inputs `[count, …inputShape]`. */
  apply(parameters: readonly Tensor[], inputs: Tensor, pass?: Pass): Tensor
  /** What the linear head sees, `[count, features]`: for learners that build heads of their own. */
  features?(parameters: readonly Tensor[], inputs: Tensor, pass?: Pass): Tensor
  /** The names of the parameters of the linear head, for learners that adapt it alone, or all but it. */
  readonly head?: { readonly weight: string; readonly bias: string }
}

/** Length of the flat parameter vector. */
export function parameterCount({ parameters }: Pick<Model, 'parameters'>): number {
  return parameters.reduce((total, { shape }) => total + sizeOf(shape), 0)
}

/** A vector of zeros in a precision. */
export function createArray(precision: Precision, length: number): FloatArray {
  return precision === 'float32' ? new Float32Array(length) : new Float64Array(length)
}

/** The model's initial parameters, joined in order. The same numbers for every backend, rounded to its precision. */
export function initialParameters(model: Model, rng: Rng, precision: Precision): FloatArray {
  const flat = createArray(precision, parameterCount(model))
  let offset = 0
  for (const values of model.initialize(rng)) {
    flat.set(Float32Array.from(values), offset)
    offset += values.length
  }
  return flat
}

/** Views of each parameter inside the flat vector. */
export function splitParameters(model: Pick<Model, 'parameters'>, flat: FloatArray): FloatArray[] {
  let offset = 0
  return model.parameters.map(({ shape }) => {
    const begin = offset
    offset += sizeOf(shape)
    return flat.subarray(begin, offset)
  })
}
