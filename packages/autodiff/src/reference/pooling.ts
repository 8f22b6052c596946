// Max-pooling's three operations over every value of every window.

import type { PoolWindow } from '../operation.js'
import { type Shape, stridesOf } from '../shape.js'
import { addAt, type KernelTable, valueAt } from './kernel.js'

/** Calls `visit` with each value of a window's block: the window, the value, and the value's place in the window. */
function overWindows(
  images: Shape,
  windows: Shape,
  { sizes: [tall, wide], strides }: PoolWindow,
  visit: (window: number, image: number, place: number) => void,
): void {
  const [batch = 1, height = 1, width = 1, channels = 1] = windows
  const [perImage = 1, perRow = 1, perColumn = 1] = stridesOf(images)
  let window = 0
  for (let n = 0; n < batch; n++) {
    for (let top = 0; top < height; top++) {
      for (let left = 0; left < width; left++) {
        for (let c = 0; c < channels; c++) {
          const corner = n * perImage + top * strides[0] * perRow + left * strides[1] * perColumn + c
          for (let place = 0; place < tall * wide; place++) {
            visit(window, corner + Math.floor(place / wide) * perRow + (place % wide) * perColumn, place)
          }
          window++
        }
      }
    }
  }
}

export const poolingKernels = (): KernelTable<'poolIndex' | 'pick' | 'place'> => ({
  poolIndex:
    ({ operation, shape, from: [images] }) =>
    ([a], index) => {
      let best = 0
      overWindows(images, shape, operation, (window, image, place) => {
        const value = valueAt(a, image)
        if (place === 0 || value > best || (Number.isNaN(value) && !Number.isNaN(best))) {
          best = value
          index[window] = place
        }
      })
    },
  pick:
    ({ operation, shape, from: [images] }) =>
    ([a, index], output) => {
      overWindows(images, shape, operation, (window, image, place) => {
        if (index[window] === place) output[window] = valueAt(a, image)
      })
    },
  place:
    ({ operation, shape, from: [windows] }) =>
    ([values, index], output) => {
      output.fill(0)
      overWindows(shape, windows, operation, (window, image, place) => {
        if (index[window] === place) addAt(output, image, valueAt(values, window))
      })
    },
})
