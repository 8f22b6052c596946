// A model at work on the float64 reference: parameters that are like those of training, inputs, and programs over both.

import { type InputSpecification, type Program, reference, sizeOf, type Tensor, trace } from '@assent/autodiff'
import { createRng, type Model } from '@assent/core'
import { runProgram, type Values } from '../differentiate.js'

/** What a function of a model sees. */
export interface ModelTensors {
  readonly parameters: readonly Tensor[]
  readonly x: Tensor
  /** Support examples, for models that take statistics from them. */
  readonly support: Tensor
  /** Directions in which derivatives are taken: one for the prediction, one for each parameter. */
  readonly weights: Tensor
  readonly along: readonly Tensor[]
}

const SUPPORT = 4

/** Inputs of order one, about as images and measurements are given to models; another draw for each `try`. */
export function drawInputs({ inputShape }: Model, count: number, attempt: number, part = 'query'): Float64Array {
  const rng = createRng(attempt, 'inputs', part)
  return Float64Array.from({ length: count * sizeOf(inputShape) }, () => rng.normal())
}

/** Initial parameters, and a little noise: what starts at 0 or 1 would hide mistakes. */
export function drawParameters(model: Model, attempt: number): Float64Array[] {
  const rng = createRng(attempt, 'noise')
  return model
    .initialize(createRng(attempt, 'model'))
    .map((values) => Float64Array.from(values, (own) => own + 0.1 * rng.normal()))
}

/** Records a function of the model for `count` inputs. */
export function modelProgram(
  model: Model,
  count: number,
  compute: (tensors: ModelTensors) => { readonly [output: string]: Tensor },
): Program {
  const shared = (shape: readonly number[]): InputSpecification => ({ shape, perTask: false })
  const inputs: { [name: string]: InputSpecification } = {
    x: { shape: [count, ...model.inputShape], perTask: true },
    support: { shape: [SUPPORT, ...model.inputShape], perTask: true },
    weights: shared([count, ...model.outputShape]),
  }
  for (const [p, { shape }] of model.parameters.entries()) {
    inputs[`p${p}`] = shared(shape)
    inputs[`v${p}`] = shared(shape)
  }
  return trace(inputs, (tensors) => {
    const of = (prefix: string) => model.parameters.map((_, p) => tensors[`${prefix}${p}`] as Tensor)
    const { x, support, weights } = tensors as { readonly [name in 'x' | 'support' | 'weights']: Tensor }
    return compute({ parameters: of('p'), x, support, weights, along: of('v') })
  })
}

/** Predictions as they are made in use: with statistics from support where the model has some. */
export function predict(model: Model, { parameters, x, support }: ModelTensors): Tensor {
  const statistics = model.observe?.(parameters, support)
  return model.apply(parameters, x, statistics && { statistics })
}

/** Values for all inputs of a program over the model. */
export function drawModelValues(model: Model, count: number, attempt: number): Values {
  const normals = (name: string, length: number) => {
    const rng = createRng(attempt, name)
    return Float64Array.from({ length }, () => rng.normal())
  }
  const named = (prefix: string, arrays: readonly Float64Array[]) => arrays.map((array, p) => [`${prefix}${p}`, array] as const)
  const directions = model.parameters.map(({ name, shape }) => normals(`along ${name}`, sizeOf(shape)))
  return {
    x: drawInputs(model, count, attempt),
    support: drawInputs(model, SUPPORT, attempt, 'support'),
    weights: normals('weights', count * sizeOf(model.outputShape)),
    ...Object.fromEntries([...named('p', drawParameters(model, attempt)), ...named('v', directions)]),
  }
}

/** Runs a program over the model on the reference. */
export async function runModel(program: Program, values: Values): Promise<Values> {
  return runProgram(reference(), program, 1, values)
}
