// Convolution and its two adjoints as matrix products that read the images where they lie: for one row of a filter,
// the window of an output value is one stretch of memory. Only the padding is laid around each image beforehand.

import { shortestStretch, tileBytes } from '../src/border/codes'
import { ConvolutionCommand } from '../src/border/records'
import { frame } from './frame'
import { packPanel, placeTile } from './gemm'
import { columnTiles, rowTile, rowTiles } from './tiles.generated'
import { winogradFilters, winogradImages } from './winograd-convolution'
import { workspace } from './workspace'

// The windows of the image that is worked on: `segments` stretches of `length` bytes, `line` apart. The first begins at
// `corner`, those below and beside it `rowStride` and `columnStride` bytes further.
let corner: usize, line: usize, rowStride: usize, columnStride: usize, segments: i32, length: usize
/** From output pixel to output pixel. */
let outRow: usize, outColumn: usize

/** Where pixel (row, column) of lines of `width` pixels lies, by its number. */
// @ts-ignore: decorator
@inline
function pixelAt(image: usize, pixel: i32, width: i32, row: usize, column: usize): usize {
  return image + <usize>(pixel / width) * row + <usize>(pixel % width) * column
}

/** All `tall` × `wide` windows against filters packed in panels of eight outputs, `channels` in all. */
function windowProducts(tall: i32, wide: i32, panels: usize, channels: i32, out: usize): void {
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
function frameImage(c: ConvolutionCommand, image: usize, to: usize): void {
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

/** Packs filters as they are: panels of eight outputs. */
function packFilters(c: ConvolutionCommand, from: usize, to: usize): void {
  const depth = c.filterHeight * c.filterWidth * c.channels
  const row = <usize>c.filters << 2
  for (let filter = 0; filter < c.filters; filter += 8) {
    packPanel(from + (<usize>filter << 2), row, 4, depth, min(8, c.filters - filter), to)
    to += <usize>depth << 5
  }
}

/** Images and filters to outputs. */
export function convolve(c: ConvolutionCommand): void {
  let images = c.first, filters = c.second, outputs = c.result
  for (let task = c.tasks; task > 0; task--) {
    if (c.winograd) winogradImages(c, false, images, filters, outputs)
    else convolveTask(c, images, filters, outputs)
    images += c.firstTask
    filters += c.secondTask
    outputs += c.resultTask
  }
}

function convolveTask(c: ConvolutionCommand, images: usize, filters: usize, outputs: usize): void {
  const image = <usize>(c.height * c.width * c.channels) << 2
  const pixel = <usize>c.filters << 2
  const panels = workspace + tileBytes
  const scratch = panels + (<usize>(c.filterHeight * c.filterWidth * c.channels * ((c.filters + 7) & ~7)) << 2)
  packFilters(c, filters, panels)
  outRow = <usize>c.outWidth * pixel
  outColumn = pixel
  for (let n = 0; n < c.batch; n++) {
    frameImage(c, images, scratch)
    windowProducts(c.outHeight, c.outWidth, panels, c.filters, outputs)
    images += image
    outputs += <usize>(c.outHeight * c.outWidth) * pixel
  }
}

/** Output gradients and filters to the images' gradients. */
export function convolveImages(c: ConvolutionCommand): void {
  let outputs = c.first, filters = c.second, images = c.result
  const bytes = <usize>(c.batch * c.height * c.width * c.channels) << 2
  for (let task = c.tasks; task > 0; task--) {
    if (c.winograd) {
      winogradImages(c, true, outputs, filters, images)
    } else {
      if (c.strideDown > 1 || c.strideAcross > 1) memory.fill(images, 0, bytes)
      for (let row = 0; row < c.strideDown; row++) {
        for (let column = 0; column < c.strideAcross; column++) imagesPhase(c, row, column, outputs, filters, images)
      }
    }
    outputs += c.firstTask
    filters += c.secondTask
    images += c.resultTask
  }
}

/** The pixels (y, x) ≡ (phaseRow, phaseColumn) modulo the strides of the adjoint for one task's batch. */
function imagesPhase(c: ConvolutionCommand, phaseRow: i32, phaseColumn: i32, outputs: usize, filters: usize, images: usize): void {
  const down = c.strideDown, across = c.strideAcross
  const firstRow = (phaseRow + c.padTop) % down, firstColumn = (phaseColumn + c.padLeft) % across
  const tall = (c.filterHeight - firstRow + down - 1) / down, wide = (c.filterWidth - firstColumn + across - 1) / across
  const rows = (c.height - phaseRow + down - 1) / down, columns = (c.width - phaseColumn + across - 1) / across
  if (rows <= 0 || columns <= 0 || tall <= 0 || wide <= 0) return
  const panels = workspace + tileBytes
  const scratch = panels + (<usize>(tall * wide * c.filters * ((c.channels + 7) & ~7)) << 2)
  packTurned(c, filters, firstRow, firstColumn, tall, wide, panels)
  const top = (phaseRow + c.padTop - firstRow) / down - (tall - 1)
  const left = (phaseColumn + c.padLeft - firstColumn) / across - (wide - 1)
  const pixel = <usize>c.filters << 2
  const frameWidth = columns + wide - 1
  let to = images + (<usize>((phaseRow * c.width + phaseColumn) * c.channels) << 2)
  corner = scratch
  line = <usize>frameWidth * pixel
  rowStride = line
  columnStride = pixel
  segments = tall
  length = <usize>wide * pixel
  outRow = <usize>(down * c.width * c.channels) << 2
  outColumn = <usize>(across * c.channels) << 2
  for (let n = 0; n < c.batch; n++) {
    frame(outputs, c.outHeight, c.outWidth, c.filters, top, left, rows + tall - 1, frameWidth, scratch)
    windowProducts(rows, columns, panels, c.channels, to)
    outputs += <usize>(c.outHeight * c.outWidth) * pixel
    to += <usize>(c.height * c.width * c.channels) << 2
  }
}

/**
 * Packs the taps (i, j) = (first + stride · t) of the filters, last tap first, in panels of eight channels: the
 * filters of the adjoint.
 */
function packTurned(c: ConvolutionCommand, from: usize, firstRow: i32, firstColumn: i32, tall: i32, wide: i32, to: usize): void {
  const tap = <usize>(c.channels * c.filters) << 2
  const row = <usize>c.filters << 2
  for (let channel = 0; channel < c.channels; channel += 8) {
    for (let t = tall - 1; t >= 0; t--) {
      for (let u = wide - 1; u >= 0; u--) {
        const i = firstRow + c.strideDown * t, j = firstColumn + c.strideAcross * u
        const source = from + <usize>(i * c.filterWidth + j) * tap + <usize>channel * row
        packPanel(source, 4, row, c.filters, min(8, c.channels - channel), to)
        to += <usize>c.filters << 5
      }
    }
  }
}

/** Images and output gradients to the filters' gradient. */
export function convolveFilters(c: ConvolutionCommand): void {
  let images = c.first, outputs = c.second, filters = c.result
  const image = <usize>(c.height * c.width * c.channels) << 2
  const output = <usize>(c.outHeight * c.outWidth * c.filters) << 2
  const panel = workspace + tileBytes
  const scratch = panel + (<usize>(c.outHeight * c.outWidth) << 5)
  for (let task = c.tasks; task > 0; task--) {
    if (c.winograd) {
      winogradFilters(c, images, outputs, filters)
    } else {
      for (let n = 0; n < c.batch; n++) {
        frameImage(c, images + <usize>n * image, scratch)
        filterProducts(c, outputs + <usize>n * output, panel, filters, n > 0)
      }
    }
    images += c.firstTask
    outputs += c.secondTask
    filters += c.resultTask
  }
}

/**
 * Adds one framed image's products to the filters' gradient: for each stretch of a window, a block of `length` values
 * by `filters` that sums over all windows.
 */
function filterProducts(c: ConvolutionCommand, outputs: usize, panel: usize, result: usize, accumulates: bool): void {
  const row = <usize>c.filters << 2
  const pixels = c.outHeight * c.outWidth
  const bytes = (length >> 2) * row
  for (let filter = 0; filter < c.filters; filter += 8) {
    const filled = min(8, c.filters - filter)
    packPanel(outputs + (<usize>filter << 2), row, 4, pixels, filled, panel)
    let source = corner, to = result + (<usize>filter << 2)
    for (let segment = 0; segment < segments; segment++) {
      if (filled == 8) stretchTiles(c, source, <i32>(length >> 2), panel, to, row, accumulates)
      else placedStretch(c, source, panel, filled, to, accumulates)
      source += line
      to += bytes
    }
  }
}

/** The first `count` values of all windows' stretches times eight output gradients. */
// @ts-ignore: decorator
@inline
function stretchTiles(c: ConvolutionCommand, source: usize, count: i32, panel: usize, to: usize, toRow: usize, accumulates: bool): void {
  const across = <usize>c.outWidth * columnStride
  columnTiles(count, source, columnStride, c.outHeight, across, rowStride - across, panel, 32, to, toRow, accumulates)
}

/** The same with less than eight output gradients, each put in its place. */
function placedStretch(c: ConvolutionCommand, source: usize, panel: usize, filled: i32, to: usize, accumulates: bool): void {
  const row = <usize>c.filters << 2
  const count = <i32>(length >> 2)
  for (let m = 0; m < count; m += 4) {
    const rows = min(4, count - m)
    stretchTiles(c, source + (<usize>m << 2), rows, panel, workspace, 32, false)
    placeTile(workspace, rows, filled, to + <usize>m * row, row, accumulates)
  }
}
