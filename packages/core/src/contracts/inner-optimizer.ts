// How one task's parameters move in the inner loop: a fragment of a program, the same for training,
// evaluation and adaptation.

import { fill, gradient, type Tensor } from '@assent/autodiff'
import type { Described } from './settings.js'

/** What an inner step changes: one tensor per parameter, and the optimizer's own state for each. */
export interface InnerState {
  readonly parameters: readonly Tensor[]
  /** `slots[p][s]`: state `s` of parameter `p`, of the parameter's shape. Zeros before the first step. */
  readonly slots: readonly (readonly Tensor[])[]
}

export interface InnerOptimizer extends Described {
  /** State kept per parameter from step to step, by name. Fresh for each task. */
  readonly slots: readonly string[]
  /** Whether a gradient may be taken through its steps; second-order learners require it. */
  readonly differentiable: boolean
  /** Numbers that depend on the step alone, counted from 1. They enter a program as scalars. */
  coefficients(step: number): readonly number[]
  /** Moves one parameter against its gradient. */
  update(
    parameter: Tensor,
    gradient: Tensor,
    slots: readonly Tensor[],
    coefficients: readonly Tensor[],
    name: string,
  ): { readonly parameter: Tensor; readonly slots: readonly Tensor[] }
}

/** The state before the first step. */
export function freshState(optimizer: InnerOptimizer, parameters: readonly Tensor[]): InnerState {
  return { parameters, slots: parameters.map((parameter) => optimizer.slots.map(() => fill(parameter, 0))) }
}

/** One step down the gradient of `loss`, whose value depends on `state.parameters`. */
export function innerStep(
  optimizer: InnerOptimizer,
  state: InnerState,
  loss: Tensor,
  coefficients: readonly Tensor[],
  names: readonly string[],
): InnerState {
  const gradients = gradient(loss, state.parameters)
  const moved = state.parameters.map((parameter, p) =>
    optimizer.update(parameter, gradients[p] as Tensor, state.slots[p] as readonly Tensor[], coefficients, names[p] as string),
  )
  return { parameters: moved.map(({ parameter }) => parameter), slots: moved.map(({ slots }) => slots) }
}
