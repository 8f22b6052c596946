// Kernels that multiply and add, written as their definitions.

import type { Window } from '../operation.js'
import { type Shape, stridesOf } from '../shape.js'
import type { Kernel, KernelMaker, KernelTable } from './kernel.js'

const matMul: KernelMaker<'matMul'> = ({ operation: { transposeA, transposeB }, shape, from: [a] }) => {
  const [rows, columns] = shape as [number, number]
  const inner = a[transposeA ? 0 : 1] as number
  const [aRow, aInner] = transposeA ? [1, rows] : [inner, 1]
  const [bInner, bColumn] = transposeB ? [1, inner] : [columns, 1]
  return ([left, right], output) => {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        let total = 0
        for (let k = 0; k < inner; k++) {
          total += (left[row * aRow + k * aInner] as number) * (right[k * bInner + column * bColumn] as number)
        }
        output[row * columns + column] = total
      }
    }
  }
}

type Visit = (image: number, filter: number, output: number) => void

/** Visits the positions of every product `image · filter → output` of a convolution between these shapes. */
function overProducts(images: Shape, filters: Shape, outputs: Shape, window: Window, visit: Visit): void {
  const [batch, height, width, channels] = images as [number, number, number, number]
  const [filterHeight, filterWidth, , outChannels] = filters as [number, number, number, number]
  const [, outHeight, outWidth] = outputs as [number, number, number]
  for (let n = 0; n < batch; n++) {
    for (let top = 0; top < outHeight; top++) {
      for (let left = 0; left < outWidth; left++) {
        const output = ((n * outHeight + top) * outWidth + left) * outChannels
        for (let i = 0; i < filterHeight; i++) {
          const row = top * window.stride + i - window.padTop
          if (row < 0 || row >= height) continue
          for (let j = 0; j < filterWidth; j++) {
            const column = left * window.stride + j - window.padLeft
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

function accumulate(output: Float64Array, at: number, a: Float64Array, i: number, b: Float64Array, j: number): void {
  output[at] = (output[at] as number) + (a[i] as number) * (b[j] as number)
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

/** Calls `visit` with each value of a window's block: the window, the value, and the value's place in the window. */
function overWindows(
  images: Shape,
  windows: Shape,
  size: number,
  stride: number,
  visit: (window: number, image: number, place: number) => void,
): void {
  const [batch, height, width, channels] = windows as [number, number, number, number]
  const [perImage, perRow, perColumn] = stridesOf(images) as [number, number, number]
  let window = 0
  for (let n = 0; n < batch; n++) {
    for (let top = 0; top < height; top++) {
      for (let left = 0; left < width; left++) {
        for (let c = 0; c < channels; c++) {
          const corner = n * perImage + top * stride * perRow + left * stride * perColumn + c
          for (let place = 0; place < size * size; place++) {
            visit(window, corner + Math.floor(place / size) * perRow + (place % size) * perColumn, place)
          }
          window++
        }
      }
    }
  }
}

export const productKernels: KernelTable<
  'matMul' | 'convolve' | 'convolveImages' | 'convolveFilters' | 'poolIndex' | 'pick' | 'place'
> = {
  matMul,
  convolve: ({ operation, shape, from: [images, filters] }) =>
    convolution(images, filters, shape, operation, (result, a, b) => (i, f, o) => accumulate(result, o, a, i, b, f)),
  convolveImages: ({ operation, shape, from: [outputs, filters] }) =>
    convolution(shape, filters, outputs, operation, (result, a, b) => (i, f, o) => accumulate(result, i, a, o, b, f)),
  convolveFilters: ({ operation, shape, from: [images, outputs] }) =>
    convolution(images, shape, outputs, operation, (result, a, b) => (i, f, o) => accumulate(result, f, a, i, b, o)),

  poolIndex:
    ({ operation: { size, stride }, shape, from: [images] }) =>
    ([a], index) => {
      let best = 0
      overWindows(images, shape, size, stride, (window, image, place) => {
        const value = a[image] as number
        if (place === 0 || value > best || (Number.isNaN(value) && !Number.isNaN(best))) {
          best = value
          index[window] = place
        }
      })
    },
  pick:
    ({ operation: { size, stride }, shape, from: [images] }) =>
    ([a, index], output) => {
      overWindows(images, shape, size, stride, (window, image, place) => {
        if (index[window] === place) output[window] = a[image] as number
      })
    },
  place:
    ({ operation: { size, stride }, shape, from: [windows] }) =>
    ([values, index], output) => {
      output.fill(0)
      overWindows(shape, windows, size, stride, (window, image, place) => {
        if (index[window] === place) {
          output[image] = (output[image] as number) + (values[window] as number)
        }
      })
    },
}
