// Convolution and its adjoints as their definition: one sum of products, read three ways.

import type { Window } from '../operation.js'
import type { Shape } from '../shape.js'
import { addAt, type Kernel, type KernelTable, valueAt } from './kernel.js'

type Visit = (image: number, filter: number, output: number) => void

/** Visits the positions of every product `image · filter → output` of a convolution between these shapes. */
function overProducts(images: Shape, filters: Shape, outputs: Shape, { strides, before }: Window, visit: Visit): void {
  const [batch = 1, height = 1, width = 1, channels = 1] = images
  const [filterHeight = 1, filterWidth = 1, , outChannels = 1] = filters
  const [, outHeight = 1, outWidth = 1] = outputs
  for (let n = 0; n < batch; n++) {
    for (let top = 0; top < outHeight; top++) {
      for (let left = 0; left < outWidth; left++) {
        const output = ((n * outHeight + top) * outWidth + left) * outChannels
        for (let i = 0; i < filterHeight; i++) {
          const row = top * strides[0] + i - before[0]
          if (row < 0 || row >= height) continue
          for (let j = 0; j < filterWidth; j++) {
            const column = left * strides[1] + j - before[1]
            if (column < 0 || column >= width) continue
            const image = ((n * height + row) * width + column) * channels
            const filter = (i * filterWidth + j) * channels * outChannels
            for (let c = 0; c < channels; c++) {
              for (let o = 0; o < outChannels; o++) visit(image + c, filter + c * outChannels + o, output + o)
            }
          }
        }
      }
    }
  }
}

const convolution =
  (
    images: Shape,
    filters: Shape,
    outputs: Shape,
    window: Window,
    add: (result: Float64Array, a: Float64Array, b: Float64Array) => Visit,
  ): Kernel =>
  ([a, b], result) => {
    result.fill(0)
    overProducts(images, filters, outputs, window, add(result, a, b))
  }

export const convolutionKernels = (): KernelTable<'convolve' | 'convolveImages' | 'convolveFilters'> => ({
  convolve: ({ operation, shape, from: [images, filters] }) =>
    convolution(
      images,
      filters,
      shape,
      operation,
      (result, a, b) => (i, f, o) => addAt(result, o, valueAt(a, i) * valueAt(b, f)),
    ),
  convolveImages: ({ operation, shape, from: [outputs, filters] }) =>
    convolution(
      shape,
      filters,
      outputs,
      operation,
      (result, a, b) => (i, f, o) => addAt(result, i, valueAt(a, o) * valueAt(b, f)),
    ),
  convolveFilters: ({ operation, shape, from: [images, outputs] }) =>
    convolution(
      images,
      shape,
      outputs,
      operation,
      (result, a, b) => (i, f, o) => addAt(result, f, valueAt(a, i) * valueAt(b, o)),
    ),
})
