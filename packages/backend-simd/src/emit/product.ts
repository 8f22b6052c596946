// Small matrix products, compiled to WebAssembly for their sizes when a program is: strides are numbers in the instructions,
// and no call lies between two tiles. Every value adds up its products in the order of k, as the kernel of assembly/gemm.ts
// does, to the same bits.

import { advance, repeat } from './statements.js'
import { transpose } from './transpose.js'
import { assemble, type Body, control, type Emit, f32x4, i32, local, locals, v128 } from './wasm.js'

/** c = a · b for each task. Strides are counted in values; columns come in fours. */
export interface ProductSizes {
  readonly tasks: number
  readonly rows: number
  readonly columns: number
  readonly inner: number
  /** Per task, row and k. One of the last two is 1. */
  readonly aStrides: readonly [number, number, number]
  /** Per task, k (not 0) and column. One of the last two is 1; where it is that of k, inner comes in fours too. */
  readonly bStrides: readonly [number, number, number]
  /** From one eight columns of b to the next, where they do not lie side by side. Columns come in eights then. */
  readonly panelStride?: number
  /** From row to row of c, where other columns lie between them. */
  readonly cRow?: number
  /** Whether the product is added to what c holds. */
  readonly accumulates?: boolean
}

/** Rows of a tile. */
const mostRows = 4
/** Vectors of a tile's row: with more, engines run out of registers; with fewer, sums wait for one another. */
const mostVectors = (rows: number): number => (rows === 1 ? 6 : rows === 2 ? 4 : 2)
/** Vectors of eight columns. */
const panelVectors = 2
/** Steps along k between two jumps. */
const unrolled = 4
/** Longest k in one stretch, without a loop, where one pointer follows a. */
const longestStretch = 16

/** Parameters of the function: a count that is not read, and a table. */
const parameters = 2
/** Locals after them. `panel` is b's first vector of the current columns, or where that was transposed to. */
const [a, b, c, panel, bAt, bEnd, tilesLeft, panelsLeft, tasksLeft, aAt] = [2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
const value = aAt + mostRows
const vectors = value + 1
const vectorCount = 16

/**
 * The body of a function (count, table) whose table holds a, b, c, and memory for a transposed b. `fences` are the jumps that
 * are never taken; bench/fences.ts tells what they gain.
 */
export function productBody(sizes: ProductSizes, roundsOnce: boolean, fences = true): Body {
  const { tasks, rows, columns, inner, aStrides, bStrides, cRow = columns } = sizes
  const [bTask, bInner, bColumn] = bStrides
  const isTransposed = bColumn !== 1
  const tile = { ...sizes, cRow, roundsOnce, fences, bRow: isTransposed ? columns : bInner }
  return assemble((emit) => {
    emit(locals(value - parameters, 1 + vectorCount))
    for (const [index, pointer] of [a, b, c].entries()) emit(local.get(1), i32.load(4 * index), local.set(pointer))
    repeat(emit, tasks, tasksLeft, () => {
      emit(...(isTransposed ? [local.get(1), i32.load(12)] : [local.get(b)]), local.set(panel))
      if (isTransposed) {
        const counters = [panelsLeft, tilesLeft] as const
        transpose(emit, { rows: columns, columns: inner, rowBytes: 4 * bColumn, from: b, to: panel, counters, vectors })
      }
      emitPanels(emit, tile)
      advance(emit, a, 4 * aStrides[0])
      advance(emit, b, 4 * bTask)
      advance(emit, c, 4 * (rows * cRow - columns))
    })
    emit(control.end)
  })
}

interface Tiles extends ProductSizes {
  readonly roundsOnce: boolean
  readonly fences: boolean
  readonly cRow: number
  /** From k to k in the panel. */
  readonly bRow: number
}

/** All columns of a task's product, panel by panel, and each panel tile by tile. */
function emitPanels(emit: Emit, tiles: Tiles): void {
  const { rows, columns, aStrides, panelStride, cRow } = tiles
  const [, aRow] = aStrides
  for (const { size: width, times } of cut(columns / 4, panelStride === undefined ? mostVectors(rows) : panelVectors)) {
    repeat(emit, times, panelsLeft, () => {
      for (const { size: height, times } of cut(rows, mostRows)) {
        repeat(emit, times, tilesLeft, () => {
          emitTile(emit, tiles, height, width)
          advance(emit, a, 4 * height * aRow)
          advance(emit, c, 4 * height * cRow)
        })
      }
      advance(emit, a, -4 * rows * aRow)
      advance(emit, c, 16 * width - 4 * rows * cRow)
      advance(emit, panel, panelStride === undefined ? 16 * width : 4 * panelStride)
    })
  }
}

/** Cuts `count` into as few parts of up to `most` as there can be, nearly equal, the larger first. */
function cut(count: number, most: number): { readonly size: number; readonly times: number }[] {
  const parts = Math.ceil(count / most)
  const size = Math.ceil(count / parts)
  const smaller = parts * size - count
  return [
    { size, times: parts - smaller },
    { size: size - 1, times: smaller },
  ].filter(({ times }) => times > 0)
}

/** `height` rows by `width` vectors, summed up in registers. */
function emitTile(emit: Emit, tiles: Tiles, height: number, width: number): void {
  const { inner, cRow, aStrides, bRow, accumulates = false, fences } = tiles
  const [, aRow, aInner] = aStrides
  /** One pointer per row where these are apart, else one for all. */
  const pointers = aInner === 1 ? height : 1
  const sums = vectors + width
  for (let sum = 0; sum < height * width; sum++) emit(v128.zero, local.set(sums + sum))
  for (let row = 0; row < pointers; row++) emit(local.get(a), i32.const(4 * row * aRow), i32.add, local.set(aAt + row))
  emit(local.get(panel), local.set(bAt))
  const step = (k: number): void => {
    emitStep(emit, tiles, { height, width, k })
    if (pointers === 1) advance(emit, aAt, 4 * aInner)
  }
  const isOneStretch = pointers === 1 && inner <= longestStretch
  const passes = isOneStretch ? 0 : Math.floor(inner / unrolled)
  emit(control.block)
  if (passes > 0) {
    emit(local.get(panel), i32.const(4 * passes * unrolled * bRow), i32.add, local.set(bEnd), control.loop)
    for (let k = 0; k < unrolled; k++) {
      if (fences && k > 0) emitFence(emit, k, 1)
      step(k)
    }
    if (pointers > 1) for (let row = 0; row < pointers; row++) advance(emit, aAt + row, 4 * unrolled)
    advance(emit, bAt, 4 * unrolled * bRow)
    emit(local.get(bAt), local.get(bEnd), i32.ne, control.branchIf(0), control.end)
  }
  for (let k = 0; k < inner - passes * unrolled; k++) {
    if (fences && k > 0) emitFence(emit, k, 0)
    step(k)
  }
  emit(control.end)
  for (let row = 0; row < height; row++) {
    for (let vector = 0; vector < width; vector++) {
      const [sum, offset] = [local.get(sums + row * width + vector), 4 * row * cRow + 16 * vector]
      emit(local.get(c), ...(accumulates ? [local.get(c), v128.load(offset), sum, f32x4.add] : [sum]), v128.store(offset))
    }
  }
}

/** A row of b, times a value of each row of a, added to the sums. */
function emitStep(
  emit: Emit,
  { aStrides, bRow, roundsOnce }: Tiles,
  { height, width, k }: { readonly height: number; readonly width: number; readonly k: number },
): void {
  const isRowMajor = aStrides[2] === 1 && height > 1
  const sums = vectors + width
  for (let vector = 0; vector < width; vector++) {
    emit(local.get(bAt), v128.load(4 * k * bRow + 16 * vector), local.set(vectors + vector))
  }
  for (let row = 0; row < height; row++) {
    emit(local.get(isRowMajor ? aAt + row : aAt), v128.load32Splat(4 * (isRowMajor ? k : row)), local.set(value))
    for (let vector = 0; vector < width; vector++) {
      const [sum, other] = [local.get(sums + row * width + vector), local.get(vectors + vector)]
      if (roundsOnce) emit(local.get(value), other, sum, f32x4.relaxedMadd)
      else emit(sum, local.get(value), other, f32x4.mul, f32x4.add)
      emit(local.set(sums + row * width + vector))
    }
  }
}

/**
 * A jump that is never taken, as addresses are multiples of four. V8 begins a stretch without jumps with all that it loads:
 * more than one step would run out of registers. Equal conditions would be merged.
 */
function emitFence(emit: Emit, k: number, depth: number): void {
  emit(local.get(bAt), i32.const(2 * k + 1), i32.eq, control.branchIf(depth))
}
