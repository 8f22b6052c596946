// Convolution and its adjoints through Winograd's transforms, image by image.

import { largestStrip, transformBytes } from '../src/border/codes'
import { ConvolutionCommand } from '../src/border/records'
import { frame } from './frame'
import { callProduct } from './gemm'
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

/** One task's images through plain filters to its outputs, or its outputs' gradients through turned ones to its images'. */
export function winogradImages(c: ConvolutionCommand, turned: bool, source: usize, filters: usize, result: usize): void {
  const inHeight = turned ? c.outHeight : c.height, inWidth = turned ? c.outWidth : c.width
  const resultHeight = turned ? c.height : c.outHeight, resultWidth = turned ? c.width : c.outWidth
  const inputs = turned ? c.filters : c.channels, results = turned ? c.channels : c.filters
  const top = turned ? c.padTop - 2 : -c.padTop, left = turned ? c.padLeft - 2 : -c.padLeft
  const tall = (resultHeight + 1) >> 1, wide = (resultWidth + 1) >> 1, strip = stripRows(tall, wide)
  const pass = workspace
  const panels = pass + transformBytes, panelMatrix = (<usize>inputs * paneled(results)) << 2
  const image = panels + 16 * panelMatrix, imageMatrix = <usize>(strip * wide * inputs) << 2
  const row = paneled(results) << 2
  const products = image + 16 * imageMatrix, matrix = <usize>(strip * wide) * row
  const framed = products + 16 * matrix, line = <usize>((2 * wide + 2) * inputs) << 2
  const resultLine = <usize>(resultWidth * results) << 2
  if (turned) transformTurned(filters, c.channels, c.filters, pass, panels, panelMatrix)
  else transformFilters(filters, c.channels, c.filters, pass, panels, panelMatrix)
  for (let n = 0; n < c.batch; n++) {
    for (let y = 0; y < tall; y += strip) {
      const rows = min(strip, tall - y)
      frame(source, inHeight, inWidth, inputs, top + 2 * y, left, 2 * rows + 2, 2 * wide + 2, framed)
      transformImage(framed, line, inputs, rows, wide, pass, image, imageMatrix)
      if (rows == strip && c.body) callProduct(c.body, image, panels, products)
      else tileProducts(rows * wide, inputs, results, image, imageMatrix, panels, panelMatrix, products, row, matrix)
      const to = result + <usize>(2 * y) * resultLine
      gatherOutputs(products, row, matrix, results, min(2 * rows, resultHeight - 2 * y), resultWidth, pass, to)
    }
    source += <usize>(inHeight * inWidth * inputs) << 2
    result += <usize>resultHeight * resultLine
  }
}

/** One task's gradient of the filters. */
export function winogradFilters(c: ConvolutionCommand, images: usize, outputs: usize, result: usize): void {
  const channels = c.channels, filters = c.filters
  const tall = (c.outHeight + 1) >> 1, wide = (c.outWidth + 1) >> 1, strip = stripRows(tall, wide)
  const pass = workspace
  const row = paneled(filters) << 2
  const sums = pass + transformBytes, sumMatrix = <usize>channels * row
  const image = sums + 16 * sumMatrix, imageMatrix = <usize>(strip * wide * channels) << 2
  const panels = image + 16 * imageMatrix, panelMatrix = <usize>(strip * wide) * row
  const framed = panels + 16 * panelMatrix
  const imageLine = <usize>((2 * wide + 2) * channels) << 2, outputLine = <usize>(2 * wide * filters) << 2
  memory.fill(sums, 0, 16 * sumMatrix)
  for (let n = 0; n < c.batch; n++) {
    for (let y = 0; y < tall; y += strip) {
      const rows = min(strip, tall - y)
      frame(images, c.height, c.width, channels, 2 * y - c.padTop, -c.padLeft, 2 * rows + 2, 2 * wide + 2, framed)
      transformImage(framed, imageLine, channels, rows, wide, pass, image, imageMatrix)
      frame(outputs, c.outHeight, c.outWidth, filters, 2 * y, 0, 2 * rows, 2 * wide, framed)
      transformOutputs(framed, outputLine, filters, rows, wide, pass, panels, panelMatrix)
      if (rows == strip && c.body) callProduct(c.body, image, panels, sums)
      else tileSums(rows * wide, channels, filters, image, imageMatrix, panels, panelMatrix, sums, row, sumMatrix)
    }
    images += <usize>(c.height * c.width * channels) << 2
    outputs += <usize>(c.outHeight * c.outWidth * filters) << 2
  }
  gatherFilters(sums, row, sumMatrix, channels, filters, pass, result)
}
