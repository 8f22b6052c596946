// A learner as a program: from θ and one episode to losses, displacement and update. Traced once per experiment.

import {
  add,
  concat,
  fail,
  fill,
  flatten,
  type InputSpecification,
  type Program,
  type Shape,
  scale,
  slice,
  sub,
  sum,
  type Tensor,
  trace,
} from '@assent/autodiff'
import type { ExampleTensors } from '../contracts/adaptation.js'
import { type Learner, metaParameters, type TrainingTask } from '../contracts/learner.js'
import { type Problem, trainedPart } from '../contracts/problem.js'
import { type DrawMask, type NamedTensors, named, recordTask } from '../contracts/record-task.js'

/** The input that holds a meta-parameter's value, shared by all tasks. */
export const thetaInput = (parameter: string): string => `theta/${parameter}`

/** The input that holds a number of the learner's schedule. */
export const scheduleInput = (index: number): string => `schedule/${index}`

/** The input that holds a random mask. */
export const maskInput = (index: number): string => `mask/${index}`

/** A random mask that a program takes: which values of `shape` are kept, each with probability `keep`. */
export interface MaskSpecification {
  readonly shape: Shape
  readonly keep: number
}

/** The program of one meta-batch, and the masks that it takes. */
export interface LearnerProgram extends Program {
  readonly masks: readonly MaskSpecification[]
}

/**
 * Inputs: `theta/…` and `schedule/…` (shared), `supportX`, `supportY`, `queryX`, `queryY`, `mask/…`, where the support
 * inputs hold the inner minibatches one after the other when the learner asks for them. Outputs: `supportLoss` and
 * `queryLoss` (scalars), `update` and `displacement` (flat, in parameter order).
 */
export function learnerProgram(problem: Problem): LearnerProgram {
  const masks: MaskSpecification[] = []
  // The first tracing finds out which masks there are, and what all tasks share; most programs need no other.
  const sketch = trace(inputsOf(problem, []), (tensors) =>
    recordProposal(problem, tensors, (shape, keep) => {
      masks.push({ shape, keep })
      return fill(named(tensors, 'queryX'), 1, shape)
    }),
  )
  const shared = sketch.outputs.filter(({ perTask }) => !perTask).map(({ name }) => name)
  if (masks.length === 0 && shared.length === 0) return { ...sketch, masks }
  const program = trace(inputsOf(problem, masks), (tensors) => {
    let drawn = 0
    const outputs = recordProposal(problem, tensors, () => named(tensors, maskInput(drawn++)))
    return { ...outputs, ...Object.fromEntries(shared.map((name) => [name, ofEachTask(named(outputs, name), tensors)])) }
  })
  return { ...program, masks }
}

/** The same values once per task, where an inner loop moves nothing: plus 0 times the sum of the task's inputs, which are finite. */
function ofEachTask(value: Tensor, tensors: NamedTensors): Tensor {
  return add(value, scale(sum(named(tensors, 'queryX')), 0))
}

type Inputs = { readonly [name: string]: InputSpecification }

function inputsOf(problem: Problem, masks: readonly MaskSpecification[]): Inputs {
  const { tasks, learner } = problem
  const { support, query } = tasks.episodeSize('train')
  const seen = learner.batch === undefined ? support : learner.batch * learner.innerSteps
  const perTask = (shape: Shape): InputSpecification => ({ shape, perTask: true })
  const shared = (shape: Shape): InputSpecification => ({ shape, perTask: false })
  const schedule = learner.schedule?.(1, 1) ?? []
  return {
    supportX: perTask([seen, ...tasks.inputShape]),
    supportY: perTask([seen, ...tasks.targetShape]),
    queryX: perTask([query, ...tasks.inputShape]),
    queryY: perTask([query, ...tasks.targetShape]),
    ...Object.fromEntries(metaParameters(problem).map(({ name, shape }) => [thetaInput(name), shared(shape)])),
    ...Object.fromEntries(schedule.map((_, index) => [scheduleInput(index), shared([])])),
    ...Object.fromEntries(masks.map(({ shape }, index) => [maskInput(index), perTask(shape)])),
  }
}

function recordProposal(problem: Problem, tensors: NamedTensors, mask: DrawMask): NamedTensors {
  const { learner } = problem
  const task = recordTrainingTask(problem, tensors, mask)
  const [first = task.support] = task.batches
  const { adapted, update } = learner.propose(task)
  if (update.length !== task.meta.length) {
    fail(
      `learner ${learner.name}`,
      `an update of ${task.meta.length} tensors, one per meta-parameter`,
      `${update.length}`,
      'give the gradient in task.meta',
    )
  }
  const displacement = task.theta.map((initial, p) => flatten(sub(initial, adapted[p] ?? initial)))
  return {
    supportLoss: task.loss(task.theta, first),
    queryLoss: task.queryLoss(adapted),
    update: concat(update.map(flatten), 0),
    displacement: concat(displacement, 0),
  }
}

function recordTrainingTask(problem: Problem, tensors: NamedTensors, mask: DrawMask): TrainingTask {
  const { model, learner } = problem
  const parameters = metaParameters(problem)
  const meta = parameters.map(({ name }) => named(tensors, thetaInput(name)))
  const learned = parameters.slice(model.parameters.length).map(({ name }) => name)
  const task = recordTask(trainedPart(problem), meta, learned, mask)
  const support = { x: named(tensors, 'supportX'), y: named(tensors, 'supportY') }
  const query = { x: named(tensors, 'queryX'), y: named(tensors, 'queryY') }
  return {
    ...task,
    meta,
    support,
    batches: innerBatches(learner, support),
    query,
    schedule: (learner.schedule?.(1, 1) ?? []).map((_, index) => named(tensors, scheduleInput(index))),
    queryLoss: (adapted) => task.loss(adapted, query, support.x),
  }
}

/** The examples of each inner step: all support examples every time, or one slice of the minibatches each. */
function innerBatches({ innerSteps, batch }: Learner, support: ExampleTensors): ExampleTensors[] {
  return Array.from({ length: innerSteps }, (_, step) =>
    batch === undefined ? support : { x: cut(support.x, step * batch, batch), y: cut(support.y, step * batch, batch) },
  )
}

function cut(tensor: Tensor, from: number, count: number): Tensor {
  const [, ...shape] = tensor.shape
  return slice(tensor, [from, ...shape.map(() => 0)], [count, ...shape])
}
