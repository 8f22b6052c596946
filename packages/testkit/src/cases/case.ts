// A small computation that backends are held to: its value and its derivatives.

import type { Shape, Tensor } from '@assent/autodiff'

/** A small computation that a backend must run, and differentiate twice, as float64 does. */
export interface OperationCase {
  readonly name: string
  /** Shapes of the inputs, in order. */
  readonly inputs: readonly Shape[]
  /** Values from this number up, where an operation is defined or smooth only there. */
  readonly above?: number
  /** Records it, of as many tensors as there are inputs. */
  compute(...tensors: readonly Tensor[]): Tensor
}

/** A case of one input. */
export function one(name: string, shape: Shape, f: (a: Tensor) => Tensor): OperationCase {
  return { name, inputs: [shape], compute: (a) => f(a as Tensor) }
}

/** A case of two inputs. */
export function two(name: string, left: Shape, right: Shape, f: (a: Tensor, b: Tensor) => Tensor): OperationCase {
  return { name, inputs: [left, right], compute: (a, b) => f(a as Tensor, b as Tensor) }
}

/** The case over values from `above` up. */
export function from(above: number, operation: OperationCase): OperationCase {
  return { ...operation, above }
}
