// Which items are computed together: elementwise steps over the same values, and the sums of their results, go
// through the cache once. A group may grow as long as nothing outside lies on a path from one of its items to another.

import { sizeOf } from '@assent/autodiff'
import { longestChunk } from '../shared.js'
import { type Item, type MapItem, madeBy, type SumItem, type Value } from './items.js'
import { isWhole, squeeze, type View } from './view.js'

/** Items that are computed together, in order. */
export type Group = readonly Item[]

/** Most items in one group: each may need a register. */
const largestGroup = 24

interface Growing {
  readonly items: Item[]
  /** Groups that fuse have equal keys: the same values per task, the same axes. */
  readonly key: string | undefined
  /** Groups whose values this one reads. */
  readonly dependencies: Set<number>
  /** Index of the first and the last item. */
  first: number
  last: number
}

/** Puts items into groups, and the groups into an order of evaluation. */
export function fuse(items: readonly Item[], values: readonly Value[], enabled: boolean): Group[] {
  const groups: (Growing | undefined)[] = []
  /** The group that makes each value. */
  const makers: number[] = []
  /** Groups that read each value. */
  const readers = new Map<number, number[]>()
  const grouping: Grouping = { groups, makers, readers, values }
  for (const [index, item] of items.entries()) {
    const at = (enabled ? findGroup(grouping, item) : undefined) ?? groups.push(emptyGroup(item, index)) - 1
    join(grouping, at, item, index)
    if (enabled) mergeMakers(grouping, at, item)
  }
  return inOrder(groups)
}

interface Grouping {
  readonly groups: (Growing | undefined)[]
  readonly makers: number[]
  readonly readers: Map<number, number[]>
  readonly values: readonly Value[]
}

function emptyGroup(item: Item, index: number): Growing {
  return { items: [], key: keyOf(item), dependencies: new Set(), first: index, last: index }
}

/** What must be equal for items to go through the same loop. Sums that are long and wide have a loop of their own. */
function keyOf(item: Item): string | undefined {
  if (item.kind === 'map') return `${item.perTask}|${squeeze(item.operands[0] as View).shape.join(' ')}`
  if (item.kind !== 'sum' || item.columns > longestChunk) return undefined
  return `${item.perTask}|${item.operands[0].shape.join(' ')}`
}

function join({ groups, makers, readers }: Grouping, at: number, item: Item, index: number): void {
  const group = groups[at] as Growing
  group.items.push(item)
  group.last = index
  for (const value of madeBy(item)) makers[value] = at
  for (const { source } of item.operands) {
    const maker = makers[source]
    if (maker !== undefined && maker !== at) group.dependencies.add(maker)
    const known = readers.get(source)
    if (known) known.push(at)
    else readers.set(source, [at])
  }
}

/** A group that the item may join: one that makes an operand, else one that reads an operand too. */
function findGroup(grouping: Grouping, item: Item): number | undefined {
  const { makers, readers, groups } = grouping
  const key = keyOf(item)
  if (key === undefined) return undefined
  const sources = item.operands.map(({ source }) => source)
  const candidates = new Set([
    ...sources.map((source) => makers[source] ?? -1),
    ...sources.flatMap((source) => readers.get(source) ?? []),
  ])
  for (const at of candidates) {
    const group = groups[at]
    if (group?.key === key && group.items.length < largestGroup && fits(group, item) && mayJoin(grouping, at, item)) return at
  }
  return undefined
}

/** All sums of one group cut it in the same way. */
function fits(group: Growing, item: Item): boolean {
  if (item.kind !== 'sum') return true
  const other = group.items.find((member): member is SumItem => member.kind === 'sum')
  return !other || (other.rows === item.rows && other.columns === item.columns)
}

/** Whether an item reads its operands from a group value by value, and nothing else it needs waits for the group. */
function mayJoin(grouping: Grouping, at: number, item: Item): boolean {
  const outside: number[] = []
  for (const operand of item.operands) {
    const maker = grouping.makers[operand.source]
    if (maker === at && !readsInStep(grouping, at, operand)) return false
    if (maker !== undefined && maker !== at) outside.push(maker)
  }
  return !dependsOn(grouping, outside, at)
}

/** Whether a view shows a value of the group just as the group's loop makes it. */
function readsInStep({ groups, values }: Grouping, at: number, view: View): boolean {
  const maker = (groups[at] as Growing).items.find(({ value }) => value === view.source)
  return (
    maker?.kind === 'map' &&
    isWhole(view, sizeOf((values[view.source] as Value).shape)) &&
    (view.taskStep !== 0) === maker.perTask
  )
}

/** Whether one of the groups `from` needs, through any others, the group `target`. */
function dependsOn({ groups }: Grouping, from: readonly number[], target: number): boolean {
  const { first } = groups[target] as Growing
  const seen = new Set<number>()
  const pending = [...from]
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    if (at === target) return true
    const group = groups[at] as Growing
    if (seen.has(at) || group.last < first) continue
    seen.add(at)
    pending.push(...group.dependencies)
  }
  return false
}

/** Merges the other groups that make operands of an item into its group, where nothing lies between. */
function mergeMakers(grouping: Grouping, at: number, item: Item): void {
  const { makers } = grouping
  for (const { source } of item.operands) {
    const other = makers[source]
    if (other !== undefined && other !== at && mayMerge(grouping, other, at)) merge(grouping, other, at)
  }
}

function mayMerge(grouping: Grouping, from: number, into: number): boolean {
  const [a, b] = [grouping.groups[from] as Growing, grouping.groups[into] as Growing]
  if (a.key === undefined || a.key !== b.key || a.items.length + b.items.length > largestGroup) return false
  if (!a.items.every((item) => fits(b, item))) return false
  if (![...a.items, ...b.items].every(({ operands }) => operands.every((view) => crossesInStep(grouping, from, into, view))))
    return false
  const outside = (group: Growing, other: number) => [...group.dependencies].filter((at) => at !== other)
  return !dependsOn(grouping, outside(a, into), into) && !dependsOn(grouping, outside(b, from), from)
}

/** Whether an operand that one of two groups makes could be read in step if they were one. */
function crossesInStep(grouping: Grouping, from: number, into: number, view: View): boolean {
  const maker = grouping.makers[view.source]
  return (maker !== from && maker !== into) || readsInStep(grouping, maker, view)
}

function merge({ groups, makers, readers }: Grouping, from: number, into: number): void {
  const [a, b] = [groups[from] as Growing, groups[into] as Growing]
  b.items.push(...a.items)
  b.items.sort((left, right) => left.value - right.value)
  b.first = Math.min(a.first, b.first)
  b.last = Math.max(a.last, b.last)
  for (const at of a.dependencies) if (at !== into) b.dependencies.add(at)
  b.dependencies.delete(from)
  for (const { value, operands } of a.items) {
    makers[value] = into
    for (const { source } of operands)
      readers.set(
        source,
        (readers.get(source) ?? []).map((at) => (at === from ? into : at)),
      )
  }
  for (const group of groups) if (group?.dependencies.delete(from)) group.dependencies.add(into)
  groups[from] = undefined
}

/** Groups after all that they depend on, early items first. */
function inOrder(groups: readonly (Growing | undefined)[]): Group[] {
  const ordered: Group[] = []
  const done = new Set<number>()
  const visit = (at: number): void => {
    if (done.has(at)) return
    done.add(at)
    const group = groups[at] as Growing
    for (const dependency of [...group.dependencies].sort((a, b) => a - b)) visit(dependency)
    ordered.push(group.items)
  }
  const present = groups.flatMap((group, at) => (group ? [{ at, last: group.last }] : []))
  for (const { at } of present.sort((a, b) => a.last - b.last)) visit(at)
  return ordered
}

/** Whether a group's items run as one map. */
export function isMap(group: Group): group is readonly (MapItem | SumItem)[] {
  return group.length > 1 || group[0]?.kind === 'map' || group[0]?.kind === 'sum'
}
