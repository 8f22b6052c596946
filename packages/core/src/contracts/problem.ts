// What is learned, from what, and how: the part of a run that a program is made of.

import { type Backend, fail, type Shape, sameShape, showShape, type Tensor } from '@assent/autodiff'
import type { ExampleTensors, Learner } from './learner.js'
import { defaultLoss, type Loss, type Model } from './model.js'
import type { TaskSource } from './task-source.js'

export interface Problem {
  readonly tasks: TaskSource
  readonly model: Model
  readonly learner: Learner
  readonly backend: Backend
  /** Mean squared error for regression and softmax cross-entropy for classification, unless given. */
  readonly loss?: Loss
}

/** The scalar loss of parameters on examples, as recorded tensors. */
export function lossOf({ tasks, model, loss = defaultLoss(tasks) }: Pick<Problem, 'tasks' | 'model' | 'loss'>) {
  return (parameters: readonly Tensor[], { x, y }: ExampleTensors): Tensor => loss(model.apply(parameters, x), y)
}

/**
 * Refuses a problem whose parts do not fit.
 *
 * @throws AssentError naming the part
 */
export function checkProblem({ tasks, model, learner }: Problem): void {
  checkShapes(`model ${model.name}`, 'inputs', tasks.inputShape, model.inputShape, tasks.name)
  checkShapes(`model ${model.name}`, 'outputs', tasks.targetShape, model.outputShape, tasks.name)
  const { support } = tasks.episodeSize('train')
  if (!Number.isInteger(learner.steps) || learner.steps < 1) {
    fail(`learner ${learner.name}`, 'at least one inner step', `${learner.steps}`, 'set steps to a whole number from 1')
  }
  if (learner.batch !== undefined && (!Number.isInteger(learner.batch) || learner.batch < 1 || learner.batch > support)) {
    fail(
      `learner ${learner.name}`,
      `a batch of 1 to ${support} support examples`,
      `${learner.batch}`,
      'set batch, or leave it out',
    )
  }
  if (learner.order === 2 && !learner.inner.differentiable) {
    fail(
      `learner ${learner.name}`,
      'an inner optimizer to differentiate through',
      learner.inner.name,
      'use innerSgd, or a first-order learner',
    )
  }
}

function checkShapes(where: string, what: string, expected: Shape, found: Shape, source: string): void {
  if (!sameShape(expected, found)) {
    fail(where, `${what} of shape ${showShape(expected)}, as ${source} has`, showShape(found), 'build the model for these tasks')
  }
}

/** Refuses an option that is no whole number, or too small. */
export function checkWhole(where: string, option: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least) {
    fail(`${where}.${option}`, `a whole number of at least ${least}`, `${value}`, `set ${option}`)
  }
}
