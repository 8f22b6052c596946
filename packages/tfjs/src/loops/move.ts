// Layout as one loop: transposing, repeating, cutting, joining, turning around and spreading apart all walk two arrays at
// fixed steps. TensorFlow.js' own kernels for these cost up to 60 ns a value, and slicing on WebAssembly copies the
// whole tensor for each piece.

import { type Axis, mergeAxes, overAxes } from './axes.js'
import { OUTSIDE } from './outside.js'

/** A walk through a block of values. */
export interface Walk {
  /** Outermost first. */
  readonly axes: readonly Axis[]
  /** Where the first value is read and written. */
  readonly from: number
  readonly to: number
}

/** Columns that are taken at a time, so that a walk across the source meets the same cache lines again. */
const TILE = 32
/** From this many neighbors on, copying a range at once is quicker than a loop. */
const RANGE = 128

/** Prepares a walk. */
export function createMove(walk: Walk): (source: Float32Array, target: Float32Array) => void {
  const axes = mergeAxes(walk.axes)
  const columns = axes.pop() ?? { length: 1, from: 1, to: 1 }
  const [rows = { length: 1, from: 0, to: 0 }] = axes.splice(nearest(axes, columns), 1)
  const copy = columns.from === 1 && columns.to === 1 ? copyRows : copyTiles
  return (source, target) => overAxes(axes, (from, to) => copy(source, walk.from + from, target, walk.to + to, rows, columns))
}

/** Whether a walk goes through both arrays from the start, value by value. */
export function isStraight({ axes, from, to }: Walk): boolean {
  const merged = mergeAxes(axes)
  return from === 0 && to === 0 && merged.length <= 1 && merged.every((axis) => axis.from === 1 && axis.to === 1)
}

/** The axis to walk around the columns: the next, or the source's own innermost where the columns lie across it. */
function nearest(axes: readonly Axis[], columns: Axis): number {
  const own = axes.findIndex(({ from }) => from === 1)
  return own < 0 || columns.from === 1 ? axes.length - 1 : own
}

/** Copies rows of neighbors, long ones as ranges. */
function copyRows(source: Float32Array, from: number, target: Float32Array, to: number, rows: Axis, { length }: Axis): void {
  for (let row = 0; row < rows.length; row++) {
    const read = from + row * rows.from
    const write = to + row * rows.to
    if (length >= RANGE) target.set(source.subarray(read, read + length), write)
    else for (let i = 0; i < length; i++) target[write + i] = source[read + i] ?? OUTSIDE
  }
}

function copyTiles(source: Float32Array, from: number, target: Float32Array, to: number, rows: Axis, columns: Axis): void {
  for (let first = 0; first < columns.length; first += TILE) {
    const count = Math.min(TILE, columns.length - first)
    copyTile(source, from + first * columns.from, target, to + first * columns.to, rows, { ...columns, length: count })
  }
}

function copyTile(source: Float32Array, from: number, target: Float32Array, to: number, rows: Axis, columns: Axis): void {
  const { length, from: readStep, to: writeStep } = columns
  for (let row = 0; row < rows.length; row++) {
    let read = from + row * rows.from
    let write = to + row * rows.to
    for (let column = 0; column < length; column++) {
      target[write] = source[read] ?? OUTSIDE
      read += readStep
      write += writeStep
    }
  }
}
