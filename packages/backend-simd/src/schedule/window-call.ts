// A convolution or pooling as one kernel call.

import { sizeOf } from '@assent/autodiff'
import type { ProductSizes } from '../emit/product.js'
import type { WindowItem } from '../lower/items.js'
import type { View } from '../lower/view.js'
import { bytesOf, type CommandName } from '../shared.js'
import { type Call, panels, pointerTo, resultPointer, tileBytes, type Word } from './call.js'
import type { ProductCompiler } from './product-call.js'

/** Two passes of Winograd's transforms, as in assembly/winograd.ts. */
const passBytes = 512
/** As in assembly/winograd-convolution.ts. */
const largestStrip = 64
/** As in assembly/convolution.ts. */
const shortestStretch = 8

/** A convolution or pooling of every task of a group. */
export function windowCall(item: WindowItem, tasks: number, compile: ProductCompiler): Call {
  const { operands, value, shape, perTask, command, picked } = item
  const [batch, ...sizes] = item.geometry as [number, ...number[]]
  const [a, b] = operands as [View, View?]
  const size = sizeOf(shape)
  const asBatch =
    perTask &&
    command !== 'convolveFilters' &&
    isOneBatch(a) &&
    (b === undefined || (command.startsWith('convolve') ? b.taskStep === 0 : isOneBatch(b)))
  const second = b ? pointerTo(b) : picked === undefined ? 0 : resultPointer(picked)
  const folded = asBatch ? [1, batch * tasks] : [perTask ? tasks : 1, batch]
  const words = [
    folded[0] as number,
    pointerTo(a),
    bytesOf(a.taskStep),
    second,
    bytesOf(b?.taskStep ?? (perTask ? size : 0)),
    resultPointer(value),
    bytesOf(perTask ? size : 0),
    folded[1] as number,
    ...sizes,
    ...(command.startsWith('convolve') && suitsWinograd(command, item.geometry) ? winogradWords(item, compile) : [0, 0]),
  ]
  return { command, words, ...windowCost(item, perTask ? tasks : 1) }
}

/** That Winograd's way is taken, and the code of its 16 products where there is some. */
function winogradWords({ command, geometry }: WindowItem, compile: ProductCompiler): Word[] {
  const { channels, filters } = sizesOf(geometry)
  if (channels % 8 !== 0 || filters % 8 !== 0) return [1, 0]
  const [inputs, results] = command === 'convolveImages' ? [filters, channels] : [channels, filters]
  const { strip, across } = tilesOf(command, geometry)
  const tiles = strip * across
  const tileMatrix = tiles * inputs
  const sizes: ProductSizes =
    command === 'convolveFilters'
      ? {
          tasks: 16,
          rows: channels,
          columns: filters,
          inner: tiles,
          aSteps: [tileMatrix, 1, channels],
          bSteps: [tiles * filters, 8, 1],
          panelStep: 8 * tiles,
          accumulates: true,
        }
      : {
          tasks: 16,
          rows: tiles,
          columns: results,
          inner: inputs,
          aSteps: [tileMatrix, inputs, 1],
          bSteps: [inputs * results, 8, 1],
          panelStep: 8 * inputs,
        }
  return [1, { loop: compile(sizes) }]
}

/** Height and width of what Winograd's tiles cover. */
function coveredSize(command: CommandName, geometry: readonly number[]): [number, number] {
  const { height, width, outHeight, outWidth } = sizesOf(geometry)
  return command === 'convolveImages' ? [height, width] : [outHeight, outWidth]
}

/** Rows of tiles that are worked on together, and tiles in a row. */
function tilesOf(command: CommandName, geometry: readonly number[]) {
  const [rows, columns] = coveredSize(command, geometry)
  const [down, across] = [Math.ceil(rows / 2), Math.ceil(columns / 2)]
  return { strip: Math.min(down, Math.max(1, Math.floor(largestStrip / across))), across }
}

/** Whether all tasks have values of their own, one after the other, like one larger batch. */
function isOneBatch({ taskStep, shape }: View): boolean {
  return taskStep === sizeOf(shape)
}

function windowCost({ command, geometry, shape }: WindowItem, tasks: number): Pick<Call, 'scratchBytes' | 'flops'> {
  if (!command.startsWith('convolve')) return { scratchBytes: 0, flops: tasks * sizeOf(shape) }
  const { batch, height, width, channels, tall, wide, filters, outHeight, outWidth, down, across } = sizesOf(geometry)
  const flops = 2 * tasks * batch * outHeight * outWidth * filters * tall * wide * channels
  if (suitsWinograd(command, geometry)) {
    const { strip, across } = tilesOf(command, geometry)
    const most = Math.max(panels(channels), panels(filters))
    const framed = (2 * strip + 2) * (2 * across + 2) * most
    return { scratchBytes: passBytes + bytesOf(16 * most * (most + 2 * strip * across) + framed), flops }
  }
  if (command === 'convolveImages') {
    const [rows, columns] = [Math.ceil(tall / down), Math.ceil(wide / across)]
    const frame = (Math.ceil(height / down) + rows - 1) * (Math.ceil(width / across) + columns - 1) * filters
    return { scratchBytes: tileBytes + bytesOf(rows * columns * filters * panels(channels) + frame), flops }
  }
  const frame = ((outHeight - 1) * down + tall) * ((outWidth - 1) * across + wide) * channels
  const patches = wide * channels < shortestStretch ? outHeight * outWidth * tall * wide * channels + 4 : 0
  const packed = command === 'convolve' ? tall * wide * channels * panels(filters) : outHeight * outWidth * 8
  return { scratchBytes: tileBytes + bytesOf(packed + frame + patches), flops }
}

/** The geometry of a convolution by name: `tall` and `wide` are the filters. */
function sizesOf(geometry: readonly number[]) {
  const at = (place: number) => geometry[place] as number
  const [batch, height, width, channels, tall, wide] = [at(0), at(1), at(2), at(3), at(4), at(5)]
  const [filters, outHeight, outWidth, down, across] = [at(6), at(7), at(8), at(9), at(10)]
  return { batch, height, width, channels, tall, wide, filters, outHeight, outWidth, down, across }
}

/**
 * Whether Winograd's tiles of 2 × 2 fit a convolution: 3 × 3, stride 1, whole vectors of channels, and an image that
 * the tiles do not exceed by much. Depends on one task's shapes alone, so that its bits do not depend on the others.
 */
function suitsWinograd(command: CommandName, geometry: readonly number[]): boolean {
  const { channels, tall, wide, filters, down, across } = sizesOf(geometry)
  const [rows, columns] = coveredSize(command, geometry)
  const covered = 4 * Math.ceil(rows / 2) * Math.ceil(columns / 2)
  return (
    tall === 3 &&
    wide === 3 &&
    down === 1 &&
    across === 1 &&
    channels % 4 === 0 &&
    filters % 4 === 0 &&
    Math.min(channels, filters) >= 8 &&
    covered <= 1.5 * rows * columns
  )
}
