// A meta-learner: what one task proposes to the initialization. Written for one task, as recorded tensors.

import { fill, type Tensor } from '@assent/autodiff'
import type { Rng } from '../rng.js'
import { type Adaptation, type AdaptationState, type AdaptingTask, type ExampleTensors, finishAdaptation } from './adaptation.js'
import type { Model, Parameter } from './model.js'
import type { Described } from './settings.js'

/** One task as a learner sees it in training. */
export interface TrainingTask extends AdaptingTask {
  /** All that is meta-learned: θ, then the learner's own meta-parameters. An update has one tensor for each. */
  readonly meta: readonly Tensor[]
  /** All support examples of the inner loop. */
  readonly support: ExampleTensors
  /** The support examples of each inner step: minibatches where the learner asks for them, else all of them. */
  readonly batches: readonly ExampleTensors[]
  /** The examples that θᵢ is judged on: none of the inner loop's. */
  readonly query: ExampleTensors
  /** The numbers of {@link Learner.schedule}, as scalars. */
  readonly schedule: readonly Tensor[]
  /** The loss on the query examples, with statistics from support where a model has some. */
  queryLoss(parameters: readonly Tensor[]): Tensor
}

/** What one task asks of the initialization. */
export interface Proposal {
  /** θᵢ, the parameters after the inner loop: those that the adaptation's last state predicts with. */
  readonly adapted: readonly Tensor[]
  /** What the weighted sum is taken over: one tensor for each of `task.meta`. Points uphill: the outer optimizer subtracts. */
  readonly update: readonly Tensor[]
}

/** A meta-parameter that a learner brings along. */
export interface LearnedParameter extends Parameter {
  /** Initial values, flat. */
  initialize(rng: Rng): ArrayLike<number>
}

/**
 * A meta-learning rule: how one task adapts, and what it proposes to θ for that. Written for one task; the pipeline runs
 * it for many.
 */
export interface Learner extends Described {
  /** 2 when the update differentiates through the inner steps. */
  readonly order: 1 | 2
  /** Inner steps in training. */
  readonly innerSteps: number
  /** Support examples per inner step; all of them when undefined. */
  readonly batch: number | undefined
  /** What happens to a task, in training as afterwards. */
  readonly adaptation: Adaptation
  /** Meta-parameters of its own for a model, trained, voted on and saved like θ; none when undefined. */
  learned?(model: Model): readonly LearnedParameter[]
  /** Numbers that depend on the meta-step alone, which is counted from 1; none when undefined. */
  schedule?(metaStep: number, metaSteps: number): readonly number[]
  /** Records the inner loop, and the update that follows from where it ends. */
  propose(task: TrainingTask): Proposal
}

/** The states of the inner loop: before the first step, and after each (Algorithm 1, lines 4–6). */
export function trajectory(task: TrainingTask, adaptation: Adaptation): readonly AdaptationState[] {
  const [theta] = task.theta
  let state = adaptation.begin(task, task.support)
  const states = [state]
  for (const [index, batch] of task.batches.entries()) {
    const numbers = adaptation.coefficients?.(index + 1) ?? []
    const scalars = theta ? numbers.map((value) => fill(theta, value, [])) : []
    state = adaptation.step(task, state, batch, scalars)
    states.push(state)
  }
  return states
}

/** θᵢ: the parameters after all inner steps. */
export function innerLoop(task: TrainingTask, adaptation: Adaptation): readonly Tensor[] {
  const last = trajectory(task, adaptation).at(-1)
  return last ? finishAdaptation(adaptation, task, last, task.support) : task.theta
}

/**
 * All that the outer loop learns, in the order in which it lies in the flat vector: the model's parameters, then the
 * learner's own.
 */
export function metaParameters({ model, learner }: { readonly model: Model; readonly learner: Learner }): readonly Parameter[] {
  return [...model.parameters, ...(learner.learned?.(model) ?? [])]
}
