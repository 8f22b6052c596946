// A learner as a program: from θ and one episode to losses, displacement and update. Traced once per run.

import {
  concat,
  type FloatArray,
  flatten,
  type InputSpecification,
  type Program,
  sizeOf,
  slice,
  sub,
  type Tensor,
  trace,
} from '@assent/autodiff'
import type { Assignment } from '../contracts/executor.js'
import type { ExampleTensors, Learner } from '../contracts/learner.js'
import { lossOf, type Problem } from '../contracts/problem.js'

/** The input that holds a parameter's initial value, shared by all tasks. */
export const thetaInput = (parameter: string): string => `theta/${parameter}`

/**
 * The program of one meta-batch. Inputs: `theta/…` (shared), `supportX`, `supportY`, `queryX`, `queryY`, where the
 * support inputs hold the inner minibatches one after the other when the learner asks for them. Outputs:
 * `supportLoss` and `queryLoss` (scalars), `update` and `displacement` (flat, in parameter order).
 */
export function learnerProgram(problem: Problem): Program {
  const { tasks, model, learner } = problem
  const { support, query } = tasks.episodeSize('train')
  const seen = learner.batch === undefined ? support : learner.batch * learner.steps
  const perTask = (count: number, shape: readonly number[]): InputSpecification => ({ shape: [count, ...shape], perTask: true })
  const inputs: { [name: string]: InputSpecification } = {
    supportX: perTask(seen, tasks.inputShape),
    supportY: perTask(seen, tasks.targetShape),
    queryX: perTask(query, tasks.inputShape),
    queryY: perTask(query, tasks.targetShape),
  }
  for (const { name, shape } of model.parameters) inputs[thetaInput(name)] = { shape, perTask: false }
  return trace(inputs, (tensors) => {
    const tensor = (name: string) => tensors[name] as Tensor
    const theta = model.parameters.map(({ name }) => tensor(thetaInput(name)))
    const batches = innerBatches(learner, { x: tensor('supportX'), y: tensor('supportY') })
    const examples = { x: tensor('queryX'), y: tensor('queryY') }
    const loss = lossOf(problem)
    const names = model.parameters.map(({ name }) => name)
    const { adapted, update } = learner.propose({ theta, names, batches, query: examples, loss })
    const displacement = theta.map((initial, p) => sub(initial, adapted[p] as Tensor))
    return {
      supportLoss: loss(theta, batches[0] as ExampleTensors),
      queryLoss: loss(adapted, examples),
      update: concat(update.map(flatten), 0),
      displacement: concat(displacement.map(flatten), 0),
    }
  })
}

/** The examples of each inner step: all support examples every time, or one slice of the minibatches each. */
function innerBatches({ steps, batch }: Learner, support: ExampleTensors): ExampleTensors[] {
  return Array.from({ length: steps }, (_, step) =>
    batch === undefined ? support : { x: cut(support.x, step * batch, batch), y: cut(support.y, step * batch, batch) },
  )
}

function cut(tensor: Tensor, from: number, count: number): Tensor {
  const [, ...shape] = tensor.shape
  return slice(tensor, [from, ...shape.map(() => 0)], [count, ...shape])
}

/** Lays the episodes' values side by side, as the program's per-task inputs take them. */
export function packAssignments({ tasks }: Problem, assignments: readonly Assignment[]): { [input: string]: FloatArray } {
  const [inputSize, targetSize] = [sizeOf(tasks.inputShape), sizeOf(tasks.targetShape)]
  const orders = assignments.map(({ minibatches }) => minibatches?.flat())
  const support = assignments.map(({ episode }) => episode.support)
  const query = assignments.map(({ episode }) => episode.query)
  return {
    supportX: join(support.map(({ x }, task) => inOrder(x, inputSize, orders[task]))),
    supportY: join(support.map(({ y }, task) => inOrder(y, targetSize, orders[task]))),
    queryX: join(query.map(({ x }) => x)),
    queryY: join(query.map(({ y }) => y)),
  }
}

/** The examples that `order` names, one after the other; all of them, as they are, when it is undefined. */
function inOrder(values: FloatArray, size: number, order: readonly number[] | undefined): FloatArray {
  return order === undefined ? values : join(order.map((example) => values.subarray(example * size, (example + 1) * size)))
}

function join(parts: readonly FloatArray[]): FloatArray {
  const length = parts.reduce((total, part) => total + part.length, 0)
  const joined = parts[0] instanceof Float64Array ? new Float64Array(length) : new Float32Array(length)
  let offset = 0
  for (const part of parts) {
    joined.set(part, offset)
    offset += part.length
  }
  return joined
}
