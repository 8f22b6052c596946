// Tensors of a running program: those that differ from task to task carry the task axis in front.

import { alignRight, type Shape } from '@assent/autodiff'
import * as tf from '@tensorflow/tfjs-core'

/** What an operation's builder knows of a value before the first run. */
export interface ValueForm {
  /** Of one task. */
  readonly shape: Shape
  readonly perTask: boolean
}

/** Shapes and task count of one node, known when it is compiled. */
export interface NodeForm extends ValueForm {
  readonly from: readonly ValueForm[]
  readonly tasks: number
}

/** Computes a node from its inputs' tensors; what it makes on the way is let go by the caller's scope. */
export type Step = (inputs: readonly tf.Tensor[]) => tf.Tensor

/** The tensor's real shape: with the task axis where it has one. */
export function fullShape({ shape, perTask }: ValueForm, tasks: number): number[] {
  return perTask ? [tasks, ...shape] : [...shape]
}

/** Reshapes an operand so that it broadcasts to `rank` axes beside the task axis. */
export function aligned(tensor: tf.Tensor, { shape, perTask }: ValueForm, tasks: number, rank: number): tf.Tensor {
  if (!perTask || shape.length === rank) return tensor
  return tf.reshape(tensor, [tasks, ...alignRight(shape, rank)])
}

/** Gives a value the task axis, by repeating it where all tasks share it. */
export function perTask(tensor: tf.Tensor, form: ValueForm, tasks: number): tf.Tensor {
  if (form.perTask) return tensor
  return tf.tile(tf.reshape(tensor, [1, ...form.shape]), [tasks, ...form.shape.map(() => 1)])
}

/** All tasks' examples as one batch: the task axis folded into the next. */
export function folded(tensor: tf.Tensor, [first, ...rest]: Shape, tasks: number): tf.Tensor {
  return tf.reshape(tensor, [tasks * (first as number), ...rest])
}

/**
 * One tensor per task. The values are read once and cut here: the WebAssembly backend's own slice reads the whole
 * tensor again for every piece.
 */
export function split(tensor: tf.Tensor, form: ValueForm, tasks: number): tf.Tensor[] {
  if (!form.perTask) return new Array<tf.Tensor>(tasks).fill(tensor)
  const values = tensor.dataSync()
  const size = values.length / tasks
  const { shape } = form
  return Array.from({ length: tasks }, (_, task) =>
    tf.tensor(values.subarray(task * size, (task + 1) * size), [...shape], 'float32'),
  )
}

/** One tensor out of the tasks' own: the inverse of `split`. */
export function join(parts: readonly tf.Tensor[], shape: Shape): tf.Tensor {
  const flat = parts.map((part) => tf.reshape(part, [-1]))
  return tf.reshape(flat.length === 1 ? (flat[0] as tf.Tensor) : tf.concat(flat, 0), [parts.length, ...shape])
}
