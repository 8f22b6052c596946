// How a loop walks through an operand in memory: neighboring axes become one where they can.

import { type Axis, countOf, longAxes, type View } from '../lower/view.js'
import { at } from '../shared.js'

/** A walk through memory: lengths are the loop's, outermost first. */
export type Walk = readonly Axis[]

/** A view as a loop sees it that runs over `tasks` tasks at a time, or over one where tasks is undefined. */
export function walkOf(view: View, tasks: number | undefined): Walk {
  const axes = longAxes(view)
  return tasks === undefined || tasks === 1 ? axes : [{ length: tasks, stride: view.taskStride }, ...axes]
}

/** Where neighboring axes of a loop may be merged for all walks at once: the starts of the merged axes. */
export function mergedStarts(walks: readonly Walk[]): number[] {
  const [first = []] = walks
  return [...first.keys()].filter((axis) => axis === 0 || !walks.every((walk) => continues(at(walk, axis - 1), at(walk, axis))))
}

function continues(outer: Axis, inner: Axis): boolean {
  return outer.stride === inner.stride * inner.length
}

/** A walk over merged axes. */
export function mergeAxes(walk: Walk, starts: readonly number[]): Axis[] {
  return starts.map((start, index) => {
    const merged = walk.slice(start, starts[index + 1])
    return { length: countOf(merged), stride: at(merged, merged.length - 1).stride }
  })
}

/** A walk with all axes merged that can be. */
export function mergeOwn(walk: Walk): Axis[] {
  return mergeAxes(walk, mergedStarts([walk]))
}

/** After how many values the walk starts over at the same place; all of them when it never does. */
export function periodOf(walk: Walk): number {
  const [outer, ...inner] = mergeOwn(walk)
  return outer?.stride === 0 ? countOf(inner) : countOf(walk)
}

/** Whether a walk visits values that lie side by side. */
export function isContiguousWalk(walk: Walk): boolean {
  const merged = mergeOwn(walk)
  return merged.length === 0 || (merged.length === 1 && merged[0]?.stride === 1)
}
