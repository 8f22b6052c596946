// Convolution and its two adjoints as matrix products that read the images where they lie: for one row of a filter,
// the window of an output value is one stretch of memory. Only the padding is laid around each image beforehand.

import { shortestStretch, tileBytes } from '../src/border/codes'
import { packPanel, placeTile } from './gemm'
import {
  batch, channels, filterHeight, filters, filterWidth, frame, height, outHeight, outWidth, padLeft, padTop, readGeometry, strideAcross, strideDown, width,
  winograd,
} from './geometry'
import { columnTiles, rowTile, rowTiles } from './tiles.generated'
import { winogradFilters, winogradImages } from './winograd-convolution'
import { argument, workspace } from './workspace'

/** Writes every window of a framed image as one row: `segments` stretches of `length` bytes, `line` bytes apart. */
function gatherPatches(
  framed: usize, line: usize, height: i32, width: i32, rowStep: usize, columnStep: usize, segments: i32, length: usize, to: usize,
): void {
  for (let y = 0; y < height; y++) {
    let corner = framed + <usize>y * rowStep
    for (let x = 0; x < width; x++) {
      let source = corner
      for (let segment = 0; segment < segments; segment++) {
        // Whole vectors: what they write too far is written again by the next stretch.
        for (let byte: usize = 0; byte < length; byte += 16) v128.store(to + byte, v128.load(source + byte))
        source += line
        to += length
      }
      corner += columnStep
    }
  }
}

/**
 * All output values of one framed image: windows of `segments` stretches of `length` bytes, `line` apart, against
 * filters packed in panels of eight outputs. Output pixels lie `outRow` and `outColumn` bytes apart.
 */
function windowProducts(
  framed: usize, line: usize, height: i32, width: i32, rowStep: usize, columnStep: usize, segments: i32, length: usize,
  panels: usize, channels: i32, out: usize, outRow: usize, outColumn: usize,
): void {
  const panelBytes = <usize>segments * length << 3
  const pixels = height * width
  const even = outRow == <usize>width * outColumn
  const jump = line - length
  for (let channel = 0; channel < channels; channel += 8) {
    const filled = min(8, channels - channel)
    const direct = even && filled == 8
    const panel = panels + <usize>(channel >> 3) * panelBytes
    const to = out + (<usize>channel << 2)
    if (direct && segments == 1 && rowStep == <usize>width * columnStep) {
      rowTiles(pixels, framed, columnStep, length, panel, 32, to, outColumn, false)
      continue
    }
    for (let pixel = 0; pixel < pixels; pixel += 4) {
      const rows = min(4, pixels - pixel)
      const a0 = pixelAt(framed, pixel, width, rowStep, columnStep), a1 = pixelAt(framed, pixel + 1, width, rowStep, columnStep)
      const a2 = pixelAt(framed, pixel + 2, width, rowStep, columnStep), a3 = pixelAt(framed, pixel + 3, width, rowStep, columnStep)
      if (direct) {
        rowTile(rows, a0, a1, a2, a3, segments, length, jump, panel, 32, to + <usize>pixel * outColumn, outColumn, false)
        continue
      }
      rowTile(rows, a0, a1, a2, a3, segments, length, jump, panel, 32, workspace, 32, false)
      for (let row = 0; row < rows; row++) {
        placeTile(workspace + (<usize>row << 5), 1, filled, pixelAt(to, pixel + row, width, outRow, outColumn), 0, false)
      }
    }
  }
}

/** Where pixel number `pixel` of lines of `width` pixels lies. */
// @ts-ignore: decorator
@inline
function pixelAt(image: usize, pixel: i32, width: i32, rowStep: usize, columnStep: usize): usize {
  return image + <usize>(pixel / width) * rowStep + <usize>(pixel % width) * columnStep
}

/** An image with its padding, and how its windows lie in memory. */
let framed: usize, line: usize, rowStep: usize, columnStep: usize, segments: i32, length: usize

/** Frames one image; gathers its patches where a window's stretches are short. Uses scratch from `to` on. */
function frameImage(image: usize, to: usize): void {
  const tall = (outHeight - 1) * strideDown + filterHeight
  const wide = (outWidth - 1) * strideAcross + filterWidth
  const pixel = <usize>channels << 2
  framed = image
  line = <usize>width * pixel
  if (padTop != 0 || padLeft != 0 || tall > height || wide > width) {
    frame(image, height, width, channels, -padTop, -padLeft, tall, wide, to)
    framed = to
    line = <usize>wide * pixel
  }
  rowStep = <usize>strideDown * line
  columnStep = <usize>strideAcross * pixel
  segments = filterHeight
  length = <usize>filterWidth * pixel
  if (filterWidth * channels < shortestStretch && filterHeight > 1) {
    const patches = to + <usize>(tall * wide) * pixel
    gatherPatches(framed, line, outHeight, outWidth, rowStep, columnStep, segments, length, patches)
    framed = patches
    columnStep = <usize>segments * length
    rowStep = <usize>outWidth * columnStep
    length = columnStep
    line = length
    segments = 1
  }
}

/** Packs filters as they are: panels of eight outputs. */
function packFilters(from: usize, to: usize): void {
  const depth = filterHeight * filterWidth * channels
  const row = <usize>filters << 2
  for (let filter = 0; filter < filters; filter += 8) {
    packPanel(from + (<usize>filter << 2), row, 4, depth, min(8, filters - filter), to)
    to += <usize>depth << 5
  }
}

/** Command: tasks; images, filters and outputs, each with its step per task; geometry. */
export function convolve(p: usize): void {
  readGeometry(p)
  let a: usize = argument(p, 1), b: usize = argument(p, 3), c: usize = argument(p, 5)
  const aTask: usize = argument(p, 2), bTask: usize = argument(p, 4), cTask: usize = argument(p, 6)
  const image = <usize>(height * width * channels) << 2
  const pixel = <usize>filters << 2
  const panels = workspace + tileBytes
  const scratch = panels + (<usize>(filterHeight * filterWidth * channels * ((filters + 7) & ~7)) << 2)
  for (let task = argument(p, 0); task > 0; task--) {
    if (winograd) {
      winogradImages(false, a, height, width, channels, b, -padTop, -padLeft, c, outHeight, outWidth, filters)
      a += aTask
      b += bTask
      c += cTask
      continue
    }
    packFilters(b, panels)
    let source = a, out = c
    for (let n = 0; n < batch; n++) {
      frameImage(source, scratch)
      windowProducts(
        framed, line, outHeight, outWidth, rowStep, columnStep, segments, length,
        panels, filters, out, <usize>outWidth * pixel, pixel,
      )
      source += image
      out += <usize>(outHeight * outWidth) * pixel
    }
    a += aTask
    b += bTask
    c += cTask
  }
}

/**
 * Packs the taps (i, j) = (first + stride · t) of the filters, last tap first, in panels of eight channels: the
 * filters of the adjoint.
 */
function packTurned(from: usize, firstRow: i32, firstColumn: i32, tall: i32, wide: i32, to: usize): void {
  const tap = <usize>(channels * filters) << 2
  const row = <usize>filters << 2
  for (let channel = 0; channel < channels; channel += 8) {
    for (let t = tall - 1; t >= 0; t--) {
      for (let u = wide - 1; u >= 0; u--) {
        const i = firstRow + strideDown * t, j = firstColumn + strideAcross * u
        const source = from + <usize>(i * filterWidth + j) * tap + <usize>channel * row
        packPanel(source, 4, row, filters, min(8, channels - channel), to)
        to += <usize>filters << 5
      }
    }
  }
}

/** The pixels (y, x) ≡ (phaseRow, phaseColumn) modulo the stride of the adjoint for one task's batch. */
function imagesPhase(phaseRow: i32, phaseColumn: i32, outputs: usize, from: usize, result: usize): void {
  const firstRow = (phaseRow + padTop) % strideDown, firstColumn = (phaseColumn + padLeft) % strideAcross
  const tall = (filterHeight - firstRow + strideDown - 1) / strideDown
  const wide = (filterWidth - firstColumn + strideAcross - 1) / strideAcross
  const rows = (height - phaseRow + strideDown - 1) / strideDown
  const columns = (width - phaseColumn + strideAcross - 1) / strideAcross
  if (rows <= 0 || columns <= 0) return
  const pixel = <usize>(strideAcross * channels) << 2, row = <usize>(strideDown * width * channels) << 2
  const image = <usize>(height * width * channels) << 2
  let to = result + (<usize>((phaseRow * width + phaseColumn) * channels) << 2)
  if (tall <= 0 || wide <= 0) return
  const panels = workspace + tileBytes
  const scratch = panels + (<usize>(tall * wide * filters * ((channels + 7) & ~7)) << 2)
  packTurned(from, firstRow, firstColumn, tall, wide, panels)
  const top = (phaseRow + padTop - firstRow) / strideDown - (tall - 1)
  const left = (phaseColumn + padLeft - firstColumn) / strideAcross - (wide - 1)
  const frameWidth = columns + wide - 1
  const step = <usize>filters << 2
  for (let n = 0; n < batch; n++) {
    frame(outputs, outHeight, outWidth, filters, top, left, rows + tall - 1, frameWidth, scratch)
    const across = <usize>frameWidth * step
    windowProducts(scratch, across, rows, columns, across, step, tall, <usize>wide * step, panels, channels, to, row, pixel)
    outputs += <usize>(outHeight * outWidth) * step
    to += image
  }
}

/** Command: tasks; output gradients, filters and the images' gradients, each with its step per task; geometry. */
export function convolveImages(p: usize): void {
  readGeometry(p)
  let a: usize = argument(p, 1), b: usize = argument(p, 3), c: usize = argument(p, 5)
  const bytes = <usize>(batch * height * width * channels) << 2
  for (let task = argument(p, 0); task > 0; task--) {
    if (winograd) {
      winogradImages(true, a, outHeight, outWidth, filters, b, padTop - 2, padLeft - 2, c, height, width, channels)
    } else {
      if (strideDown > 1 || strideAcross > 1) memory.fill(c, 0, bytes)
      for (let row = 0; row < strideDown; row++) {
        for (let column = 0; column < strideAcross; column++) imagesPhase(row, column, a, b, c)
      }
    }
    a += <usize>argument(p, 2)
    b += <usize>argument(p, 4)
    c += <usize>argument(p, 6)
  }
}

/**
 * Adds one framed image's products to the filters' gradient: for each stretch of a window, a block of `length` values
 * by `filters` that sums over all windows.
 */
function filterProducts(outputs: usize, scratch: usize, result: usize, accumulate: bool): void {
  const row = <usize>filters << 2
  const pixels = outHeight * outWidth
  const count = <i32>(length >> 2)
  const across = <usize>outWidth * columnStep
  for (let filter = 0; filter < filters; filter += 8) {
    const filled = min(8, filters - filter)
    packPanel(outputs + (<usize>filter << 2), row, 4, pixels, filled, scratch)
    for (let segment = 0; segment < segments; segment++) {
      const source = framed + <usize>segment * line
      const to = result + <usize>(segment * count) * row + (<usize>filter << 2)
      if (filled == 8) {
        columnTiles(count, source, columnStep, outHeight, across, rowStep - across, scratch, 32, to, row, accumulate)
        continue
      }
      for (let m = 0; m < count; m += 4) {
        const rows = min(4, count - m)
        columnTiles(rows, source + (<usize>m << 2), columnStep, outHeight, across, rowStep - across, scratch, 32, workspace, 32, false)
        placeTile(workspace, rows, filled, to + <usize>m * row, row, accumulate)
      }
    }
  }
}

/** Command: tasks; images, output gradients and the filters' gradient, each with its step per task; geometry. */
export function convolveFilters(p: usize): void {
  readGeometry(p)
  let a: usize = argument(p, 1), b: usize = argument(p, 3), c: usize = argument(p, 5)
  const image = <usize>(height * width * channels) << 2
  const output = <usize>(outHeight * outWidth * filters) << 2
  const panel = workspace + tileBytes
  const scratch = panel + (<usize>(outHeight * outWidth) << 5)
  for (let task = argument(p, 0); task > 0; task--) {
    if (winograd) {
      winogradFilters(a, b, c)
    } else {
      for (let n = 0; n < batch; n++) {
        frameImage(a + <usize>n * image, scratch)
        filterProducts(b + <usize>n * output, panel, c, n > 0)
      }
    }
    a += <usize>argument(p, 2)
    b += <usize>argument(p, 4)
    c += <usize>argument(p, 6)
  }
}
