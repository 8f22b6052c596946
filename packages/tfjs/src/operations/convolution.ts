// Convolution and its adjoints by forward convolutions alone: the WebAssembly backend has no kernel for the filters'
// adjoint and a slow one for the images'. Filters that differ from task to task are taken one task at a time.

import type { Operation, Shape, Window } from '@assent/autodiff'
import * as tf from '@tensorflow/tfjs-core'
import { folded, join, type NodeForm, type Step, split, type ValueForm } from '../values.js'

type Kernel = (a: tf.Tensor4D, b: tf.Tensor4D) => tf.Tensor
type Kind = 'convolve' | 'convolveImages' | 'convolveFilters'

export function convolutionStep(operation: Extract<Operation, { kind: Kind }>, form: NodeForm): Step {
  const [left, right] = form.from as [ValueForm, ValueForm]
  const { shape, tasks } = form
  const kernel = kernelOf(operation, shape, left.shape, right.shape)
  if (!form.perTask) return ([a, b]) => kernel(a as tf.Tensor4D, b as tf.Tensor4D)
  if (!right.perTask && operation.kind !== 'convolveFilters') {
    return ([a, b]) =>
      tf.reshape(kernel(folded(a as tf.Tensor, left.shape, tasks) as tf.Tensor4D, b as tf.Tensor4D), [tasks, ...shape])
  }
  return ([a, b]) => {
    const ofA = split(a as tf.Tensor, left, tasks)
    const ofB = split(b as tf.Tensor, right, tasks)
    return join(
      ofA.map((own, task) => tf.tidy(() => kernel(own as tf.Tensor4D, ofB[task] as tf.Tensor4D))),
      shape,
    )
  }
}

/** The operation for one task, or for any number of images in one batch. */
function kernelOf(operation: Extract<Operation, { kind: Kind }>, result: Shape, left: Shape, right: Shape): Kernel {
  if (operation.kind === 'convolve') return convolve(operation, left, right, result)
  if (operation.kind === 'convolveImages') return convolveImages(operation, left, right, result)
  return convolveFilters(operation, left, right, result)
}

/**
 * Rows or columns around an image so that windows of `reach` at steps of `stride` give `count` outputs. A negative `after`
 * means rows that no window reaches.
 */
function around(length: number, reach: number, stride: number, count: number, before: number): [number, number] {
  return [before, (count - 1) * stride + reach - length - before]
}

/** Cuts what no window reaches, and returns what must be added around the rest. */
function fit(
  images: tf.Tensor4D,
  rows: [number, number],
  columns: [number, number],
): { cut: tf.Tensor4D; pads: [number, number][] } {
  const [batch, height, width, channels] = images.shape
  const surplus = [Math.min(rows[1], 0), Math.min(columns[1], 0)] as const
  const cut =
    surplus[0] || surplus[1] ? tf.slice(images, [0, 0, 0, 0], [batch, height + surplus[0], width + surplus[1], channels]) : images
  return {
    cut,
    pads: [
      [0, 0],
      [rows[0], Math.max(rows[1], 0)],
      [columns[0], Math.max(columns[1], 0)],
      [0, 0],
    ],
  }
}

function convolve({ stride, padTop, padLeft }: Window, images: Shape, filters: Shape, outputs: Shape): Kernel {
  const rows = around(images[1] as number, filters[0] as number, stride, outputs[1] as number, padTop)
  const columns = around(images[2] as number, filters[1] as number, stride, outputs[2] as number, padLeft)
  return (x, w) => {
    const { cut, pads } = fit(x, rows, columns)
    return tf.conv2d(cut, w, stride, pads as tf.backend_util.ExplicitPadding)
  }
}

/** A convolution of the outputs' gradient, spread apart by the stride, with the filters turned around. */
function convolveImages({ stride, padTop, padLeft }: Window, outputs: Shape, filters: Shape, images: Shape): Kernel {
  const [filterHeight, filterWidth] = filters as [number, number]
  const spreadLength = (count: number) => (count - 1) * stride + 1
  const rows = around(spreadLength(outputs[1] as number), filterHeight, 1, images[1] as number, filterHeight - 1 - padTop)
  const columns = around(spreadLength(outputs[2] as number), filterWidth, 1, images[2] as number, filterWidth - 1 - padLeft)
  return (g, w) => {
    const turned = tf.transpose(tf.reverse(w, [0, 1]), [0, 1, 3, 2]) as tf.Tensor4D
    const { cut, pads } = fit(spread(g, stride), rows, columns)
    return tf.conv2d(cut, turned, 1, pads as tf.backend_util.ExplicitPadding)
  }
}

/** Zeros between neighboring rows and columns, so that they lie `stride` apart. */
function spread(images: tf.Tensor4D, stride: number): tf.Tensor4D {
  if (stride === 1) return images
  const [batch, height, width, channels] = images.shape
  const gap = stride - 1
  const columns = tf.pad(tf.reshape(images, [batch * height, width, channels]), [
    [0, 0],
    [0, 0],
    [0, gap * channels],
  ])
  const rows = tf.pad(tf.reshape(columns, [batch * height, width * stride * channels]), [
    [0, 0],
    [0, gap * width * stride * channels],
  ])
  const all = tf.reshape(rows, [batch, height * stride, width * stride, channels]) as tf.Tensor4D
  return tf.slice(all, [0, 0, 0, 0], [batch, (height - 1) * stride + 1, (width - 1) * stride + 1, channels])
}

/** A convolution over the batch: channels play images, and the outputs' gradient, spread by dilation, plays filters. */
function convolveFilters({ stride, padTop, padLeft }: Window, images: Shape, outputs: Shape, filters: Shape): Kernel {
  const reach = (count: number) => (count - 1) * stride + 1
  const rows = around(images[1] as number, reach(outputs[1] as number), 1, filters[0] as number, padTop)
  const columns = around(images[2] as number, reach(outputs[2] as number), 1, filters[1] as number, padLeft)
  return (x, g) => {
    const { cut, pads } = fit(x, rows, columns)
    const channelImages = tf.transpose(cut, [3, 1, 2, 0]) as tf.Tensor4D
    const outputFilters = tf.transpose(g, [1, 2, 0, 3]) as tf.Tensor4D
    const result = tf.conv2d(channelImages, outputFilters, 1, pads as tf.backend_util.ExplicitPadding, 'NHWC', stride)
    return tf.transpose(result, [1, 2, 0, 3])
  }
}
