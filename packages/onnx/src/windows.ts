// Convolution and max-pooling. Our images are [batch, height, width, channel] and our filters [height, width, in, out]; ONNX has
// [batch, channel, height, width] and [out, in, height, width]: both are turned on the way in, and images on the way out.
// A runtime turns filters once, when it loads the file, and lets pairs of turns between layers cancel.

import type { Pair, PoolWindow, Shape, Window } from '@assent/autodiff'
import type { GraphWriter } from './graph.js'

const channelsFirst = { perm: [0, 3, 1, 2] }
const channelsLast = { perm: [0, 2, 3, 1] }
const filtersFirst = { perm: [3, 2, 0, 1] }

interface ConvolutionShapes {
  readonly images: Shape
  readonly filters: Shape
  readonly outputs: Shape
}

/** Convolution of images with filters. */
export function convolution(
  { strides, before }: Window,
  { images, filters, outputs }: ConvolutionShapes,
  [a = '', b = '']: readonly string[],
  to: GraphWriter,
): string {
  const [tall = 1, wide = 1] = filters
  const sizes: Pair = [tall, wide]
  // What follows from the number of windows. Below 0 where the last rows are in no window, which ONNX passes over by itself.
  const after = sizes.map((size, axis) => {
    const [length = 1, count = 1] = [images[axis + 1], outputs[axis + 1]]
    return Math.max(0, (count - 1) * (strides[axis] ?? 1) + size - length - (before[axis] ?? 0))
  })
  const turned = [to.node('Transpose', [a], channelsFirst), to.node('Transpose', [b], filtersFirst)]
  const convolved = to.node('Conv', turned, { kernel_shape: sizes, pads: [...before, ...after], strides })
  return to.node('Transpose', [convolved], channelsLast)
}

/** The largest value of each window of images. */
export function largest({ sizes, strides }: PoolWindow, [a = '']: readonly string[], to: GraphWriter): string {
  const turned = to.node('Transpose', [a], channelsFirst)
  return to.node('Transpose', [to.node('MaxPool', [turned], { kernel_shape: sizes, strides })], channelsLast)
}
