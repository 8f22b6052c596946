// Max-pooling's three operations. TensorFlow.js' own lose NaN, and their gradient is wrong on WebAssembly for windows without
// a positive value.

import type { PoolWindow, Shape } from '@assent/autodiff'
import type { Loop } from '../planner.js'
import { bitsOf, chosen, rankOf } from './bits.js'

/** Where the windows of a batch of images lie. */
export interface Windows extends PoolWindow {
  readonly images: Shape
  /** Shape of one value per window: `[batch, rows, columns, channels]`. */
  readonly windows: Shape
}

/** The first largest value's position in each window; the first NaN's where there is one. */
export function createPoolIndex(layout: Windows): Loop {
  const reach = reaches(layout)
  return ([images], index) => {
    const bits = bitsOf(images as Float32Array)
    overColumns(layout, (window, corner, channels) => indexColumn(bits, corner, index, window, channels, reach))
  }
}

/** The value of images at each window's position. */
export function createPick(layout: Windows): Loop {
  const reach = reaches(layout)
  return ([images, index], picked) => {
    const [values, positions] = [images as Float32Array, index as Float32Array]
    overColumns(layout, (window, corner, channels) => {
      for (let channel = 0; channel < channels; channel++) {
        const position = positions[window + channel] as number
        picked[window + channel] = values[corner + channel + (reach[position] as number)] as number
      }
    })
  }
}

/** Adds each window's value at its position into zeros. */
export function createPlace(layout: Windows): Loop {
  const reach = reaches(layout)
  return ([windows, index], placed) => {
    const [values, positions] = [windows as Float32Array, index as Float32Array]
    placed.fill(0)
    overColumns(layout, (window, corner, channels) => {
      for (let channel = 0; channel < channels; channel++) {
        const at = corner + channel + (reach[positions[window + channel] as number] as number)
        placed[at] = (placed[at] as number) + (values[window + channel] as number)
      }
    })
  }
}

function indexColumn(
  bits: Int32Array,
  corner: number,
  index: Float32Array,
  window: number,
  channels: number,
  reach: Int32Array,
): void {
  for (let channel = 0; channel < channels; channel++) {
    let best = rankOf(bits[corner + channel] as number)
    let found = 0
    for (let place = 1; place < reach.length; place++) {
      const rank = rankOf(bits[corner + channel + (reach[place] as number)] as number)
      const better = -Number(rank > best)
      best = chosen(better, rank, best)
      found = chosen(better, place, found)
    }
    index[window + channel] = found
  }
}

/** How far each position of a window lies from its corner. */
function reaches({ images, sizes: [tall, wide] }: Windows): Int32Array {
  const [, , width, channels] = images as [number, number, number, number]
  return Int32Array.from({ length: tall * wide }, (_, place) => (Math.floor(place / wide) * width + (place % wide)) * channels)
}

/** Calls `visit` for each column of windows: where its first channel lies among the windows, and its corner in the images. */
function overColumns(
  { images, windows, strides: [down, across] }: Windows,
  visit: (window: number, corner: number, channels: number) => void,
): void {
  const [, height, width, channels] = images as [number, number, number, number]
  const [batch, rows, columns] = windows as [number, number, number]
  let window = 0
  for (let image = 0; image < batch; image++) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        visit(window, ((image * height + row * down) * width + column * across) * channels, channels)
        window += channels
      }
    }
  }
}
