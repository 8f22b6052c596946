// Operations that treat every value alike.

import type { BinaryKind, Operation, UnaryKind } from '@assent/autodiff'
import * as tf from '@tensorflow/tfjs-core'
import { aligned, type NodeForm, perTask, type Step, type ValueForm } from '../values.js'

const unaryKernels: { readonly [K in UnaryKind]: (a: tf.Tensor) => tf.Tensor } = {
  tanh: tf.tanh,
  sigmoid: tf.sigmoid,
  exp: tf.exp,
  log: tf.log,
  sqrt: tf.sqrt,
  rsqrt: tf.rsqrt,
  square: tf.square,
}

const binaryKernels: { readonly [K in BinaryKind]: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor } = {
  add: tf.add,
  sub: tf.sub,
  mul: tf.mul,
  div: tf.div,
}

export function unaryStep(kind: UnaryKind): Step {
  const kernel = unaryKernels[kind]
  return ([a]) => kernel(a as tf.Tensor)
}

export function binaryStep(kind: BinaryKind, { shape, from, tasks }: NodeForm): Step {
  const kernel = binaryKernels[kind]
  const [left, right] = from as [ValueForm, ValueForm]
  return ([a, b]) =>
    kernel(aligned(a as tf.Tensor, left, tasks, shape.length), aligned(b as tf.Tensor, right, tasks, shape.length))
}

/** `a · by` or `a + by`, by a constant that lives as long as the program. */
export function scalarStep(
  operation: Extract<Operation, { kind: 'scale' | 'addScalar' }>,
  constant: (value: number) => tf.Tensor,
): Step {
  const by = constant(operation.by)
  const kernel = operation.kind === 'scale' ? tf.mul : tf.add
  return ([a]) => kernel(a as tf.Tensor, by)
}

/** `b ≤ 0 ? 0 : a`. A comparison with NaN is false, so NaN in `b` lets `a` pass; `tf.relu` on WebAssembly would not. */
export function gateStep({ from, tasks }: NodeForm, constant: (value: number) => tf.Tensor): Step {
  const zero = constant(0)
  const [values, by] = from as [ValueForm, ValueForm]
  const same = values.perTask === by.perTask
  return ([a, b]) => {
    const closed = tf.lessEqual(b as tf.Tensor, zero)
    if (same) return tf.where(closed, tf.zerosLike(a as tf.Tensor), a as tf.Tensor)
    const condition = tf.cast(perTask(tf.cast(closed, 'float32'), by, tasks), 'bool')
    const value = perTask(a as tf.Tensor, values, tasks)
    return tf.where(condition, tf.zerosLike(value), value)
  }
}
