// Operations that move values and add them up. The task axis, where there is one, stays in front.

import { alignRight, type Operation, sizeOf } from '@assent/autodiff'
import * as tf from '@tensorflow/tfjs-core'
import { fullShape, type NodeForm, perTask, type Step, type ValueForm } from '../values.js'

type Of<K extends Operation['kind']> = Extract<Operation, { kind: K }>

export function reshapeStep(form: NodeForm): Step {
  const shape = fullShape(form, form.tasks)
  return ([a]) => tf.reshape(a as tf.Tensor, shape)
}

/**
 * Sum over axes. Where the summed axes lead the others the sum is a product with ones: TensorFlow.js would transpose
 * the whole tensor first.
 */
export function sumStep({ axes }: Of<'sum'>, form: NodeForm): Step {
  const [a] = form.from as [ValueForm]
  const result = fullShape(form, form.tasks)
  const leading = axes.every((axis, place) => axis === place) && axes.length < a.shape.length
  if (!leading) {
    const shifted = axes.map((axis) => axis + (a.perTask ? 1 : 0))
    return ([values]) => tf.sum(values as tf.Tensor, shifted)
  }
  const kept = sizeOf(form.shape)
  const summed = sizeOf(a.shape) / kept
  const matrix = a.perTask ? [form.tasks, summed, kept] : [1, summed, kept]
  return ([values]) =>
    tf.reshape(tf.matMul(tf.ones([matrix[0] as number, 1, summed]), tf.reshape(values as tf.Tensor, matrix)), result)
}

/** Adds to zeros of the result's shape: many times quicker than tiling. */
export function broadcastStep(form: NodeForm): Step {
  const [a] = form.from as [ValueForm]
  const from = fullShape({ shape: alignRight(a.shape, form.shape.length), perTask: a.perTask }, form.tasks)
  const shape = fullShape(form, form.tasks)
  return ([values]) => tf.add(tf.zeros(shape), tf.reshape(values as tf.Tensor, from))
}

export function transposeStep({ permutation }: Of<'transpose'>, form: NodeForm): Step {
  const order = form.perTask ? [0, ...permutation.map((axis) => axis + 1)] : [...permutation]
  return ([a]) => tf.transpose(a as tf.Tensor, order)
}

export function sliceStep({ begin }: Of<'slice'>, form: NodeForm): Step {
  const from = form.perTask ? [0, ...begin] : [...begin]
  const size = fullShape(form, form.tasks)
  return ([a]) => tf.slice(a as tf.Tensor, from, size)
}

export function padStep({ begin }: Of<'pad'>, form: NodeForm): Step {
  const [a] = form.from as [ValueForm]
  const around = begin.map((before, axis): [number, number] => [
    before,
    (form.shape[axis] as number) - before - (a.shape[axis] as number),
  ])
  const all: [number, number][] = form.perTask ? [[0, 0], ...around] : around
  return ([values]) => tf.pad(values as tf.Tensor, all)
}

export function concatStep({ axis }: Of<'concat'>, form: NodeForm): Step {
  if (!form.perTask) return (parts) => tf.concat([...parts], axis)
  return (parts) =>
    tf.concat(
      parts.map((part, i) => perTask(part, form.from[i] as ValueForm, form.tasks)),
      axis + 1,
    )
}

/** Largest value along the last axis. Comparisons lose NaN, so rows that hold one are found by a sum. */
export function maxStep(): Step {
  return ([a]) => {
    const values = a as tf.Tensor
    const isNan = tf.cast(tf.notEqual(values, values), 'float32')
    const anyNan = tf.sum(isNan, -1, true)
    const largest = tf.max(tf.where(tf.cast(isNan, 'bool'), tf.fill(values.shape, Number.NEGATIVE_INFINITY), values), -1, true)
    return tf.where(tf.greater(anyNan, 0), tf.fill(largest.shape, Number.NaN), largest)
  }
}
