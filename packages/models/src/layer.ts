// A layer: a plain value that says what it is, and what it does to examples of a given shape.

import type { Shape, Tensor } from '@assent/autodiff'
import type { Described, Parameter, Pass, Rng } from '@assent/core'

/** A parameter and how its values begin. */
export interface Start {
  readonly shape: Shape
  /** Initial values, flat: as many as the shape has. */
  initialize(rng: Rng): ArrayLike<number>
}

/** Parameters by the names that they have inside their layer. */
export interface Starts {
  readonly [name: string]: Start
}

/** Shapes of values that are found in the support examples, by name. */
export interface Shapes {
  readonly [name: string]: Shape
}

/** One tensor for each name of a record. */
export type Tensors<Names> = { readonly [Name in keyof Names]: Tensor }

/** What a forward pass gives a layer beside parameters and inputs. */
export interface LayerPass<S extends Shapes> extends Pick<Pass, 'mask'> {
  /** What `observe` found; a layer uses the inputs' own where it is undefined. */
  readonly statistics?: Tensors<S>
}

/** A layer for examples of one shape. */
export interface LayerForm<P extends Starts, S extends Shapes = Record<never, Shape>> {
  /** Of one example. */
  readonly outputShape: Shape
  readonly parameters: P
  /** Whether an example's output depends on the others beside it, even when the statistics are given. @defaultValue false */
  readonly transductive?: boolean
  /** Values that it takes from support examples: see `observe`. */
  readonly statistics?: S
  /** Those values, for support inputs `[count, …inputShape]`. Required with `statistics`. */
  observe?(parameters: Tensors<P>, inputs: Tensor): Tensors<S>
  /** Outputs `[count, …outputShape]` for inputs `[count, …inputShape]`. */
  apply(parameters: Tensors<P>, inputs: Tensor, pass: LayerPass<S>): Tensor
  /** The names of its weight and bias, where it is linear and sees `[count, features]`: a model that it ends has a head. */
  readonly head?: { readonly weight: string; readonly bias: string }
}

/** A parameter with its name, and how its values begin. */
export interface InitializedParameter extends Parameter, Start {}

/** A layer for examples of one shape, its parameters in order. */
export interface BuiltLayer extends Pick<LayerForm<Starts>, 'outputShape' | 'head'> {
  readonly transductive: boolean
  readonly parameters: readonly InitializedParameter[]
  readonly statistics: readonly Parameter[]
  /** The statistics, in order, of support inputs `[count, …inputShape]`; none for a layer without. */
  observe(parameters: readonly Tensor[], inputs: Tensor): readonly Tensor[]
  /** Outputs `[count, …outputShape]` for inputs `[count, …inputShape]`. */
  apply(parameters: readonly Tensor[], inputs: Tensor, pass: Pass): Tensor
}

/** A layer before it is known what comes in: a plain value with options. */
export interface Layer extends Described {
  /** @throws AssentError when it takes no examples of this shape */
  build(inputShape: Shape): BuiltLayer
}

/** A built layer from its form: parameters and statistics have names, by which `apply` and `observe` get them. */
export function buildLayer<P extends Starts, S extends Shapes = Record<never, Shape>>(form: LayerForm<P, S>): BuiltLayer {
  const { outputShape, transductive = false, parameters, statistics, head } = form
  const shapes = Object.entries(statistics ?? {})
  const named = (values: readonly Tensor[]) => byName(parameters, values)
  return {
    outputShape,
    transductive,
    parameters: Object.entries(parameters).map(([name, start]) => ({ name, ...start })),
    statistics: shapes.map(([name, shape]) => ({ name, shape })),
    ...(head ? { head } : {}),
    observe: (values, inputs) => Object.values<Tensor>(form.observe?.(named(values), inputs) ?? {}),
    apply: (values, inputs, { mask, statistics: found }) =>
      form.apply(named(values), inputs, {
        ...(mask ? { mask } : {}),
        ...(statistics && found ? { statistics: byName(statistics, found) } : {}),
      }),
  }
}

/** Values under the names of a record, in its order. */
function byName<Names extends object>(names: Names, values: readonly Tensor[]): Tensors<Names> {
  return Object.fromEntries(Object.keys(names).map((name, place) => [name, values[place]])) as Tensors<Names>
}
