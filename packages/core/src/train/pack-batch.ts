// A meta-batch as the inputs of the learner's program.

import { type FloatArray, sizeOf } from '@assent/autodiff'
import type { Assignment, MetaBatch } from '../contracts/executor.js'
import { metaParameters } from '../contracts/learner.js'
import { splitParameters } from '../contracts/model.js'
import type { Problem } from '../contracts/problem.js'
import { type MaskSpecification, maskInput, scheduleInput, thetaInput } from './learner-program.js'

/** Values by input: the tasks' side by side, the shared ones once. */
export function packBatch(
  problem: Problem,
  masks: readonly MaskSpecification[],
  { theta, assignments, schedule }: MetaBatch,
): { [input: string]: ArrayLike<number> } {
  const { inputShape, targetShape } = problem.tasks
  const [inputSize, targetSize] = [sizeOf(inputShape), sizeOf(targetShape)]
  const orders = assignments.map(({ minibatches }) => minibatches?.flat())
  const support = assignments.map(({ episode }) => episode.support)
  const query = assignments.map(({ episode }) => episode.query)
  const parameters = metaParameters(problem)
  return {
    ...Object.fromEntries(
      splitParameters({ parameters }, theta).map((values, p) => [thetaInput(parameters[p]?.name ?? ''), values]),
    ),
    ...Object.fromEntries(schedule.map((value, index) => [scheduleInput(index), [value]])),
    supportX: join(support.map(({ x }, task) => inOrder(x, inputSize, orders[task]))),
    supportY: join(support.map(({ y }, task) => inOrder(y, targetSize, orders[task]))),
    queryX: join(query.map(({ x }) => x)),
    queryY: join(query.map(({ y }) => y)),
    ...drawMasks(masks, assignments),
  }
}

/** Each task draws its masks one after the other from its own stream. */
function drawMasks(masks: readonly MaskSpecification[], assignments: readonly Assignment[]): { [input: string]: Float32Array } {
  if (masks.length === 0) return {}
  const values = masks.map(({ shape }) => new Float32Array(assignments.length * sizeOf(shape)))
  for (const [task, assignment] of assignments.entries()) {
    const rng = assignment.masks()
    for (const [index, { shape, keep }] of masks.entries()) {
      const size = sizeOf(shape)
      const own = Float32Array.from({ length: size }, () => (rng.uniform(0, 1) < keep ? 1 / keep : 0))
      values[index]?.set(own, task * size)
    }
  }
  return Object.fromEntries(values.map((value, index) => [maskInput(index), value]))
}

/** The examples that `order` names, one after the other; all of them, as they are, when it is undefined. */
function inOrder(values: FloatArray, size: number, order: readonly number[] | undefined): FloatArray {
  return order === undefined ? values : join(order.map((example) => values.subarray(example * size, (example + 1) * size)))
}

/** Arrays one after the other, in the precision of the first. */
export function join(parts: readonly FloatArray[]): FloatArray {
  const length = parts.reduce((total, part) => total + part.length, 0)
  const joined = parts[0] instanceof Float64Array ? new Float64Array(length) : new Float32Array(length)
  let offset = 0
  for (const part of parts) {
    joined.set(part, offset)
    offset += part.length
  }
  return joined
}
