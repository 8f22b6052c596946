// Where values live: lifetimes of what is computed in between, and one stretch of memory that they take turns in.

import { sizeOf } from '@assent/autodiff'
import type { Group } from '../lower/fusion.js'
import { madeBy, type Value } from '../lower/items.js'
import { align, bytesOf } from '../shared.js'

/** Which groups first write and last read each value that others read, by the group's place in the order. */
export interface Lifetimes {
  readonly from: ReadonlyMap<number, number>
  readonly until: ReadonlyMap<number, number>
}

/** Lifetimes of inner values that leave their group. What the tasks share stays until the last task has read it. */
export function lifetimes(groups: readonly Group[], values: readonly Value[]): Lifetimes {
  const from = new Map<number, number>()
  const until = new Map<number, number>()
  const makers = new Map<number, number>()
  for (const [place, group] of groups.entries()) {
    for (const item of group) {
      for (const value of madeBy(item)) makers.set(value, place)
      for (const { source } of item.operands) {
        const value = values[source] as Value
        if (value.kind !== 'inner' || makers.get(source) === place) continue
        from.set(source, makers.get(source) as number)
        until.set(source, item.perTask && !value.perTask ? groups.length : place)
      }
    }
  }
  for (const [place, group] of groups.entries()) {
    for (const value of group.flatMap((item) => (item.kind === 'map' ? [] : madeBy(item)))) {
      if (from.has(value) || values[value]?.kind !== 'inner') continue
      from.set(value, place)
      until.set(value, place)
    }
  }
  return { from, until }
}

interface Gap {
  readonly offset: number
  readonly bytes: number
}

/** Byte offsets of values within one stretch of memory, and its length. */
export interface Placement {
  readonly offsets: ReadonlyMap<number, number>
  readonly bytes: number
}

/** For the value that a group makes: values that it reads, whose memory the new one may take over. */
export type Takeovers = (value: number) => readonly number[]

/**
 * Places values for `tasks` tasks at a time: each takes the place of a value that its own group reads last, where it
 * may, else the tightest gap that is free while it lives.
 */
export function place(
  { from, until }: Lifetimes,
  values: readonly Value[],
  groupCount: number,
  tasks: number,
  takeovers: Takeovers = () => [],
): Placement {
  const born = byPlace(from, groupCount)
  const dead = byPlace(until, groupCount)
  const bytes = (id: number) => {
    const { shape, perTask } = values[id] as Value
    return align(bytesOf(sizeOf(shape) * (perTask ? tasks : 1)))
  }
  const offsets = new Map<number, number>()
  const taken = new Set<number>()
  let gaps: Gap[] = []
  let end = 0
  const takeOver = (id: number, place: number): boolean => {
    const free = takeovers(id).find((other) => !taken.has(other) && until.get(other) === place && bytes(other) === bytes(id))
    if (free === undefined) return false
    taken.add(free)
    offsets.set(id, offsets.get(free) as number)
    return true
  }
  for (let place = 0; place < groupCount; place++) {
    for (const id of born[place] as number[]) {
      if (takeOver(id, place)) continue
      const wanted = bytes(id)
      const gap = gaps.reduce<Gap | undefined>(
        (best, next) => (next.bytes >= wanted && (!best || next.bytes < best.bytes) ? next : best),
        undefined,
      )
      const last = gaps.find(({ offset, bytes: free }) => offset + free === end)
      const chosen = gap ?? last
      const offset = chosen?.offset ?? end
      offsets.set(id, offset)
      gaps = gaps.filter((other) => other !== chosen)
      if (gap && gap.bytes > wanted) gaps.push({ offset: offset + wanted, bytes: gap.bytes - wanted })
      end = Math.max(end, offset + wanted)
    }
    for (const id of dead[place] as number[])
      if (!taken.has(id)) gaps = withGap(gaps, { offset: offsets.get(id) as number, bytes: bytes(id) })
  }
  return { offsets, bytes: end }
}

function byPlace(places: ReadonlyMap<number, number>, count: number): number[][] {
  const listed = Array.from({ length: count + 1 }, (): number[] => [])
  for (const [id, place] of places) (listed[place] as number[]).push(id)
  return listed
}

/** Adds a gap and joins it with its neighbors. */
function withGap(gaps: readonly Gap[], { offset, bytes }: Gap): Gap[] {
  const before = gaps.find((gap) => gap.offset + gap.bytes === offset)
  const after = gaps.find((gap) => gap.offset === offset + bytes)
  const joined = { offset: before?.offset ?? offset, bytes: (before?.bytes ?? 0) + bytes + (after?.bytes ?? 0) }
  return [...gaps.filter((gap) => gap !== before && gap !== after), joined]
}
