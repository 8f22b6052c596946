// Convolution and its two adjoints.

import { fail } from './errors.js'
import type { Tensor } from './graph.js'
import type { Pair, Window } from './operation.js'
import { type Shape, showShape } from './shape.js'
import { reshape } from './structure.js'
import { alongSeries, asRow, asSeries, checkStep, imageShape, pairOf } from './windows.js'

/**
 * `same`: as many outputs as ⌈length / stride⌉, extra zeros at the end, as TensorFlow pads. `valid`: no padding. A number,
 * or one for rows and one for columns: that many zeros on either side, fewer than the filter is long.
 */
export type Padding = 'same' | 'valid' | number | Pair

/** How the windows of a convolution lie on its images. */
export interface ConvolutionOptions {
  /** Between windows: one number, or one for rows and one for columns. @defaultValue 1 */
  readonly stride?: number | Pair
  /** @defaultValue 'same' */
  readonly padding?: Padding
}

/** How windows of `size` lie along one axis. */
function placeWindows(length: number, size: number, stride: number, padding: 'same' | 'valid' | number) {
  if (padding === 'same') {
    const count = Math.ceil(length / stride)
    return { count, before: Math.floor(Math.max((count - 1) * stride + size - length, 0) / 2) }
  }
  const before = padding === 'valid' ? 0 : padding
  if (!Number.isInteger(before) || before < 0 || before >= size) {
    fail('convolve', `'same', 'valid' or 0 to ${size - 1} zeros`, `${before}`, 'correct the padding')
  }
  return { count: Math.floor((length + 2 * before - size) / stride) + 1, before }
}

const EXPECTED = 'images [batch, height, width, in] and filters [height, width, in, out]'

/**
 * Convolution of images `[batch, height, width, in]` with filters `[height, width, in, out]`, or of series
 * `[batch, length, in]` with filters `[length, in, out]`.
 *
 * @throws AssentError when the channels differ, or no window fits
 */
export function convolve(images: Tensor, filters: Tensor, { stride = 1, padding = 'same' }: ConvolutionOptions = {}): Tensor {
  if (images.shape.length === 3 && filters.shape.length === 3) {
    const row = reshape(filters, [1, ...filters.shape])
    const own = typeof padding === 'number' ? ([0, padding] as const) : padding
    return asSeries(convolve(asRow(images), row, { stride: alongSeries(stride), padding: own }))
  }
  const [batch, height, width, channels] = imageShape('convolve', EXPECTED, images)
  const [filterHeight, filterWidth, filterIn, filterOut] = imageShape('convolve', EXPECTED, filters)
  if (channels !== filterIn) {
    fail('convolve', EXPECTED, `${showShape(images.shape)} and ${showShape(filters.shape)}`, 'match the channels')
  }
  const strides = pairOf(stride)
  checkStep('convolve', 'stride', strides)
  const [padRows, padColumns] = typeof padding === 'object' ? padding : ([padding, padding] as const)
  const rows = placeWindows(height, filterHeight, strides[0], padRows)
  const columns = placeWindows(width, filterWidth, strides[1], padColumns)
  if (rows.count < 1 || columns.count < 1) {
    fail(
      'convolve',
      `images of at least ${filterHeight} × ${filterWidth}`,
      `${height} × ${width}`,
      "use padding 'same' or smaller filters",
    )
  }
  const window: Window = { strides, before: [rows.before, columns.before] }
  return convolveAt(images, filters, window, [batch, rows.count, columns.count, filterOut])
}

function windowed<K extends 'convolve' | 'convolveImages' | 'convolveFilters'>(kind: K, { strides, before }: Window) {
  return { kind, strides, before }
}

/** The adjoint of `convolve` in its images: `outputs` has the convolution's output shape, the result `shape`. */
export function convolveImages(outputs: Tensor, filters: Tensor, window: Window, shape: Shape): Tensor {
  return outputs.graph.record(windowed('convolveImages', window), [outputs, filters], shape)
}

/** The adjoint of `convolve` in its filters: `outputs` has the convolution's output shape, the result `shape`. */
export function convolveFilters(images: Tensor, outputs: Tensor, window: Window, shape: Shape): Tensor {
  return images.graph.record(windowed('convolveFilters', window), [images, outputs], shape)
}

/** `convolve` with windows placed already, for gradient rules. */
export function convolveAt(images: Tensor, filters: Tensor, window: Window, shape: Shape): Tensor {
  return images.graph.record(windowed('convolve', window), [images, filters], shape)
}
