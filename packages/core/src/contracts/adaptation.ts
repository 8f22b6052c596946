// What happens to one task: from the initialization to parameters that predict. Written for one task, as recorded tensors;
// training, evaluation, `adapt` and reports all run this one value.

import type { Tensor } from '@assent/autodiff'
import type { Described } from './settings.js'

/** Recorded examples: inputs `[count, …inputShape]` and targets `[count, …targetShape]`. */
export interface ExampleTensors {
  readonly x: Tensor
  readonly y: Tensor
}

/** One task as its adaptation sees it. */
export interface AdaptingTask {
  /** The initialization θ, one tensor per model parameter. */
  readonly theta: readonly Tensor[]
  /** The names of the model's parameters, in the same order. */
  readonly names: readonly string[]
  /** Those of the model's linear head, if it says which they are. */
  readonly head: { readonly weight: string; readonly bias: string } | undefined
  /** The learner's own meta-parameters, by name: learned rates, for one. */
  readonly learned: { readonly [name: string]: Tensor }
  /** Predictions `[count, …outputShape]`. `support` is where a model with statistics takes them from: `x` itself unless given. */
  predict(parameters: readonly Tensor[], x: Tensor, support?: Tensor): Tensor
  /** What the model's head sees, `[count, features]`; refused by a model that does not say what its features are. */
  features(parameters: readonly Tensor[], x: Tensor, support?: Tensor): Tensor
  /** The scalar loss of predictions for these examples. */
  loss(parameters: readonly Tensor[], examples: ExampleTensors, support?: Tensor): Tensor
}

/** A task on its way. */
export interface AdaptationState {
  /** θᵢ so far, one tensor per model parameter. */
  readonly parameters: readonly Tensor[]
  /** What else goes from step to step, by name: an optimizer's averages, for one. */
  readonly memory: { readonly [name: string]: Tensor }
}

/** How one task is learned from its support examples, step by step. An inner optimizer is one, which `gradientSteps` makes. */
export interface Adaptation extends Described {
  /** Whether a gradient may be taken through its steps; second-order learners require it. */
  readonly differentiable: boolean
  /** Whether the model's head begins at what support examples say, so that θ need not have one: then tasks may have any number of classes. @defaultValue false */
  readonly buildsHead?: boolean
  /** Numbers that depend on the inner step alone, which is counted from 1. They enter a program as scalars; none when undefined. */
  coefficients?(innerStep: number): readonly number[]
  /** The state before the first step. */
  begin(task: AdaptingTask, support: ExampleTensors): AdaptationState
  /** One inner step, over all parameters at once, on support examples. */
  step(task: AdaptingTask, state: AdaptationState, examples: ExampleTensors, coefficients: readonly Tensor[]): AdaptationState
  /** The parameters to predict with; the state's own when undefined. */
  finish?(task: AdaptingTask, state: AdaptationState, support: ExampleTensors): readonly Tensor[]
}

/** The parameters that a state predicts with. */
export function finishAdaptation(
  adaptation: Adaptation,
  task: AdaptingTask,
  state: AdaptationState,
  support: ExampleTensors,
): readonly Tensor[] {
  return adaptation.finish?.(task, state, support) ?? state.parameters
}
