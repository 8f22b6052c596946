// What all convolution kernels share: the sizes of the command that runs, and images laid out with their padding.

import { argument } from './workspace'

// The geometry of the command that runs: sizes of images [batch, height, width, channels], filters
// [filterHeight, filterWidth, channels, filters], outputs [batch, outHeight, outWidth, filters], and the window.
export let batch: i32, height: i32, width: i32, channels: i32
export let filterHeight: i32, filterWidth: i32, filters: i32
export let outHeight: i32, outWidth: i32
export let strideDown: i32, strideAcross: i32, padTop: i32, padLeft: i32
/** Whether the planner chose Winograd's way. */
export let winograd: bool
/** The place of the code for Winograd's products of a whole strip in the function table; 0: none. */
export let stripProducts: i32

/** Reads the geometry that follows the operands of every command here. */
export function readGeometry(p: usize): void {
  batch = argument(p, 7)
  height = argument(p, 8)
  width = argument(p, 9)
  channels = argument(p, 10)
  filterHeight = argument(p, 11)
  filterWidth = argument(p, 12)
  filters = argument(p, 13)
  outHeight = argument(p, 14)
  outWidth = argument(p, 15)
  strideDown = argument(p, 16)
  strideAcross = argument(p, 17)
  padTop = argument(p, 18)
  padLeft = argument(p, 19)
  winograd = argument(p, 20) != 0
  stripProducts = argument(p, 21)
}

/**
 * Copies the `height` × `width` frame whose corner lies at (`top`, `left`) of an image, with zeros where it reaches
 * outside.
 */
export function frame(
  image: usize, imageHeight: i32, imageWidth: i32, channels: i32, top: i32, left: i32, height: i32, width: i32, to: usize,
): void {
  const pixel = <usize>channels << 2
  const line = <usize>width * pixel
  const before = min(max(-left, 0), width)
  const after = max(min(imageWidth - left, width), before)
  for (let y = top; y < top + height; y++) {
    if (y < 0 || y >= imageHeight) {
      memory.fill(to, 0, line)
    } else {
      memory.fill(to, 0, <usize>before * pixel)
      const source = image + <usize>(y * imageWidth + left + before) * pixel
      memory.copy(to + <usize>before * pixel, source, <usize>(after - before) * pixel)
      memory.fill(to + <usize>after * pixel, 0, <usize>(width - after) * pixel)
    }
    to += line
  }
}
