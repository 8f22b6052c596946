// One call for each item that is not part of a map: products, windows, sums and maxima.

import { sizeOf } from '@assent/autodiff'
import type { AssembleItem, MatMulItem, MaximumItem, SumItem, WindowItem } from './items.js'
import { mapCall } from './map-command.js'
import { sliceView, type View, wholeView } from './view.js'
import { bytesOf, type Call, type Pointer } from './words.js'

/** Bytes of one tile at the start of scratch memory, as in assembly/gemm.ts. */
const tileBytes = 128
/** As in assembly/gemm.ts. */
const maximumDepth = 384
const blockColumns = 256
const blockRows = 64
/** Two passes of Winograd's transforms, as in assembly/winograd.ts. */
const passBytes = 512
/** As in assembly/convolution.ts. */
const shortestStretch = 8

function pointerTo({ source, offset }: View): Pointer {
  return { value: source, offset }
}

function result(value: number): Pointer {
  return { value, offset: 0 }
}

/** Rounds up to whole panels of eight. */
function panels(count: number): number {
  return Math.ceil(count / 8) * 8
}

/** A product's dimensions and steps, counted in values. */
interface Product {
  readonly tasks: number
  readonly rows: number
  readonly columns: number
  readonly inner: number
  readonly a: View
  /** Per task, row and k. */
  readonly aSteps: readonly [number, number, number]
  readonly b: View
  /** Per task, k and column. */
  readonly bSteps: readonly [number, number, number]
}

/** The product of every task of a group. */
export function matMulCall({ operands: [a, b], value, shape, perTask }: MatMulItem, tasks: number): Call {
  const [rows, columns] = shape as [number, number]
  const inner = a.shape[1] as number
  const [aRow, aInner] = a.steps as [number, number]
  const [bInner, bColumn] = b.steps as [number, number]
  const plain: Product = {
    tasks: perTask ? tasks : 1, rows, columns, inner, a, b,
    aSteps: [a.taskStep, aRow, inner === 1 ? 1 : aInner],
    bSteps: [b.taskStep, bInner, columns === 1 ? 1 : bColumn],
  }
  const chosen = tasksAsRows(columnAsRow(plain))
  const words = [
    chosen.tasks, chosen.rows, chosen.columns, chosen.inner,
    pointerTo(chosen.a), ...chosen.aSteps.map(bytesOf), pointerTo(chosen.b), ...chosen.bSteps.map(bytesOf),
    result(value), bytesOf(rows * columns),
  ]
  const scratchBytes = tileBytes + bytesOf(Math.min(inner, maximumDepth) * (Math.min(panels(chosen.columns), blockColumns) + blockRows))
  return { command: 'matMul', words, scratchBytes, flops: 2 * plain.tasks * rows * columns * inner }
}

/** A matrix stored by columns times one column is better computed as a row times its transpose. */
function columnAsRow(product: Product): Product {
  const { rows, columns, a, b, aSteps: [aTask, aRow, aInner], bSteps: [bTask, bInner] } = product
  if (columns !== 1 || rows === 1 || aInner === 1) return product
  return { ...product, rows: 1, columns: rows, a: b, aSteps: [bTask, 0, bInner], b: a, bSteps: [aTask, aInner, aRow] }
}

/** Where the tasks share b and lie below each other in a, they are one product with more rows. */
function tasksAsRows(product: Product): Product {
  const { tasks, rows, aSteps: [aTask, aRow, aInner], bSteps: [bTask, ...bSteps] } = product
  const rowStep = rows === 1 ? aTask : aRow
  if (tasks === 1 || bTask !== 0 || aTask !== rows * rowStep || (aInner !== 1 && rowStep !== 1)) return product
  return { ...product, tasks: 1, rows: tasks * rows, aSteps: [0, rowStep, aInner], bSteps: [0, ...bSteps] }
}

/** A convolution or pooling of every task of a group. */
export function windowCall(item: WindowItem, tasks: number): Call {
  const { operands, value, shape, perTask, command } = item
  const [batch, ...sizes] = item.geometry as [number, ...number[]]
  const [a, b] = operands as [View, View?]
  const size = sizeOf(shape)
  const asBatch = perTask && command !== 'convolveFilters' && isOneBatch(a) &&
    (b === undefined || (command.startsWith('convolve') ? b.taskStep === 0 : isOneBatch(b)))
  const folded = asBatch ? [1, batch * tasks] : [perTask ? tasks : 1, batch]
  const words = [
    folded[0] as number, pointerTo(a), bytesOf(a.taskStep), b ? pointerTo(b) : 0, bytesOf(b?.taskStep ?? 0),
    result(value), bytesOf(perTask ? size : 0), folded[1] as number, ...sizes,
    command.startsWith('convolve') && suitsWinograd(command, item.geometry) ? 1 : 0,
  ]
  return { command, words, ...windowCost(item, perTask ? tasks : 1) }
}

/** Whether all tasks have values of their own, one after the other, like one larger batch. */
function isOneBatch({ taskStep, shape }: View): boolean {
  return taskStep === sizeOf(shape)
}

function windowCost({ command, geometry, shape }: WindowItem, tasks: number): Pick<Call, 'scratchBytes' | 'flops'> {
  if (!command.startsWith('convolve')) return { scratchBytes: 0, flops: tasks * sizeOf(shape) }
  const [batch, height, width, channels, tall, wide, filters, outHeight, outWidth, stride] = geometry as
    [number, number, number, number, number, number, number, number, number, number]
  const flops = 2 * tasks * batch * outHeight * outWidth * filters * tall * wide * channels
  if (suitsWinograd(command, geometry)) {
    const [rows, columns] = command === 'convolveImages' ? [height, width] : [outHeight, outWidth]
    const tiles = Math.ceil(rows / 2) * Math.ceil(columns / 2)
    const most = Math.max(panels(channels), panels(filters))
    const framed = (2 * Math.ceil(rows / 2) + 2) * (2 * Math.ceil(columns / 2) + 2) * most
    return { scratchBytes: passBytes + bytesOf(16 * most * (most + 2 * tiles) + framed), flops }
  }
  if (command === 'convolveImages') {
    const [rows, columns] = [Math.ceil(tall / stride), Math.ceil(wide / stride)]
    const frame = (Math.ceil(height / stride) + rows - 1) * (Math.ceil(width / stride) + columns - 1) * filters
    return { scratchBytes: tileBytes + bytesOf(rows * columns * filters * panels(channels) + frame), flops }
  }
  const frame = ((outHeight - 1) * stride + tall) * ((outWidth - 1) * stride + wide) * channels
  const patches = wide * channels < shortestStretch ? outHeight * outWidth * tall * wide * channels : 0
  const packed = command === 'convolve' ? tall * wide * channels * panels(filters) : outHeight * outWidth * 8
  return { scratchBytes: tileBytes + bytesOf(packed + frame + patches), flops }
}

/**
 * Whether Winograd's tiles of 2 × 2 fit a convolution: 3 × 3, stride 1, whole vectors of channels, and an image that
 * the tiles do not exceed by much. Depends on one task's shapes alone, so that its bits do not depend on the others.
 */
function suitsWinograd(command: string, geometry: readonly number[]): boolean {
  const [, height, width, channels, tall, wide, filters, outHeight, outWidth, stride] = geometry as
    [number, number, number, number, number, number, number, number, number, number]
  const [rows, columns] = command === 'convolveImages' ? [height, width] : [outHeight, outWidth]
  const covered = 4 * Math.ceil(rows / 2) * Math.ceil(columns / 2)
  return tall === 3 && wide === 3 && stride === 1 && channels % 4 === 0 && filters % 4 === 0 && Math.min(channels, filters) >= 8 &&
    covered <= 1.5 * rows * columns
}

/** The sum of a long or wide operand that lies dense. */
export function sumCall({ operands: [view], rows, columns, value, perTask }: SumItem, tasks: number): Call {
  const count = (sizeOf(view.shape) / (rows * columns)) * (perTask ? tasks : 1)
  return { command: 'sum', words: [count, rows, columns, pointerTo(view), result(value)], scratchBytes: 0, flops: count * rows * columns }
}

export function maximumCall({ operands: [view], value, shape, perTask }: MaximumItem, tasks: number): Call {
  const rows = sizeOf(shape) * (perTask ? tasks : 1)
  const length = view.shape.at(-1) as number
  return { command: 'maximum', words: [rows, length, pointerTo(view), result(value)], scratchBytes: 0, flops: rows * length }
}

/** Zeros where they are needed, then one copy per part. */
export function assembleCalls({ operands, begins, fills, value, shape, perTask }: AssembleItem, tasks: number): Call[] {
  const whole = wholeView(value, shape, perTask)
  const bytes = bytesOf(sizeOf(shape) * (perTask ? tasks : 1))
  const zeros: Call = { command: 'clear', words: [result(value), bytes], scratchBytes: 0, flops: 0 }
  const copies = operands.map((view, part) => {
    const into = sliceView(whole, begins[part] as readonly number[], view.shape)
    return mapCall([{ kind: 'map', code: 'copy', operands: [view], value, shape: view.shape, perTask, into }], tasks, () => false)
  })
  return fills ? copies : [zeros, ...copies]
}
