// A view: how the values of one task's tensor lie in the memory of another. Broadcast, transpose, slice and most
// reshapes are views, and cost nothing.

import { alignRight, type Shape, sizeOf, stridesOf } from '@assent/autodiff'

export interface View {
  /** The value whose memory is seen. */
  readonly source: number
  /** From one task's values to the next; 0 where all tasks share them. */
  readonly taskStep: number
  /** Of the first value. */
  readonly offset: number
  readonly shape: Shape
  /** From neighbor to neighbor along each axis, counted in values. 0 repeats. */
  readonly steps: readonly number[]
}

/** All of a value, row-major. */
export function wholeView(source: number, shape: Shape, perTask: boolean): View {
  const steps = stridesOf(shape)
  return { source, taskStep: perTask ? (steps[0] ?? 1) * (shape[0] ?? 1) : 0, offset: 0, shape, steps }
}

/** One value, seen everywhere in `shape`. */
export function repeatedView(source: number, shape: Shape): View {
  return { source, taskStep: 0, offset: 0, shape, steps: shape.map(() => 0) }
}

export function broadcastView(view: View, shape: Shape): View {
  const missing = shape.length - view.shape.length
  const aligned = alignRight(view.shape, shape.length)
  const steps = shape.map((_, axis) => (aligned[axis] === 1 ? 0 : (view.steps[axis - missing] as number)))
  return { ...view, shape, steps }
}

export function transposeView(view: View, permutation: readonly number[]): View {
  return {
    ...view,
    shape: permutation.map((axis) => view.shape[axis] as number),
    steps: permutation.map((axis) => view.steps[axis] as number),
  }
}

export function sliceView(view: View, begin: readonly number[], shape: Shape): View {
  const offset = begin.reduce((sum, first, axis) => sum + first * (view.steps[axis] as number), view.offset)
  return { ...view, offset, shape }
}

/** The same values under another shape, where that is still a view. */
export function reshapeView(view: View, shape: Shape): View | undefined {
  if (isDense(view)) return { ...view, shape, steps: stridesOf(shape) }
  const long = squeeze(view)
  const lengths = shape.filter((length) => length !== 1)
  if (lengths.length !== long.shape.length || lengths.some((length, axis) => length !== long.shape[axis])) return undefined
  let axis = 0
  return { ...view, shape, steps: shape.map((length) => (length === 1 ? 0 : (long.steps[axis++] as number))) }
}

/** Without the axes of length 1. */
export function squeeze(view: View): View {
  const long = view.shape.flatMap((length, axis) => (length === 1 ? [] : [axis]))
  return { ...view, shape: long.map((axis) => view.shape[axis] as number), steps: long.map((axis) => view.steps[axis] as number) }
}

/** Whether one task's values lie side by side in row-major order. */
export function isDense({ shape, steps }: Pick<View, 'shape' | 'steps'>): boolean {
  const dense = stridesOf(shape)
  return shape.every((length, axis) => length === 1 || steps[axis] === dense[axis])
}

/** Whether all tasks' values lie one after the other, row-major, or are shared. */
export function isStacked(view: View): boolean {
  return isDense(view) && (view.taskStep === 0 || view.taskStep === sizeOf(view.shape))
}

/** Whether a view shows all of its source in order, for a source of `size` values per task. */
export function isWhole(view: View, size: number): boolean {
  return view.offset === 0 && isDense(view) && sizeOf(view.shape) === size
}

/** Equal for views that show the same values in the same order. */
export function viewKey({ source, taskStep, offset, steps }: View): string {
  return `${source}|${taskStep}|${offset}|${steps.join(' ')}`
}
