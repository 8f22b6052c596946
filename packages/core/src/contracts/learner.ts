// A meta-learner: what one task proposes to the initialization. Written for one task, as recorded tensors.

import { fill, type Tensor } from '@assent/autodiff'
import { freshState, type InnerOptimizer, innerStep } from './inner-optimizer.js'
import type { Described } from './settings.js'

/** Recorded examples: inputs `[count, …inputShape]` and targets `[count, …targetShape]`. */
export interface ExampleTensors {
  readonly x: Tensor
  readonly y: Tensor
}

/** One task as a learner sees it. */
export interface TaskTrace {
  /** The initialization θ, one tensor per parameter. */
  readonly theta: readonly Tensor[]
  readonly names: readonly string[]
  /** The support examples of each inner step: minibatches where the learner asks for them, else all of them. */
  readonly batches: readonly ExampleTensors[]
  readonly query: ExampleTensors
  /** The scalar loss of parameters on examples. */
  loss(parameters: readonly Tensor[], examples: ExampleTensors): Tensor
}

export interface Proposal {
  /** θᵢ, the parameters after the inner loop. */
  readonly adapted: readonly Tensor[]
  /** What the weighted sum is taken over. Points uphill: the outer optimizer subtracts. */
  readonly update: readonly Tensor[]
}

export interface Learner extends Described {
  /** 2 when the update differentiates through the inner steps. */
  readonly order: 1 | 2
  /** Inner steps in training. */
  readonly steps: number
  /** Support examples per inner step; all of them when undefined. */
  readonly batch: number | undefined
  readonly inner: InnerOptimizer
  propose(task: TaskTrace): Proposal
}

/** θᵢ: `task.batches.length` inner steps from θ (Algorithm 1, lines 4–6). */
export function innerLoop(task: TaskTrace, optimizer: InnerOptimizer): readonly Tensor[] {
  const [theta] = task.theta as readonly [Tensor]
  let state = freshState(optimizer, task.theta)
  for (const [index, batch] of task.batches.entries()) {
    const coefficients = optimizer.coefficients(index + 1).map((value) => fill(theta, value, []))
    state = innerStep(optimizer, state, task.loss(state.parameters, batch), coefficients, task.names)
  }
  return state.parameters
}
