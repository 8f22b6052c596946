// The sizes of convolutions and poolings by name.

import type { PoolWindow, Shape, Window } from '@assent/autodiff'
import { at } from '../shared.js'

interface ImageSizes {
  readonly batch: number
  readonly height: number
  readonly width: number
  readonly channels: number
  readonly outHeight: number
  readonly outWidth: number
  /** From one window to the next below and beside it. */
  readonly strideDown: number
  readonly strideAcross: number
}

/** Images, filters and outputs of a convolution, and of its adjoints. */
export interface ConvolutionSizes extends ImageSizes {
  readonly filterHeight: number
  readonly filterWidth: number
  readonly filters: number
  readonly padTop: number
  readonly padLeft: number
}

/** Images and windows of a pooling. */
export interface PoolSizes extends ImageSizes {
  readonly windowHeight: number
  readonly windowWidth: number
}

/** Of images `[batch, height, width, channels]` and outputs `[batch, outHeight, outWidth, …]`. */
function imageSizes(images: Shape, outputs: Shape, [strideDown, strideAcross]: Window['strides']): ImageSizes {
  const [batch, height, width, channels] = [at(images, 0), at(images, 1), at(images, 2), at(images, 3)]
  return { batch, height, width, channels, outHeight: at(outputs, 1), outWidth: at(outputs, 2), strideDown, strideAcross }
}

/** Of filters `[height, width, in, out]`. */
export function convolutionSizes(images: Shape, filters: Shape, outputs: Shape, { strides, before }: Window): ConvolutionSizes {
  const [padTop, padLeft] = before
  const own = { filterHeight: at(filters, 0), filterWidth: at(filters, 1), filters: at(filters, 3), padTop, padLeft }
  return { ...imageSizes(images, outputs, strides), ...own }
}

export function poolSizes(images: Shape, outputs: Shape, { sizes, strides }: PoolWindow): PoolSizes {
  const [windowHeight, windowWidth] = sizes
  return { ...imageSizes(images, outputs, strides), windowHeight, windowWidth }
}
