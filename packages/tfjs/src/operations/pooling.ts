// Max-pooling's three operations, by strided slices and comparisons. TensorFlow.js' own pooling gradient is wrong on
// WebAssembly for windows without a positive value, and none of its kernels keeps NaN.

import type { Operation, Shape } from '@assent/autodiff'
import * as tf from '@tensorflow/tfjs-core'
import { folded, type NodeForm, perTask, type Step, type ValueForm } from '../values.js'
import { spread } from './convolution.js'

type Pooling = Extract<Operation, { kind: 'poolIndex' | 'pick' | 'place' }>
type Kernel = (values: tf.Tensor4D, index: tf.Tensor4D) => tf.Tensor

export function poolingStep(operation: Pooling, form: NodeForm): Step {
  const kernel = kernelOf(operation, form.shape, (form.from[0] as ValueForm).shape)
  if (!form.perTask) return ([a, b]) => kernel(a as tf.Tensor4D, b as tf.Tensor4D)
  const { tasks, from } = form
  const batch = (tensor: tf.Tensor, value: ValueForm) => folded(perTask(tensor, value, tasks), value.shape, tasks) as tf.Tensor4D
  return (inputs) => {
    const [a, b] = inputs.map((tensor, i) => batch(tensor, from[i] as ValueForm))
    return tf.reshape(kernel(a as tf.Tensor4D, b as tf.Tensor4D), [tasks, ...form.shape])
  }
}

function kernelOf({ kind, size, stride }: Pooling, result: Shape, input: Shape): Kernel {
  if (kind === 'poolIndex') return (images) => poolIndex(windowValues(images, result, size, stride))
  if (kind === 'pick') {
    return (images, index) =>
      windowValues(images, result, size, stride).reduce((picked, values, place) =>
        place === 0 ? picked : tf.where(tf.equal(index, place), values, picked),
      )
  }
  return (values, index) => place(values, index, input, result, size, stride)
}

/** For each position in a window, the values that all windows have there. */
function windowValues(images: tf.Tensor4D, windows: Shape, size: number, stride: number): tf.Tensor[] {
  const [batch, , , channels] = images.shape
  const [, rows, columns] = windows as [number, number, number]
  return positions(size).map(([row, column]) =>
    tf.stridedSlice(
      images,
      [0, row, column, 0],
      [batch, row + (rows - 1) * stride + 1, column + (columns - 1) * stride + 1, channels],
      [1, stride, stride, 1],
    ),
  )
}

function positions(size: number): [row: number, column: number][] {
  return Array.from({ length: size * size }, (_, place) => [Math.floor(place / size), place % size])
}

/** The first largest value's position; the first NaN's where there is one. */
function poolIndex(values: readonly tf.Tensor[]): tf.Tensor {
  let best = values[0] as tf.Tensor
  let index: tf.Tensor = tf.zerosLike(best)
  for (const [place, candidate] of values.entries()) {
    if (place === 0) continue
    const firstNan = tf.logicalAnd(tf.notEqual(candidate, candidate), tf.equal(best, best))
    const wins = tf.logicalOr(tf.greater(candidate, best), firstNan)
    best = tf.where(wins, candidate, best)
    index = tf.where(wins, tf.fill(index.shape, place), index)
  }
  return index
}

function place(values: tf.Tensor4D, index: tf.Tensor4D, windows: Shape, images: Shape, size: number, stride: number): tf.Tensor {
  const [, height, width] = images as [number, number, number]
  const [, rows, columns] = windows as [number, number, number]
  const parts = positions(size).map(([row, column], position) => {
    const chosen = tf.where(tf.equal(index, position), values, tf.zerosLike(values)) as tf.Tensor4D
    const below = height - row - ((rows - 1) * stride + 1)
    const right = width - column - ((columns - 1) * stride + 1)
    return tf.pad(spread(chosen, stride), [
      [0, 0],
      [row, below],
      [column, right],
      [0, 0],
    ])
  })
  return tf.addN(parts)
}
