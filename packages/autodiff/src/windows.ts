// How windows of convolution and pooling lie over images: `[batch, height, width, channel]`, or series
// `[batch, length, channel]`, which are images of one row.

import { fail } from './errors.js'
import type { Tensor } from './graph.js'
import type { Pair } from './operation.js'
import { showShape } from './shape.js'
import { reshape } from './structure.js'

/** Batch, height, width and channels; of filters, height, width, channels in and out. */
export type ImageShape = readonly [number, number, number, number]

/** The four lengths of images or filters, or a refusal. */
export function imageShape(where: string, expected: string, { shape }: Tensor): ImageShape {
  const [first, height, width, channels, ...more] = shape
  if (first === undefined || height === undefined || width === undefined || channels === undefined || more.length > 0) {
    fail(where, expected, showShape(shape), 'reshape to four axes')
  }
  return [first, height, width, channels]
}

/** One number for both axes, or one for each. */
export function pairOf(value: number | Pair): Pair {
  return typeof value === 'number' ? [value, value] : value
}

/** Refuses a size or step that is no whole number from 1. */
export function checkStep(where: string, option: string, pair: Pair): void {
  for (const value of pair) {
    if (!Number.isInteger(value) || value < 1) fail(where, `a ${option} of at least 1`, `${value}`, 'use a whole number')
  }
}

/** Sizes or steps along a series, as along an image of one row. */
export function alongSeries(value: number | Pair): Pair {
  return typeof value === 'number' ? [1, value] : value
}

/** A series as an image of one row, and back. */
export function asRow(series: Tensor): Tensor {
  const [batch, ...rest] = series.shape
  return reshape(series, [batch ?? 1, 1, ...rest])
}

export function asSeries(images: Tensor): Tensor {
  const [batch, , ...rest] = images.shape
  return reshape(images, [batch ?? 1, ...rest])
}
