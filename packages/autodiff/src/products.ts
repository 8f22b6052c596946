// Operations that multiply and add: matrix product, convolution and its two adjoints, max-pooling's pair.

import { fail } from './errors.js'
import type { Tensor } from './graph.js'
import type { Window } from './operation.js'
import { type Shape, sameShape, showShape } from './shape.js'
import { stopGradient } from './structure.js'

export interface Transposes {
  readonly transposeA?: boolean
  readonly transposeB?: boolean
}

/** Product of matrices `a` `[m, k]` and `b` `[k, n]`, either of them given transposed. */
export function matMul(a: Tensor, b: Tensor, { transposeA = false, transposeB = false }: Transposes = {}): Tensor {
  if (a.shape.length !== 2 || b.shape.length !== 2) {
    fail('matMul', 'two matrices', `${showShape(a.shape)} and ${showShape(b.shape)}`, 'reshape to two axes')
  }
  const [rows, inner] = (transposeA ? [a.shape[1], a.shape[0]] : a.shape) as [number, number]
  const [depth, columns] = (transposeB ? [b.shape[1], b.shape[0]] : b.shape) as [number, number]
  if (inner !== depth) {
    fail('matMul', 'equal inner lengths', `${showShape(a.shape)} and ${showShape(b.shape)}`, 'check the transposes')
  }
  return a.graph.record({ kind: 'matMul', transposeA, transposeB }, [a, b], [rows, columns])
}

/** `same`: as many outputs as ⌈length / stride⌉, extra zeros at the end, as TensorFlow pads. `valid`: no padding. */
export type Padding = 'same' | 'valid'

export interface ConvolutionOptions {
  readonly stride?: number
  readonly padding?: Padding
}

function placeWindows(length: number, size: number, stride: number, padding: Padding): { count: number; before: number } {
  if (padding === 'valid') return { count: Math.floor((length - size) / stride) + 1, before: 0 }
  const count = Math.ceil(length / stride)
  return { count, before: Math.floor(Math.max((count - 1) * stride + size - length, 0) / 2) }
}

function checkStep(where: string, option: string, value: number): void {
  if (!Number.isInteger(value) || value < 1) fail(where, `a ${option} of at least 1`, `${value}`, 'use a whole number')
}

/** Convolution of images `[batch, height, width, in]` with filters `[height, width, in, out]`. */
export function convolve(images: Tensor, filters: Tensor, { stride = 1, padding = 'same' }: ConvolutionOptions = {}): Tensor {
  const [batch, height, width, channels] = images.shape as [number, number, number, number]
  const [filterHeight, filterWidth, filterIn, filterOut] = filters.shape as [number, number, number, number]
  if (images.shape.length !== 4 || filters.shape.length !== 4 || channels !== filterIn) {
    fail(
      'convolve',
      'images [batch, height, width, in] and filters [height, width, in, out]',
      `${showShape(images.shape)} and ${showShape(filters.shape)}`,
      'match the channels',
    )
  }
  checkStep('convolve', 'stride', stride)
  const rows = placeWindows(height, filterHeight, stride, padding)
  const columns = placeWindows(width, filterWidth, stride, padding)
  if (rows.count < 1 || columns.count < 1) {
    fail(
      'convolve',
      `images of at least ${filterHeight} × ${filterWidth}`,
      `${height} × ${width}`,
      "use padding 'same' or smaller filters",
    )
  }
  const window: Window = { stride, padTop: rows.before, padLeft: columns.before }
  return convolveAt(images, filters, window, [batch, rows.count, columns.count, filterOut])
}

function windowed<K extends 'convolve' | 'convolveImages' | 'convolveFilters'>(kind: K, { stride, padTop, padLeft }: Window) {
  return { kind, stride, padTop, padLeft }
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

/** The value of images `[batch, height, width, channel]` at each window's `index`. */
export function pick(images: Tensor, index: Tensor, size: number, stride: number): Tensor {
  return images.graph.record({ kind: 'pick', size, stride }, [images, index], index.shape)
}

/** Adds each window's value at its `index` into zeros of `shape`: the adjoint of `pick`. */
export function place(values: Tensor, index: Tensor, size: number, stride: number, shape: Shape): Tensor {
  if (!sameShape(values.shape, index.shape)) {
    fail('place', `values of shape ${showShape(index.shape)}`, showShape(values.shape), 'pass one value per window')
  }
  return values.graph.record({ kind: 'place', size, stride }, [values, index], shape)
}

/** Largest value of each `size` × `size` window, no padding. Ties go to the first; NaN is never lost. */
export function maxPool(images: Tensor, size = 2, stride = size): Tensor {
  checkStep('maxPool', 'size', size)
  checkStep('maxPool', 'stride', stride)
  const [batch, height, width, channels] = images.shape as [number, number, number, number]
  if (images.shape.length !== 4 || height < size || width < size) {
    fail(
      'maxPool',
      `images [batch, height, width, channel] of at least ${size} × ${size}`,
      showShape(images.shape),
      'use a smaller window',
    )
  }
  const shape = [batch, Math.floor((height - size) / stride) + 1, Math.floor((width - size) / stride) + 1, channels]
  const index = images.graph.record({ kind: 'poolIndex', size, stride }, [images], shape)
  return pick(images, stopGradient(index), size, stride)
}
