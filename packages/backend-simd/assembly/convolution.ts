// Convolution and its two adjoints as matrix products that read the images where they lie: for one row of a filter,
// the window of an output value is one stretch of memory. Only the padding is laid around each image beforehand.

import { packPanel, placeTile, tileBytes } from './gemm'
import { columnTiles, rowTile, rowTiles } from './tiles'
import {
  gatherFilters, gatherOutputs, passBytes, tileProducts, tileSums, transformFilters, transformImage, transformOutputs, transformTurned,
} from './winograd'
import { argument, workspace } from './workspace'

/** Stretches shorter than this are gathered into whole patches first. */
const shortestStretch = 8

/**
 * Copies the `height` × `width` frame whose corner lies at (`top`, `left`) of an image, with zeros where it reaches
 * outside.
 */
function frame(
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
    let y = 0, x = 0
    for (let pixel = 0; pixel < pixels; pixel += 4) {
      const rows = min(4, pixels - pixel)
      const y0 = y, x0 = x
      const a0 = framed + <usize>y * rowStep + <usize>x * columnStep
      if (++x == width) { x = 0; y++ }
      const y1 = y, x1 = x
      const a1 = framed + <usize>y * rowStep + <usize>x * columnStep
      if (++x == width) { x = 0; y++ }
      const y2 = y, x2 = x
      const a2 = framed + <usize>y * rowStep + <usize>x * columnStep
      if (++x == width) { x = 0; y++ }
      const y3 = y, x3 = x
      const a3 = framed + <usize>y * rowStep + <usize>x * columnStep
      if (++x == width) { x = 0; y++ }
      if (direct) {
        rowTile(rows, a0, a1, a2, a3, segments, length, jump, panel, 32, to + <usize>pixel * outColumn, outColumn, false)
        continue
      }
      rowTile(rows, a0, a1, a2, a3, segments, length, jump, panel, 32, workspace, 32, false)
      placeTile(workspace, 1, filled, to + <usize>y0 * outRow + <usize>x0 * outColumn, 0, false)
      if (rows > 1) placeTile(workspace + 32, 1, filled, to + <usize>y1 * outRow + <usize>x1 * outColumn, 0, false)
      if (rows > 2) placeTile(workspace + 64, 1, filled, to + <usize>y2 * outRow + <usize>x2 * outColumn, 0, false)
      if (rows > 3) placeTile(workspace + 96, 1, filled, to + <usize>y3 * outRow + <usize>x3 * outColumn, 0, false)
    }
  }
}

// The geometry of the command that runs: sizes of images [batch, height, width, channels], filters
// [filterHeight, filterWidth, channels, filters], outputs [batch, outHeight, outWidth, filters], and the window.
let batch: i32, height: i32, width: i32, channels: i32
let filterHeight: i32, filterWidth: i32, filters: i32
let outHeight: i32, outWidth: i32
let stride: i32, padTop: i32, padLeft: i32
/** Whether the planner chose Winograd's way. */
let winograd: bool

/** Reads the geometry that follows the operands of every command here. */
function readGeometry(p: usize): void {
  batch = argument(p, 7)
  height = argument(p, 8)
  width = argument(p, 9)
  channels = argument(p, 10)
  filterHeight = argument(p, 11)
  filterWidth = argument(p, 12)
  filters = argument(p, 13)
  outHeight = argument(p, 14)
  outWidth = argument(p, 15)
  stride = argument(p, 16)
  padTop = argument(p, 17)
  padLeft = argument(p, 18)
  winograd = argument(p, 19) != 0
}

/** An image with its padding, and how its windows lie in memory. */
let framed: usize, line: usize, rowStep: usize, columnStep: usize, segments: i32, length: usize

/** Frames one image; gathers its patches where a window's stretches are short. Uses scratch from `to` on. */
function frameImage(image: usize, to: usize): void {
  const tall = (outHeight - 1) * stride + filterHeight
  const wide = (outWidth - 1) * stride + filterWidth
  const pixel = <usize>channels << 2
  framed = image
  line = <usize>width * pixel
  if (padTop != 0 || padLeft != 0 || tall > height || wide > width) {
    frame(image, height, width, channels, -padTop, -padLeft, tall, wide, to)
    framed = to
    line = <usize>wide * pixel
  }
  rowStep = <usize>stride * line
  columnStep = <usize>stride * pixel
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

/** Columns of a matrix that panels of eight write. */
// @ts-ignore: decorator
@inline
function paneled(columns: i32): usize {
  return <usize>((columns + 7) & ~7)
}

/** One task's images through turned or plain filters: from `inputs` channels to `results`, framed from (`top`, `left`) on. */
function winogradImages(
  turned: bool, source: usize, inHeight: i32, inWidth: i32, inputs: i32, from: usize, top: i32, left: i32,
  result: usize, resultHeight: i32, resultWidth: i32, results: i32,
): void {
  const tall = (resultHeight + 1) >> 1, wide = (resultWidth + 1) >> 1, tiles = tall * wide
  const pass = workspace
  const panels = pass + 2 * passBytes, panelMatrix = (<usize>inputs * paneled(results)) << 2
  const image = panels + 16 * panelMatrix, imageMatrix = <usize>(tiles * inputs) << 2
  const row = paneled(results) << 2
  const products = image + 16 * imageMatrix, matrix = <usize>tiles * row
  const framed = products + 16 * matrix, line = <usize>((2 * wide + 2) * inputs) << 2
  if (turned) transformTurned(from, channels, filters, pass, panels, panelMatrix)
  else transformFilters(from, channels, filters, pass, panels, panelMatrix)
  for (let n = 0; n < batch; n++) {
    frame(source, inHeight, inWidth, inputs, top, left, 2 * tall + 2, 2 * wide + 2, framed)
    transformImage(framed, line, inputs, tall, wide, pass, image, imageMatrix)
    tileProducts(tiles, inputs, results, image, imageMatrix, panels, panelMatrix, products, row, matrix)
    gatherOutputs(products, row, matrix, results, resultHeight, resultWidth, pass, result)
    source += <usize>(inHeight * inWidth * inputs) << 2
    result += <usize>(resultHeight * resultWidth * results) << 2
  }
}

/** One task's gradient of the filters. */
function winogradFilters(images: usize, outputs: usize, result: usize): void {
  const tall = (outHeight + 1) >> 1, wide = (outWidth + 1) >> 1, tiles = tall * wide
  const pass = workspace
  const row = paneled(filters) << 2
  const sums = pass + 2 * passBytes, sumMatrix = <usize>channels * row
  const image = sums + 16 * sumMatrix, imageMatrix = <usize>(tiles * channels) << 2
  const panels = image + 16 * imageMatrix, panelMatrix = <usize>tiles * row
  const framed = panels + 16 * panelMatrix
  const imageLine = <usize>((2 * wide + 2) * channels) << 2, outputLine = <usize>(2 * wide * filters) << 2
  for (let n = 0; n < batch; n++) {
    frame(images, height, width, channels, -padTop, -padLeft, 2 * tall + 2, 2 * wide + 2, framed)
    transformImage(framed, imageLine, channels, tall, wide, pass, image, imageMatrix)
    frame(outputs, outHeight, outWidth, filters, 0, 0, 2 * tall, 2 * wide, framed)
    transformOutputs(framed, outputLine, filters, tall, wide, pass, panels, panelMatrix)
    tileSums(tiles, channels, filters, image, imageMatrix, panels, panelMatrix, sums, row, sumMatrix, n > 0)
    images += <usize>(height * width * channels) << 2
    outputs += <usize>(outHeight * outWidth * filters) << 2
  }
  gatherFilters(sums, row, sumMatrix, channels, filters, pass, result)
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
        const i = firstRow + stride * t, j = firstColumn + stride * u
        const source = from + <usize>(i * filterWidth + j) * tap + <usize>channel * row
        packPanel(source, 4, row, filters, min(8, channels - channel), to)
        to += <usize>filters << 5
      }
    }
  }
}

/** The pixels (y, x) ≡ (phaseRow, phaseColumn) modulo the stride of the adjoint for one task's batch. */
function imagesPhase(phaseRow: i32, phaseColumn: i32, outputs: usize, from: usize, result: usize): void {
  const firstRow = (phaseRow + padTop) % stride, firstColumn = (phaseColumn + padLeft) % stride
  const tall = (filterHeight - firstRow + stride - 1) / stride, wide = (filterWidth - firstColumn + stride - 1) / stride
  const rows = (height - phaseRow + stride - 1) / stride, columns = (width - phaseColumn + stride - 1) / stride
  if (rows <= 0 || columns <= 0) return
  const pixel = <usize>(stride * channels) << 2, row = <usize>(stride * width * channels) << 2
  const image = <usize>(height * width * channels) << 2
  let to = result + (<usize>((phaseRow * width + phaseColumn) * channels) << 2)
  if (tall <= 0 || wide <= 0) return
  const panels = workspace + tileBytes
  const scratch = panels + (<usize>(tall * wide * filters * ((channels + 7) & ~7)) << 2)
  packTurned(from, firstRow, firstColumn, tall, wide, panels)
  const top = (phaseRow + padTop - firstRow) / stride - (tall - 1)
  const left = (phaseColumn + padLeft - firstColumn) / stride - (wide - 1)
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
      if (stride > 1) memory.fill(c, 0, bytes)
      for (let row = 0; row < stride; row++) {
        for (let column = 0; column < stride; column++) imagesPhase(row, column, a, b, c)
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
