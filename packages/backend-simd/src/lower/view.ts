// A view: how the values of one task's tensor lie in the memory of another. Broadcast, transpose, slice and most
// reshapes are views, and cost nothing.

import { type Shape, sizeOf } from '@assent/autodiff'
import { at } from '../shared.js'

/** One axis of a tensor in memory. */
export interface Axis {
  readonly length: number
  /** From neighbor to neighbor, counted in values. 0 repeats. */
  readonly stride: number
}

export interface View {
  /** The value whose memory is seen. */
  readonly source: number
  /** From one task's values to the next; 0 where all tasks share them. */
  readonly taskStride: number
  /** Of the first value. */
  readonly offset: number
  /** Outermost first. */
  readonly axes: readonly Axis[]
}

/** Number of values along all of these axes. */
export function countOf(axes: readonly Axis[]): number {
  return axes.reduce((count, { length }) => count * length, 1)
}

export function shapeOf({ axes }: View): number[] {
  return axes.map(({ length }) => length)
}

/** The axes of a tensor whose values lie side by side in row-major order. */
export function contiguousAxes(shape: Shape): Axis[] {
  const axes: Axis[] = []
  let stride = 1
  for (const length of [...shape].reverse()) {
    axes.push({ length, stride })
    stride *= length
  }
  return axes.reverse()
}

/** All of a value, row-major. */
export function wholeView(source: number, shape: Shape, perTask: boolean): View {
  return { source, taskStride: perTask ? sizeOf(shape) : 0, offset: 0, axes: contiguousAxes(shape) }
}

/** One value, seen everywhere in `shape`. */
export function repeatedView(source: number, shape: Shape): View {
  return { source, taskStride: 0, offset: 0, axes: shape.map((length) => ({ length, stride: 0 })) }
}

export function broadcastView(view: View, shape: Shape): View {
  const missing = shape.length - view.axes.length
  const axes = shape.map((length, axis) => {
    const own = view.axes[axis - missing]
    return { length, stride: own === undefined || own.length === 1 ? 0 : own.stride }
  })
  return { ...view, axes }
}

export function transposeView(view: View, permutation: readonly number[]): View {
  return { ...view, axes: permutation.map((axis) => at(view.axes, axis)) }
}

export function sliceView(view: View, begin: readonly number[], shape: Shape): View {
  const offset = view.axes.reduce((sum, { stride }, axis) => sum + at(begin, axis) * stride, view.offset)
  return { ...view, offset, axes: view.axes.map(({ stride }, axis) => ({ length: at(shape, axis), stride })) }
}

/** The same values under another shape, where that is still a view. */
export function reshapeView(view: View, shape: Shape): View | undefined {
  if (isContiguous(view)) return { ...view, axes: contiguousAxes(shape) }
  const long = longAxes(view)
  const lengths = shape.filter((length) => length !== 1)
  if (lengths.length !== long.length || long.some(({ length }, axis) => length !== lengths[axis])) return undefined
  let next = 0
  return { ...view, axes: shape.map((length) => (length === 1 ? { length, stride: 0 } : at(long, next++))) }
}

/** Without the axes of length 1. */
export function longAxes({ axes }: View): Axis[] {
  return axes.filter(({ length }) => length !== 1)
}

/** Whether one task's values lie side by side in row-major order. */
export function isContiguous(view: View): boolean {
  const contiguous = contiguousAxes(shapeOf(view))
  return view.axes.every(({ length, stride }, axis) => length === 1 || stride === contiguous[axis]?.stride)
}

/** Whether the values of all tasks lie one after the other, row-major, or are shared. */
export function isContiguousOverTasks(view: View): boolean {
  return isContiguous(view) && (view.taskStride === 0 || view.taskStride === countOf(view.axes))
}

/** Whether a view shows all of its source in order, for a source of `size` values per task. */
export function showsAll(view: View, size: number): boolean {
  return view.offset === 0 && isContiguous(view) && countOf(view.axes) === size
}

/** Equal for views that show the same values in the same order. */
export function viewKey({ source, taskStride, offset, axes }: View): string {
  return `${source}|${taskStride}|${offset}|${axes.map(({ stride }) => stride).join(' ')}`
}
