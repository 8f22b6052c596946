// A convolution or pooling as one kernel call.

import { sizeOf } from '@assent/autodiff'
import { largestStrip, shortestStretch, tileBytes, transformBytes } from '../border/codes.js'
import { ConvolutionCommand, PoolCommand } from '../border/records.js'
import type { ProductSizes } from '../emit/product.js'
import type { ConvolutionItem, PoolItem } from '../lower/items.js'
import { countOf, type View } from '../lower/view.js'
import { at, bytesOf } from '../shared.js'
import { type Call, panels, pointerTo, recordWords, resultPointer, type Word } from './call.js'
import type { ProductCompiler } from './product-call.js'

/** A convolution, or one of its adjoints, of every task of a wave. */
export function convolutionCall(item: ConvolutionItem, tasks: number, compile: ProductCompiler): Call {
  const { operands, command, sizes, perTask } = item
  const [first, second] = operands
  const isOneBatch = perTask && command !== 'convolveFilters' && liesAsBatch(first) && second.taskStride === 0
  const words = recordWords(ConvolutionCommand, {
    ...operandFields(item, first, pointerTo(second), second.taskStride),
    ...sizes,
    ...foldedTasks(sizes.batch, perTask ? tasks : 1, isOneBatch),
    ...winogradFields(item, compile),
  })
  return { command, words, ...convolutionCost(item, perTask ? tasks : 1) }
}

/** A step of max-pooling of every task of a wave. */
export function poolCall(item: PoolItem, tasks: number): Call {
  const { operands, command, sizes, shape, perTask, picked } = item
  const [first, second] = [at(operands, 0), operands[1]]
  const isOneBatch = perTask && operands.every(liesAsBatch)
  const secondPointer = second ? pointerTo(second) : picked === undefined ? 0 : resultPointer(picked)
  const words = recordWords(PoolCommand, {
    ...operandFields(item, first, secondPointer, second?.taskStride ?? (perTask ? sizeOf(shape) : 0)),
    ...sizes,
    ...foldedTasks(sizes.batch, perTask ? tasks : 1, isOneBatch),
  })
  return { command, words, scratchBytes: 0, flops: (perTask ? tasks : 1) * sizeOf(shape) }
}

/** The operands and the result of a window command, each with its stride per task. */
function operandFields({ value, shape, perTask }: ConvolutionItem | PoolItem, first: View, second: Word, secondStride: number) {
  return {
    first: pointerTo(first),
    firstTask: bytesOf(first.taskStride),
    second,
    secondTask: bytesOf(secondStride),
    result: resultPointer(value),
    resultTask: bytesOf(perTask ? sizeOf(shape) : 0),
  }
}

/** Tasks that lie one after the other, like one larger batch, go through as one task. */
function foldedTasks(batch: number, tasks: number, isOneBatch: boolean): { tasks: number; batch: number } {
  return isOneBatch ? { tasks: 1, batch: batch * tasks } : { tasks, batch }
}

/** Whether all tasks have values of their own, one after the other. */
function liesAsBatch({ taskStride, axes }: View): boolean {
  return taskStride === countOf(axes)
}

/** Whether Winograd's way is taken, and the code of its 16 products where there is some. */
function winogradFields(item: ConvolutionItem, compile: ProductCompiler): { winograd: number; body: Word } {
  const { channels, filters } = item.sizes
  if (!suitsWinograd(item)) return { winograd: 0, body: 0 }
  if (channels % 8 !== 0 || filters % 8 !== 0) return { winograd: 1, body: 0 }
  return { winograd: 1, body: { body: compile(winogradProducts(item)) } }
}

/** The 16 products of Winograd's: one for each place of a tile, in the part of tasks. */
function winogradProducts(item: ConvolutionItem): ProductSizes {
  const { command, sizes } = item
  const { channels, filters } = sizes
  const { strip, across } = tilesOf(item)
  const tiles = strip * across
  if (command === 'convolveFilters') {
    const aStrides = [tiles * channels, 1, channels] as const
    const bStrides = [tiles * filters, 8, 1] as const
    const dimensions = { tasks: 16, rows: channels, columns: filters, inner: tiles }
    return { ...dimensions, aStrides, bStrides, panelStride: 8 * tiles, accumulates: true }
  }
  const [inputs, results] = command === 'convolveImages' ? [filters, channels] : [channels, filters]
  const aStrides = [tiles * inputs, inputs, 1] as const
  const bStrides = [inputs * results, 8, 1] as const
  return { tasks: 16, rows: tiles, columns: results, inner: inputs, aStrides, bStrides, panelStride: 8 * inputs }
}

/** Height and width of what Winograd's tiles cover. */
function coveredSize({ command, sizes }: ConvolutionItem): [number, number] {
  return command === 'convolveImages' ? [sizes.height, sizes.width] : [sizes.outHeight, sizes.outWidth]
}

/** Rows of tiles that are worked on together, and tiles in a row. */
function tilesOf(item: ConvolutionItem) {
  const [rows, columns] = coveredSize(item)
  const [down, across] = [Math.ceil(rows / 2), Math.ceil(columns / 2)]
  return { strip: Math.min(down, Math.max(1, Math.floor(largestStrip / across))), across }
}

/**
 * Whether Winograd's tiles of 2 × 2 fit a convolution: 3 × 3, stride 1, whole vectors of channels, and an image that
 * the tiles do not exceed by much. Depends on one task's shapes alone, so that its bits do not depend on the others.
 */
function suitsWinograd(item: ConvolutionItem): boolean {
  const { channels, filterHeight, filterWidth, filters, strideDown, strideAcross } = item.sizes
  const [rows, columns] = coveredSize(item)
  const covered = 4 * Math.ceil(rows / 2) * Math.ceil(columns / 2)
  return (
    filterHeight === 3 &&
    filterWidth === 3 &&
    strideDown === 1 &&
    strideAcross === 1 &&
    channels % 4 === 0 &&
    filters % 4 === 0 &&
    Math.min(channels, filters) >= 8 &&
    covered <= 1.5 * rows * columns
  )
}

function convolutionCost(item: ConvolutionItem, tasks: number): Pick<Call, 'scratchBytes' | 'flops'> {
  const { batch, channels, filterHeight, filterWidth, filters, outHeight, outWidth } = item.sizes
  const flops = 2 * tasks * batch * outHeight * outWidth * filters * filterHeight * filterWidth * channels
  if (suitsWinograd(item)) return { scratchBytes: transformBytes + bytesOf(winogradValues(item)), flops }
  const values = item.command === 'convolveImages' ? adjointValues(item) : directValues(item)
  return { scratchBytes: tileBytes + bytesOf(values), flops }
}

/** Scratch values of Winograd's way: 16 transforms of filters, images and outputs of a strip, and a frame around its images. */
function winogradValues(item: ConvolutionItem): number {
  const { channels, filters } = item.sizes
  const { strip, across } = tilesOf(item)
  const most = Math.max(panels(channels), panels(filters))
  const framed = (2 * strip + 2) * (2 * across + 2) * most
  return 16 * most * (most + 2 * strip * across) + framed
}

/** Scratch values of the adjoint in the images: packed filters, and a frame around the outputs. */
function adjointValues({ sizes }: ConvolutionItem): number {
  const { height, width, channels, filterHeight, filterWidth, filters, strideDown, strideAcross } = sizes
  const [rows, columns] = [Math.ceil(filterHeight / strideDown), Math.ceil(filterWidth / strideAcross)]
  const frame = (Math.ceil(height / strideDown) + rows - 1) * (Math.ceil(width / strideAcross) + columns - 1) * filters
  return rows * columns * filters * panels(channels) + frame
}

/** Scratch values of a convolution and its adjoint in the filters: one operand packed, a frame around the images, patches. */
function directValues({ command, sizes }: ConvolutionItem): number {
  const { channels, filterHeight, filterWidth, filters, outHeight, outWidth, strideDown, strideAcross } = sizes
  const [outputs, window] = [outHeight * outWidth, filterHeight * filterWidth * channels]
  const frame = ((outHeight - 1) * strideDown + filterHeight) * ((outWidth - 1) * strideAcross + filterWidth) * channels
  const patches = filterWidth * channels < shortestStretch ? outputs * window + 4 : 0
  return (command === 'convolve' ? window * panels(filters) : outputs * 8) + frame + patches
}
