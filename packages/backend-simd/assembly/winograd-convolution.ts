// Convolution and its adjoints through Winograd's transforms, image by image.

import { largestStrip, transformBytes } from '../src/border/codes'
import { callProduct } from './gemm'
import { batch, channels, filters, frame, height, outHeight, outWidth, padLeft, padTop, stripProducts, width } from './geometry'
import {
  gatherFilters, gatherOutputs, tileProducts, tileSums, transformFilters, transformImage, transformOutputs, transformTurned,
} from './winograd'
import { workspace } from './workspace'

/** Columns of a matrix that panels of eight write. */
// @ts-ignore: decorator
@inline
function paneled(columns: i32): usize {
  return <usize>((columns + 7) & ~7)
}

/** Rows of tiles that are worked on together, for an image `tall` × `wide` tiles large. */
// @ts-ignore: decorator
@inline
function stripRows(tall: i32, wide: i32): i32 {
  return min(tall, max(1, largestStrip / wide))
}

/** One task's images through turned or plain filters: from `inputs` channels to `results`, framed from (`top`, `left`) on. */
export function winogradImages(
  turned: bool, source: usize, inHeight: i32, inWidth: i32, inputs: i32, from: usize, top: i32, left: i32,
  result: usize, resultHeight: i32, resultWidth: i32, results: i32,
): void {
  const tall = (resultHeight + 1) >> 1, wide = (resultWidth + 1) >> 1, strip = stripRows(tall, wide)
  const pass = workspace
  const panels = pass + transformBytes, panelMatrix = (<usize>inputs * paneled(results)) << 2
  const image = panels + 16 * panelMatrix, imageMatrix = <usize>(strip * wide * inputs) << 2
  const row = paneled(results) << 2
  const products = image + 16 * imageMatrix, matrix = <usize>(strip * wide) * row
  const framed = products + 16 * matrix, line = <usize>((2 * wide + 2) * inputs) << 2
  const resultLine = <usize>(resultWidth * results) << 2
  if (turned) transformTurned(from, channels, filters, pass, panels, panelMatrix)
  else transformFilters(from, channels, filters, pass, panels, panelMatrix)
  for (let n = 0; n < batch; n++) {
    for (let y = 0; y < tall; y += strip) {
      const rows = min(strip, tall - y)
      frame(source, inHeight, inWidth, inputs, top + 2 * y, left, 2 * rows + 2, 2 * wide + 2, framed)
      transformImage(framed, line, inputs, rows, wide, pass, image, imageMatrix)
      if (rows == strip && stripProducts) callProduct(stripProducts, image, panels, products)
      else tileProducts(rows * wide, inputs, results, image, imageMatrix, panels, panelMatrix, products, row, matrix)
      const to = result + <usize>(2 * y) * resultLine
      gatherOutputs(products, row, matrix, results, min(2 * rows, resultHeight - 2 * y), resultWidth, pass, to)
    }
    source += <usize>(inHeight * inWidth * inputs) << 2
    result += <usize>resultHeight * resultLine
  }
}

/** One task's gradient of the filters. */
export function winogradFilters(images: usize, outputs: usize, result: usize): void {
  const tall = (outHeight + 1) >> 1, wide = (outWidth + 1) >> 1, strip = stripRows(tall, wide)
  const pass = workspace
  const row = paneled(filters) << 2
  const sums = pass + transformBytes, sumMatrix = <usize>channels * row
  const image = sums + 16 * sumMatrix, imageMatrix = <usize>(strip * wide * channels) << 2
  const panels = image + 16 * imageMatrix, panelMatrix = <usize>(strip * wide) * row
  const framed = panels + 16 * panelMatrix
  const imageLine = <usize>((2 * wide + 2) * channels) << 2, outputLine = <usize>(2 * wide * filters) << 2
  memory.fill(sums, 0, 16 * sumMatrix)
  for (let n = 0; n < batch; n++) {
    for (let y = 0; y < tall; y += strip) {
      const rows = min(strip, tall - y)
      frame(images, height, width, channels, 2 * y - padTop, -padLeft, 2 * rows + 2, 2 * wide + 2, framed)
      transformImage(framed, imageLine, channels, rows, wide, pass, image, imageMatrix)
      frame(outputs, outHeight, outWidth, filters, 2 * y, 0, 2 * rows, 2 * wide, framed)
      transformOutputs(framed, outputLine, filters, rows, wide, pass, panels, panelMatrix)
      if (rows == strip && stripProducts) callProduct(stripProducts, image, panels, sums)
      else tileSums(rows * wide, channels, filters, image, imageMatrix, panels, panelMatrix, sums, row, sumMatrix)
    }
    images += <usize>(height * width * channels) << 2
    outputs += <usize>(outHeight * outWidth * filters) << 2
  }
  gatherFilters(sums, row, sumMatrix, channels, filters, pass, result)
}
