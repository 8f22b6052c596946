// Loops over blocks of values that lie at fixed steps in two arrays.

/** One axis of a block: how far apart neighbors lie in the array that is read and in the one that is written. */
export interface Axis {
  readonly length: number
  readonly from: number
  readonly to: number
}

/** Fewer axes for the same walk, outermost first: those of length 1 go, and neighbors that continue each other become one. */
export function mergeAxes(axes: readonly Axis[]): Axis[] {
  const merged: Axis[] = []
  for (const axis of axes) {
    if (axis.length === 1) continue
    const outer = merged.at(-1)
    if (outer && outer.from === axis.from * axis.length && outer.to === axis.to * axis.length) {
      merged[merged.length - 1] = { ...axis, length: outer.length * axis.length }
    } else merged.push(axis)
  }
  return merged
}

/** Calls `visit` with where each combination of places along the axes is read and written. */
export function overAxes(axes: readonly Axis[], visit: (from: number, to: number) => void, from = 0, to = 0, depth = 0): void {
  const axis = axes[depth]
  if (!axis) {
    visit(from, to)
    return
  }
  for (let place = 0; place < axis.length; place++) {
    overAxes(axes, visit, from + place * axis.from, to + place * axis.to, depth + 1)
  }
}
