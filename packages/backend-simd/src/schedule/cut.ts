// How the values of a group are cut into repetitions and chunks.

import type { SumItem } from '../lower/items.js'
import { type Axis, contiguousAxes, countOf } from '../lower/view.js'
import { at, longestChunk } from '../shared.js'
import type { Stream } from './streams.js'
import { isContiguousWalk, mergedStarts, mergeOwn, periodOf, type Walk } from './walk.js'

/** Rows up to this length are summed within a chunk. */
const longestRow = 128

/** How the values are cut: `repetitions` × `count`, in chunks. */
export interface Cut {
  readonly repetitions: number
  readonly count: number
  readonly chunk: number
  /** The axes before this one are walked by the repetitions, the others within each. */
  readonly split: number
}

/** Chooses the cut of a loop along these axes, with `steps` steps and perhaps a sum. */
export function chooseCut(axes: readonly Axis[], streams: readonly Stream[], sum: SumItem | undefined, steps: number): Cut {
  if (sum) return sumLoop(axes, sum)
  const walks = streams.map(({ walk }) => walk)
  const [, second] = mergedStarts([contiguousAxes(axes.map(({ length }) => length)), ...walks])
  const flat = plainLoop(axes, walks, 0)
  if (second === undefined) return flat
  const repeated = plainLoop(axes, walks, second)
  return estimate(repeated, walks, steps) < estimate(flat, walks, steps) ? repeated : flat
}

/** A loop without sums. Chunks hold whole periods of the operands that repeat, so that those are laid out once. */
function plainLoop(axes: readonly Axis[], walks: readonly Walk[], split: number): Cut {
  const count = countOf(axes.slice(split))
  let period = 4
  for (const walk of walks) {
    const own = periodOf(walk.slice(split))
    const common = leastCommonMultiple(period, own)
    if (own < count && common <= longestChunk) period = common
  }
  return { repetitions: countOf(axes.slice(0, split)), count, chunk: wholePeriods(count, period), split }
}

/** The longest chunk of whole periods. */
function wholePeriods(count: number, period: number): number {
  return Math.min(count, Math.floor(longestChunk / period) * period)
}

/** A loop whose sums run over the rows of each repetition, or, for short rows, within each chunk. */
function sumLoop(axes: readonly Axis[], { rows, columns }: SumItem): Cut {
  const total = countOf(axes)
  if (sumsWithinChunks(rows, columns)) {
    return { repetitions: 1, count: total, chunk: wholePeriods(total, leastCommonMultiple(rows, 4)), split: 0 }
  }
  const count = rows * columns
  let split = 0
  for (let outer = total / count; outer > 1; split++) outer /= at(axes, split).length
  return { repetitions: total / count, count, chunk: wholePeriods(count, columns), split }
}

/** Whether whole rows of a sum lie in each chunk. */
export function sumsWithinChunks(rows: number, columns: number): boolean {
  return columns === 1 && rows <= longestRow
}

function leastCommonMultiple(a: number, b: number): number {
  let [x, y] = [a, b]
  while (y > 0) [x, y] = [y, x % y]
  return (a / x) * b
}

/** A rough estimate in nanoseconds: dispatch of each step on each chunk, and laying out what is not contiguous. */
function estimate({ repetitions, count, chunk, split }: Cut, walks: readonly Walk[], steps: number): number {
  const chunks = repetitions * Math.ceil(count / chunk)
  let cost = chunks * (steps + walks.length) * 8
  for (const walk of walks) {
    const own = walk.slice(split)
    if (isContiguousWalk(own)) continue
    const last = mergeOwn(own).at(-1)
    const run = last && last.stride <= 1 ? last.length : 1
    const values = chunk % periodOf(own) === 0 ? repetitions * chunk : repetitions * count
    cost += values * 0.1 + (values / run) * 8
  }
  return cost
}
