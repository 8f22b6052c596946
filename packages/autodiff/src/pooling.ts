// Pooling: the largest value of each window, by an index computed once; or its mean.

import { fill } from './constant.js'
import { convolve } from './convolution.js'
import { fail } from './errors.js'
import { mean } from './functions.js'
import type { Tensor } from './graph.js'
import type { Pair, PoolWindow } from './operation.js'
import { type Shape, sameShape, showShape } from './shape.js'
import { reshape, slice, stopGradient, transpose } from './structure.js'
import { alongSeries, asRow, asSeries, checkStep, type ImageShape, imageShape, pairOf } from './windows.js'

/** The value of images `[batch, height, width, channel]` at each window's `index`. */
export function pick(images: Tensor, index: Tensor, { sizes, strides }: PoolWindow): Tensor {
  return images.graph.record({ kind: 'pick', sizes, strides }, [images, index], index.shape)
}

/** Adds each window's value at its `index` into zeros of `shape`: the adjoint of `pick`. */
export function place(values: Tensor, index: Tensor, { sizes, strides }: PoolWindow, shape: Shape): Tensor {
  if (!sameShape(values.shape, index.shape)) {
    fail('place', `values of shape ${showShape(index.shape)}`, showShape(values.shape), 'pass one value per window')
  }
  return values.graph.record({ kind: 'place', sizes, strides }, [values, index], shape)
}

/**
 * Largest value of each window of images `[batch, height, width, channel]` or series `[batch, length, channel]`, without
 * padding. Sizes and strides are one number, or one for rows and one for columns. Ties go to the first; NaN is never lost.
 *
 * @throws AssentError when the images are smaller than a window
 */
export function maxPool(images: Tensor, size: number | Pair = 2, stride: number | Pair = size): Tensor {
  if (images.shape.length === 3) return asSeries(maxPool(asRow(images), alongSeries(size), alongSeries(stride)))
  const { window, shape } = placePool('maxPool', images, pairOf(size), pairOf(stride))
  const index = images.graph.record({ kind: 'poolIndex', ...window }, [images], shape)
  return pick(images, stopGradient(index), window)
}

/** Mean of each window, like {@link maxPool}. */
export function averagePool(images: Tensor, size: number | Pair = 2, stride: number | Pair = size): Tensor {
  if (images.shape.length === 3) return asSeries(averagePool(asRow(images), alongSeries(size), alongSeries(stride)))
  const { window, shape } = placePool('averagePool', images, pairOf(size), pairOf(stride))
  const [batch, rows, columns, channels] = shape
  const [tall, wide] = window.sizes
  if (sameShape(window.sizes, window.strides)) {
    const covered = slice(images, [0, 0, 0, 0], [batch, rows * tall, columns * wide, channels])
    return mean(reshape(covered, [batch, rows, tall, columns, wide, channels]), [2, 4])
  }
  // Windows that overlap: each channel is an image of its own, and the mean a filter.
  const [, height, width] = imageShape('averagePool', EXPECTED, images)
  const apart = reshape(transpose(images, [0, 3, 1, 2]), [batch * channels, height, width, 1])
  const filter = fill(images, 1 / (tall * wide), [tall, wide, 1, 1])
  const pooled = convolve(apart, filter, { stride: window.strides, padding: 'valid' })
  return transpose(reshape(pooled, [batch, channels, rows, columns]), [0, 2, 3, 1])
}

const EXPECTED = 'images [batch, height, width, channel]'

/** Windows without padding, and the shape of one value per window. */
function placePool(where: string, images: Tensor, sizes: Pair, strides: Pair): { window: PoolWindow; shape: ImageShape } {
  checkStep(where, 'size', sizes)
  checkStep(where, 'stride', strides)
  const expected = `${EXPECTED} of at least ${sizes.join(' × ')}`
  const [batch, height, width, channels] = imageShape(where, expected, images)
  if (height < sizes[0] || width < sizes[1]) fail(where, expected, showShape(images.shape), 'use a smaller window')
  const count = (length: number, size: number, stride: number) => Math.floor((length - size) / stride) + 1
  const shape = [batch, count(height, sizes[0], strides[0]), count(width, sizes[1], strides[1]), channels] as const
  return { window: { sizes, strides }, shape }
}
