// Windows of an image where they lie, times packed filters. For one row of a filter, the window of an output value is one
// stretch of memory; where such stretches are short, whole windows are gathered first.

import { shortestStretch } from '../src/border/codes'
import { ConvolutionCommand } from '../src/border/records'
import { frame } from './frame'
import { placeTile } from './gemm'
import { rowTile, rowTiles } from './tiles.generated'
import { workspace } from './workspace'

// The windows of the image that is worked on: `segments` stretches of `length` bytes, `line` apart. The first begins at
// `corner`, those below and beside it `rowStride` and `columnStride` bytes further.
export let corner: usize, line: usize, rowStride: usize, columnStride: usize, segments: i32, length: usize
/** From output pixel to output pixel. */
let outRow: usize, outColumn: usize

/** Windows of `high` lines of `across` pixels each, in a frame of lines of `wide` pixels that stand `pixel` bytes apart; one from each pixel on. */
export function everyWindow(framed: usize, wide: i32, pixel: usize, high: i32, across: i32): void {
  corner = framed
  line = <usize>wide * pixel
  rowStride = line
  columnStride = pixel
  segments = high
  length = <usize>across * pixel
}

/** Where products go, in bytes from row to row and from column to column of output pixels. */
export function spreadOutputs(row: usize, column: usize): void {
  outRow = row
  outColumn = column
}

/** Where pixel (row, column) of lines of `width` pixels lies, by its number. */
// @ts-ignore: decorator
@inline
function pixelAt(image: usize, pixel: i32, width: i32, row: usize, column: usize): usize {
  return image + <usize>(pixel / width) * row + <usize>(pixel % width) * column
}

/** All `tall` × `wide` windows against filters packed in panels of eight outputs, `channels` in all. */
export function windowProducts(tall: i32, wide: i32, panels: usize, channels: i32, out: usize): void {
  const panelBytes = <usize>segments * length << 3
  const pixels = tall * wide
  const even = outRow == <usize>wide * outColumn
  const inLine = segments == 1 && rowStride == <usize>wide * columnStride
  for (let channel = 0; channel < channels; channel += 8) {
    const filled = min(8, channels - channel)
    const panel = panels + <usize>(channel >> 3) * panelBytes
    const to = out + (<usize>channel << 2)
    if (!even || filled < 8) placedProducts(pixels, wide, panel, filled, to)
    else if (inLine) rowTiles(pixels, corner, columnStride, length, panel, 32, to, outColumn, false)
    else directProducts(pixels, wide, panel, to)
  }
}

/** Eight outputs of all pixels, which lie evenly apart. */
function directProducts(pixels: i32, wide: i32, panel: usize, to: usize): void {
  for (let pixel = 0; pixel < pixels; pixel += 4) {
    windowTile(min(4, pixels - pixel), pixel, wide, panel, to, outColumn)
    to += outColumn << 2
  }
}

/** Up to eight outputs of all pixels, each put in its place. */
function placedProducts(pixels: i32, wide: i32, panel: usize, filled: i32, to: usize): void {
  for (let pixel = 0; pixel < pixels; pixel += 4) {
    const rows = min(4, pixels - pixel)
    windowTile(rows, pixel, wide, panel, workspace, 32)
    for (let row = 0; row < rows; row++) {
      placeTile(workspace + (<usize>row << 5), 1, filled, pixelAt(to, pixel + row, wide, outRow, outColumn), 0, false)
    }
  }
}

/** Eight outputs of up to four pixels. */
// @ts-ignore: decorator
@inline
function windowTile(rows: i32, pixel: i32, wide: i32, panel: usize, to: usize, toRow: usize): void {
  const a0 = pixelAt(corner, pixel, wide, rowStride, columnStride), a1 = pixelAt(corner, pixel + 1, wide, rowStride, columnStride)
  const a2 = pixelAt(corner, pixel + 2, wide, rowStride, columnStride), a3 = pixelAt(corner, pixel + 3, wide, rowStride, columnStride)
  rowTile(rows, a0, a1, a2, a3, segments, length, line - length, panel, 32, to, toRow, false)
}

/** Writes every window as one row of values from `to` on, and goes on with those. */
function gatherPatches(tall: i32, wide: i32, to: usize): void {
  const patches = to
  for (let y = 0; y < tall; y++) {
    let window = corner + <usize>y * rowStride
    for (let x = 0; x < wide; x++) {
      let source = window
      for (let segment = 0; segment < segments; segment++) {
        // Whole vectors: what they write too far is written again by the next stretch.
        for (let byte: usize = 0; byte < length; byte += 16) v128.store(to + byte, v128.load(source + byte))
        source += line
        to += length
      }
      window += columnStride
    }
  }
  corner = patches
  columnStride = <usize>segments * length
  rowStride = <usize>wide * columnStride
  length = columnStride
  line = length
  segments = 1
}

/** Frames one image; gathers its patches where a window's stretches are short. Uses scratch from `to` on. */
export function frameImage(c: ConvolutionCommand, image: usize, to: usize): void {
  const tall = (c.outHeight - 1) * c.strideDown + c.filterHeight
  const wide = (c.outWidth - 1) * c.strideAcross + c.filterWidth
  const pixel = <usize>c.channels << 2
  corner = image
  line = <usize>c.width * pixel
  if (c.padTop != 0 || c.padLeft != 0 || tall > c.height || wide > c.width) {
    frame(image, c.height, c.width, c.channels, -c.padTop, -c.padLeft, tall, wide, to)
    corner = to
    line = <usize>wide * pixel
  }
  rowStride = <usize>c.strideDown * line
  columnStride = <usize>c.strideAcross * pixel
  segments = c.filterHeight
  length = <usize>c.filterWidth * pixel
  if (c.filterWidth * c.channels < shortestStretch && c.filterHeight > 1) {
    gatherPatches(c.outHeight, c.outWidth, to + <usize>(tall * wide) * pixel)
  }
}
