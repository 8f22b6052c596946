// Where values live: lifetimes of what is computed in between, and one stretch of memory that they take turns in.

import { sizeOf } from '@assent/autodiff'
import type { Group } from '../lower/fusion.js'
import { resultsOf, type Value } from '../lower/items.js'
import { align, at, bytesOf, present } from '../shared.js'

/** When a value that others read is first written and last read: groups by their position in the order. */
interface Lifetime {
  readonly from: number
  readonly until: number
}

/** Lifetimes by value. */
export type Lifetimes = ReadonlyMap<number, Lifetime>

/** Lifetimes of inner values that leave their group. What the tasks share stays until the last task has read it. */
export function lifetimes(groups: readonly Group[], values: readonly Value[]): Lifetimes {
  const lives = new Map<number, Lifetime>()
  const makers = new Map<number, number>()
  for (const [position, group] of groups.entries()) {
    for (const item of group) {
      for (const value of resultsOf(item)) makers.set(value, position)
      for (const { source } of item.operands) {
        const value = at(values, source)
        if (value.kind !== 'inner' || makers.get(source) === position) continue
        const until = item.perTask && !value.perTask ? groups.length : position
        lives.set(source, { from: present(makers.get(source)), until })
      }
    }
  }
  for (const [position, group] of groups.entries()) {
    for (const value of group.flatMap((item) => (item.kind === 'elementwise' ? [] : resultsOf(item)))) {
      if (!lives.has(value) && values[value]?.kind === 'inner') lives.set(value, { from: position, until: position })
    }
  }
  return lives
}

/** Offsets of values in bytes, and the bytes that they take. */
export interface Placement {
  readonly offsets: ReadonlyMap<number, number>
  readonly bytes: number
}

interface Gap {
  readonly offset: number
  readonly bytes: number
}

/** Values whose memory a value may take over, by the value. */
export type Takeovers = (value: number) => readonly number[]

/**
 * Places values for `tasks` tasks at a time: each in the memory of a value that its own group reads last, where it
 * may, else in the tightest gap that is free while it lives.
 */
export function placeValues(
  lives: Lifetimes,
  values: readonly Value[],
  groupCount: number,
  tasks: number,
  takeovers: Takeovers = () => [],
): Placement {
  const [born, dead] = [inTurn(lives, 'from', groupCount), inTurn(lives, 'until', groupCount)]
  const bytesAt = (value: number) => {
    const { shape, perTask } = at(values, value)
    return align(bytesOf(sizeOf(shape) * (perTask ? tasks : 1)))
  }
  const offsets = new Map<number, number>()
  const memory = createMemory()
  const taken = new Set<number>()
  const isFree = (value: number, position: number) => !taken.has(value) && lives.get(value)?.until === position
  for (const [position, values] of born.entries()) {
    for (const value of values) {
      const bytes = bytesAt(value)
      const old = takeovers(value).find((other) => isFree(other, position) && bytesAt(other) === bytes)
      if (old !== undefined) taken.add(old)
      offsets.set(value, old === undefined ? memory.take(bytes) : present(offsets.get(old)))
    }
    for (const value of at(dead, position)) {
      if (!taken.has(value)) memory.free({ offset: present(offsets.get(value)), bytes: bytesAt(value) })
    }
  }
  return { offsets, bytes: memory.end }
}

/** Values by the position at which their life begins or ends. */
function inTurn(lives: Lifetimes, which: keyof Lifetime, groupCount: number): number[][] {
  const turns = Array.from({ length: groupCount + 1 }, (): number[] => [])
  for (const [value, life] of lives) turns[life[which]]?.push(value)
  return turns
}

/** One stretch of memory that grows as it must, with gaps. */
function createMemory() {
  const gaps: Gap[] = []
  let end = 0
  const remove = (gap: Gap | undefined): void => {
    if (gap) gaps.splice(gaps.indexOf(gap), 1)
  }
  return {
    /** The offset of free bytes: the tightest gap, else at the end, from the last gap on where that touches it. */
    take: (bytes: number): number => {
      let tightest: Gap | undefined
      for (const gap of gaps) if (gap.bytes >= bytes && (!tightest || gap.bytes < tightest.bytes)) tightest = gap
      const chosen = tightest ?? gaps.find((gap) => gap.offset + gap.bytes === end)
      const offset = chosen?.offset ?? end
      remove(chosen)
      if (chosen && chosen.bytes > bytes) gaps.push({ offset: offset + bytes, bytes: chosen.bytes - bytes })
      end = Math.max(end, offset + bytes)
      return offset
    },
    /** Adds a gap and joins it with its neighbors. */
    free: ({ offset, bytes }: Gap): void => {
      const before = gaps.find((gap) => gap.offset + gap.bytes === offset)
      const after = gaps.find((gap) => gap.offset === offset + bytes)
      remove(before)
      remove(after)
      const joined = bytes + (before?.bytes ?? 0) + (after?.bytes ?? 0)
      gaps.push({ offset: before?.offset ?? offset, bytes: joined })
    },
    get end() {
      return end
    },
  }
}
