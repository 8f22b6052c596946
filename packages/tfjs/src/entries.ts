// Entries that are there by construction: reading one says so in its type.

import { fail } from '@assent/autodiff'

/** The inputs of an operation or a loop. Typed as at least two, so that those of two can name them; those of one name one. */
export type Inputs<Value> = readonly [Value, Value, ...Value[]]

/** A length, a stride or a place for each axis of images `[batch, row, column, channel]` or filters `[row, column, in, out]`. */
export type Quad = readonly [number, number, number, number]

/** What the plan made sure of. */
export function present<Value>(value: Value | undefined): Value {
  return value ?? fail('backend of TensorFlow.js', 'a plan that keeps to its rules', 'one that does not', 'report this program')
}

/** The entry of `list` at `index`. */
export function at<Entry>(list: readonly Entry[], index: number): Entry {
  return present(list[index])
}

/** Inputs as operations name them, `none` where there are fewer. */
export function inputsOf<Value>([first, second, ...others]: readonly Value[], none: Value): Inputs<Value> {
  return [first ?? none, second ?? none, ...others]
}

/** A shape of four axes, or the strides of one. */
export function quadOf(list: readonly number[]): Quad {
  return [at(list, 0), at(list, 1), at(list, 2), at(list, 3)]
}
