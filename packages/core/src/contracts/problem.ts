// What is learned, from what, and how: the part of an experiment that programs are made of.

import { type Backend, type FloatArray, fail, type Shape, sameShape, showShape } from '@assent/autodiff'
import { defaultLoss } from '../objectives/default-loss.js'
import { type Learner, metaParameters } from './learner.js'
import { type Loss, targetShapeOf } from './loss.js'
import type { Metric } from './metric.js'
import { type Model, parameterCount } from './model.js'
import type { TaskSource } from './task-source.js'

/** All that adapting to tasks and judging it takes. An `Experiment` says beside it how θ is trained. */
export interface Problem {
  readonly tasks: TaskSource
  readonly model: Model
  readonly learner: Learner
  readonly backend: Backend
  /** What the inner loop descends and the outer loop differentiates. @defaultValue `squaredError()` for regression, `crossEntropy()` for classification */
  readonly loss?: Loss
  /** How predictions are judged. @defaultValue the task source's own */
  readonly metric?: Metric
}

/** The part of a problem that a task is adapted with, once θ is learned: no task source is needed. */
export interface Trained {
  readonly model: Model
  readonly learner: Learner
  readonly loss: Loss
  readonly backend: Backend
}

/** The loss of a problem. */
export function lossOf({ tasks, loss = defaultLoss(tasks) }: Pick<Problem, 'tasks' | 'loss'>): Loss {
  return loss
}

/** The metric of a problem. */
export function metricOf({ tasks, metric = tasks.metric }: Pick<Problem, 'tasks' | 'metric'>): Metric {
  return metric
}

/** A problem without its tasks; what has none is left as it is. */
export function trainedPart(parts: Problem | Trained): Trained {
  const { model, learner, backend } = parts
  return { model, learner, backend, loss: 'tasks' in parts ? lossOf(parts) : parts.loss }
}

/**
 * Refuses a problem whose parts do not fit.
 *
 * @throws AssentError naming the part
 */
export function checkProblem(problem: Problem): void {
  const { tasks, model, learner } = problem
  checkValue('loss', lossOf(problem), 'compute', 'squaredError()')
  checkValue('metric', metricOf(problem), 'score', 'accuracy()')
  checkShapes(`model ${model.name}`, 'inputs', tasks.inputShape, model.inputShape, tasks.name)
  checkShapes(`model ${model.name}`, 'outputs', tasks.targetShape, targetShapeOf(lossOf(problem), model.outputShape), tasks.name)
  checkLearner(learner, model, tasks.episodeSize('train').support)
}

/** JavaScript may hand in what was a loss or a metric once: a function, or a name and a unit. */
function checkValue(what: string, value: object, method: string, example: string): void {
  const found: unknown = Reflect.get(value, method)
  if (typeof found === 'function') return
  const shown = typeof value === 'function' ? 'a function' : `one without ${method}`
  fail(what, `a named value with ${method}, as ${example} gives`, shown, 'use one of ours, or write all of it')
}

function checkLearner(learner: Learner, model: Model, support: number): void {
  const { innerSteps, batch, order, adaptation } = learner
  const where = `learner ${learner.name}`
  if (!Number.isInteger(innerSteps) || innerSteps < 1) {
    fail(where, 'at least one inner step', `${innerSteps}`, 'set innerSteps to a whole number from 1')
  }
  if (batch !== undefined && (!Number.isInteger(batch) || batch < 1 || batch > support)) {
    fail(where, `a batch of 1 to ${support} support examples`, `${batch}`, 'set batch, or leave it out')
  }
  if (order === 2 && !adaptation.differentiable) {
    fail(where, 'an adaptation to differentiate through', adaptation.name, 'use innerSgd, or a first-order learner')
  }
  const names = metaParameters({ model, learner }).map(({ name }) => name)
  const twice = names.find((name, place) => names.indexOf(name) !== place)
  if (twice !== undefined)
    fail(where, 'meta-parameters of different names', `${twice} twice`, 'rename those that the learner brings')
}

function checkShapes(where: string, what: string, expected: Shape, found: Shape, source: string): void {
  if (!sameShape(expected, found)) {
    fail(where, `${what} of shape ${showShape(expected)}, as ${source} has`, showShape(found), 'build the model for these tasks')
  }
}

/**
 * Refuses meta-parameters that are not the model's and the learner's.
 *
 * @throws AssentError with both numbers of values, or when one is not finite
 */
export function checkTheta(where: string, trained: Pick<Trained, 'model' | 'learner'>, theta: FloatArray): void {
  const expected = parameterCount({ parameters: metaParameters(trained) })
  // JavaScript may hand in nothing.
  if (theta?.length !== expected) {
    fail(
      `${where}, θ`,
      `${expected} values, as ${trained.model.name} with ${trained.learner.name} has`,
      `${theta?.length ?? 'none'}`,
      'use the θ of this model',
    )
  }
  if (!theta.every(Number.isFinite))
    fail(`${where}, θ`, 'finite values', 'NaN or infinity', 'use an earlier checkpoint', 'diverged')
}

/** Refuses an option that is no whole number, or too small. */
export function checkWhole(where: string, option: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least) {
    fail(`${where}.${option}`, `a whole number of at least ${least}`, `${value}`, `set ${option}`)
  }
}
