// From a user's own units to a model's and back: plain data that is part of what was learned, and goes where the model goes.

import { type FloatArray, fail } from '@assent/autodiff'

/** `(value − mean) / deviation`, for each place of an example. */
export interface Scale {
  readonly names: readonly string[]
  readonly mean: readonly number[]
  /** Above 0. */
  readonly deviation: readonly number[]
}

/** How examples were prepared for a model. What is left out was left as it was. */
export interface Preparation {
  /** Of inputs; repeats along an example that is longer, as the channels of a window do. */
  readonly inputs?: Scale
  /** Of targets. */
  readonly targets?: Scale
  /** The unit of targets, for people. */
  readonly unit?: string
  /** Classes in the order of the model's outputs, where every task has the same. */
  readonly labels?: readonly string[]
}

/** Values in a user's units, as the model takes them. */
export function toModel(scale: Scale | undefined, values: ArrayLike<number>): FloatArray {
  const { mean, deviation } = fitting(scale, values)
  return mapped(values, (value, place) => (value - mean(place)) / deviation(place))
}

/** Values of the model, in a user's units. */
export function fromModel(scale: Scale | undefined, values: ArrayLike<number>): FloatArray {
  const { mean, deviation } = fitting(scale, values)
  return mapped(values, (value, place) => value * deviation(place) + mean(place))
}

/** In the precision that the values have, float32 unless they say. */
function mapped(values: ArrayLike<number>, map: (value: number, place: number) => number): FloatArray {
  return values instanceof Float64Array ? values.map(map) : Float32Array.from(values, map)
}

function fitting(scale: Scale | undefined, { length }: ArrayLike<number>) {
  const { names, mean, deviation } = scale ?? { names: [''], mean: [0], deviation: [1] }
  const count = names.length
  if (length % count !== 0) fail('preparation', `whole rows of ${names.join(', ')}`, `${length} values`, 'join whole examples')
  return { mean: (place: number) => Number(mean[place % count]), deviation: (place: number) => Number(deviation[place % count]) }
}
