// How the values of a map are cut into repetitions and chunks.

import type { SumItem } from '../lower/items.js'
import { wholeView } from '../lower/view.js'
import { longestChunk } from '../shared.js'
import type { Stream } from './streams.js'
import { type Axes, isStraight, mergedStarts, mergeOwn, periodOf } from './walk.js'

/** Rows up to this length are summed within a chunk. */
const longestRow = 128

/** How the values are cut: `repetitions` × `count`, in chunks. */
export interface Cut {
  readonly repetitions: number
  readonly count: number
  readonly chunk: number
  /** The axes before this one are walked by the repetitions. */
  readonly split: number
}

/** Chooses the cut of a loop over `lengths`, with `steps` steps and perhaps a sum. */
export function chooseCut(lengths: readonly number[], streams: readonly Stream[], sum: SumItem | undefined, steps: number): Cut {
  const walks = streams.map(({ axes }) => axes)
  if (sum) return sumLoop(lengths, sum)
  const starts = mergedStarts([{ lengths, steps: wholeView(0, lengths, false).steps }, ...walks])
  const flat = plainLoop(lengths, walks, 0)
  if (starts.length < 2) return flat
  const repeated = plainLoop(lengths, walks, starts[1] as number)
  return estimate(repeated, walks, steps) < estimate(flat, walks, steps) ? repeated : flat
}

function product(lengths: readonly number[]): number {
  return lengths.reduce((total, length) => total * length, 1)
}

/** A loop without sums. Chunks hold whole periods of the operands that repeat, so that those are laid out once. */
function plainLoop(lengths: readonly number[], walks: readonly Axes[], split: number): Cut {
  const count = product(lengths.slice(split))
  let period = 4
  for (const walk of walks) {
    const own = periodOf(inner(walk, split))
    const common = leastCommonMultiple(period, own)
    if (own < count && common <= longestChunk) period = common
  }
  const chunk = Math.min(count, Math.floor(longestChunk / period) * period)
  return { repetitions: product(lengths.slice(0, split)), count, chunk, split }
}

/** A loop whose sums run over the rows of each repetition, or, for short rows, within each chunk. */
function sumLoop(lengths: readonly number[], { rows, columns }: SumItem): Cut {
  const total = product(lengths)
  if (sumsWithinChunks(rows, columns)) {
    const period = leastCommonMultiple(rows, 4)
    return { repetitions: 1, count: total, chunk: Math.min(total, Math.floor(longestChunk / period) * period), split: 0 }
  }
  const count = rows * columns
  let split = 0
  for (let outer = total / count; outer > 1; split++) outer /= lengths[split] as number
  const chunk = Math.min(count, Math.floor(longestChunk / columns) * columns)
  return { repetitions: total / count, count, chunk, split }
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

/** The part of a walk that lies within a repetition. */
export function inner({ lengths, steps }: Axes, split: number): Axes {
  return { lengths: lengths.slice(split), steps: steps.slice(split) }
}

/** A rough estimate in nanoseconds: dispatch of each step on each chunk, and laying out what does not lie straight. */
function estimate(cut: Cut, walks: readonly Axes[], steps: number): number {
  const chunks = cut.repetitions * Math.ceil(cut.count / cut.chunk)
  let cost = chunks * (steps + walks.length) * 8
  for (const walk of walks) {
    const own = inner(walk, cut.split)
    if (isStraight(own)) continue
    const { lengths, steps: strides } = mergeOwn(own)
    const run = strides.at(-1) === 0 || strides.at(-1) === 1 ? (lengths.at(-1) as number) : 1
    const once = cut.chunk % periodOf(own) === 0
    const values = once ? cut.repetitions * cut.chunk : cut.repetitions * cut.count
    cost += values * 0.1 + (values / run) * 8
  }
  return cost
}
