// How the loop of a map walks through an operand: one step per axis, with neighboring axes merged where they can be.

import { squeeze, type View } from '../lower/view.js'

/** A walk through memory: lengths are the loop's. */
export interface Axes {
  readonly lengths: readonly number[]
  readonly steps: readonly number[]
}

/** A view as a loop sees it that runs over `tasks` tasks at a time, or over one where tasks is undefined. */
export function axesOf(view: View, tasks: number | undefined): Axes {
  const { shape, steps } = squeeze(view)
  if (tasks === undefined || tasks === 1) return { lengths: shape, steps }
  return { lengths: [tasks, ...shape], steps: [view.taskStep, ...steps] }
}

/** Where neighboring axes of a loop may be merged for all walks at once: the starts of the merged axes. */
export function mergedStarts(walks: readonly Axes[]): number[] {
  const lengths = walks[0]?.lengths ?? []
  return lengths.flatMap((_, axis) => {
    const follows = axis > 0 && walks.every(({ steps }) => continues(lengths, steps, axis))
    return follows ? [] : [axis]
  })
}

function continues(lengths: readonly number[], steps: readonly number[], axis: number): boolean {
  return steps[axis - 1] === (steps[axis] as number) * (lengths[axis] as number)
}

/** A walk over merged axes. */
export function mergeAxes({ lengths, steps }: Axes, starts: readonly number[]): Axes {
  const ends = starts.map((_, place) => starts[place + 1] ?? lengths.length)
  return {
    lengths: starts.map((start, place) => lengths.slice(start, ends[place]).reduce((product, length) => product * length, 1)),
    steps: ends.map((end) => steps[end - 1] as number),
  }
}

/** A walk with all axes merged that can be. */
export function mergeOwn(axes: Axes): Axes {
  return mergeAxes(axes, mergedStarts([axes]))
}

/** The number of values that a walk visits. */
export function countOf({ lengths }: Axes): number {
  return lengths.reduce((product, length) => product * length, 1)
}

/** After how many values the walk starts over at the same place; all of them when it never does. */
export function periodOf(axes: Axes): number {
  const { lengths, steps } = mergeOwn(axes)
  return steps[0] === 0 ? countOf({ lengths: lengths.slice(1), steps: [] }) : countOf(axes)
}

/** Whether a walk goes straight through memory. */
export function isStraight(axes: Axes): boolean {
  const { steps } = mergeOwn(axes)
  return steps.length === 0 || (steps.length === 1 && steps[0] === 1)
}
