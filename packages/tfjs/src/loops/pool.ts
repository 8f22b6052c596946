// Max-pooling's three operations. TensorFlow.js' own lose NaN, and their gradient is wrong on WebAssembly for windows without
// a positive value.

import type { PoolWindow } from '@assent/autodiff'
import type { Quad } from '../entries.js'
import type { Loop } from '../planner.js'
import { bitsOf, chosen, rankOf } from './bits.js'
import { OUTSIDE } from './outside.js'

/** Where the windows of a batch of images lie. */
export interface Windows extends PoolWindow {
  readonly images: Quad
  /** Shape of one value per window: `[batch, rows, columns, channels]`. */
  readonly windows: Quad
}

/** The first largest value's position in each window; the first NaN's where there is one. */
export function createPoolIndex(layout: Windows): Loop {
  const reach = reaches(layout)
  return ([images], index) => {
    const bits = bitsOf(images)
    overColumns(layout, (window, corner, channels) => indexColumn(bits, corner, index, window, channels, reach))
  }
}

/** The value of images at each window's position. */
export function createPick(layout: Windows): Loop {
  const reach = reaches(layout)
  return ([images, positions], picked) => {
    overColumns(layout, (window, corner, channels) => {
      for (let channel = 0; channel < channels; channel++) {
        const position = positions[window + channel] ?? OUTSIDE
        picked[window + channel] = images[corner + channel + (reach[position] ?? OUTSIDE)] ?? OUTSIDE
      }
    })
  }
}

/** Adds each window's value at its position into zeros. */
export function createPlace(layout: Windows): Loop {
  const reach = reaches(layout)
  return ([values, positions], placed) => {
    placed.fill(0)
    overColumns(layout, (window, corner, channels) => {
      for (let channel = 0; channel < channels; channel++) {
        const at = corner + channel + (reach[positions[window + channel] ?? OUTSIDE] ?? OUTSIDE)
        placed[at] = (placed[at] ?? OUTSIDE) + (values[window + channel] ?? OUTSIDE)
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
    let best = rankOf(bits[corner + channel] ?? OUTSIDE)
    let found = 0
    for (let place = 1; place < reach.length; place++) {
      const rank = rankOf(bits[corner + channel + (reach[place] ?? OUTSIDE)] ?? OUTSIDE)
      const better = -Number(rank > best)
      best = chosen(better, rank, best)
      found = chosen(better, place, found)
    }
    index[window + channel] = found
  }
}

/** How far each position of a window lies from its corner. */
function reaches({ images, sizes: [tall, wide] }: Windows): Int32Array {
  const [, , width, channels] = images
  return Int32Array.from({ length: tall * wide }, (_, place) => (Math.floor(place / wide) * width + (place % wide)) * channels)
}

/** Calls `visit` for each column of windows: where its first channel lies among the windows, and its corner in the images. */
function overColumns(
  { images, windows, strides: [down, across] }: Windows,
  visit: (window: number, corner: number, channels: number) => void,
): void {
  const [, height, width, channels] = images
  const [batch, rows, columns] = windows
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
