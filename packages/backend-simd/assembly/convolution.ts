// Convolution and its two adjoints as matrix products that read the images where they lie. Only the padding is laid around
// each image beforehand.

import { tileBytes } from '../src/border/codes'
import { ConvolutionCommand } from '../src/border/records'
import { frame } from './frame'
import { placeTile } from './gemm'
import { packPanel } from './packing'
import { columnTiles } from './tiles.generated'
import {
  columnStride, corner, everyWindow, frameImage, length, line, rowStride, segments, spreadOutputs, windowProducts,
} from './windows'
import { winogradFilters, winogradImages } from './winograd-convolution'
import { workspace } from './workspace'

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
  spreadOutputs(<usize>c.outWidth * pixel, pixel)
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
  everyWindow(scratch, frameWidth, pixel, tall, wide)
  spreadOutputs(<usize>(down * c.width * c.channels) << 2, <usize>(across * c.channels) << 2)
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
