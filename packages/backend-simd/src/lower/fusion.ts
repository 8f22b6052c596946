// Which items are computed together: elementwise steps over the same values, and the sums of their results, go
// through the cache once. A group may grow as long as nothing outside lies on a path from one of its items to another.

import { sizeOf } from '@assent/autodiff'
import { at, longestChunk } from '../shared.js'
import { createDependencies, type Dependencies } from './dependencies.js'
import { type ElementwiseItem, type Item, resultsOf, type SumItem, type Value } from './items.js'
import { addReader, freeReaders, noReaders, type Readers } from './readers.js'
import { longAxes, shapeOf, showsAll, type View } from './view.js'

/** Items that are computed together, in order. */
export type Group = readonly Item[]

/** Most items in one group: each may need a register. */
const largestGroup = 24

interface Growing {
  readonly items: Item[]
  /** Groups that fuse have equal keys: the same values per task, the same axes. */
  readonly key: string | undefined
  /** Index of the last item. */
  last: number
}

interface Grouping {
  readonly values: readonly Value[]
  readonly groups: Growing[]
  readonly dependencies: Dependencies
  /** The group that makes each value. */
  readonly makers: Map<number, number>
  /** Groups that read each value, by the groups' key. */
  readonly readers: Map<string, Map<number, Readers>>
}

/** Puts items into groups, and the groups into an order of evaluation. */
export function fuse(
  items: readonly Item[],
  values: readonly Value[],
  enabled: boolean,
  dependencies: Dependencies = createDependencies(),
): Group[] {
  const grouping: Grouping = { values, groups: [], dependencies, makers: new Map(), readers: new Map() }
  for (const [index, item] of items.entries()) {
    const key = keyOf(item)
    const makers = makersOf(grouping, item)
    const found = enabled && key !== undefined ? findGroup(grouping, item, key, makers) : undefined
    const group = found ?? addGroup(grouping, key, index)
    join(grouping, group, item, index, makers)
    if (enabled) mergeMakers(grouping, group, item)
  }
  return inOrder(grouping)
}

function addGroup({ groups, dependencies }: Grouping, key: string | undefined, index: number): number {
  groups.push({ items: [], key, last: index })
  return dependencies.add(index)
}

/** What must be equal for items to go through the same loop. Sums that are long and wide have a loop of their own. */
function keyOf(item: Item): string | undefined {
  if (item.kind === 'elementwise') {
    const lengths = longAxes(at(item.operands, 0)).map(({ length }) => length)
    return `${item.perTask}|${lengths.join(' ')}`
  }
  if (item.kind !== 'sum' || item.columns > longestChunk) return undefined
  return `${item.perTask}|${shapeOf(item.operands[0]).join(' ')}`
}

function join(grouping: Grouping, group: number, item: Item, index: number, makers: readonly number[]): void {
  const { groups, dependencies, readers } = grouping
  const growing = at(groups, group)
  growing.items.push(item)
  growing.last = index
  dependencies.grow(group, index, makers)
  for (const value of resultsOf(item)) grouping.makers.set(value, group)
  if (growing.key === undefined) return
  const known = readers.get(growing.key) ?? new Map<number, Readers>()
  readers.set(growing.key, known)
  for (const { source } of item.operands) {
    const own = known.get(source) ?? noReaders()
    known.set(source, own)
    addReader(own, group, dependencies)
  }
}

/** The groups that make an item's operands. */
function makersOf({ makers }: Grouping, { operands }: Item): number[] {
  return operands.map(({ source }) => makers.get(source)).filter((maker) => maker !== undefined)
}

/** A group that the item may join: one that makes an operand, else one that reads an operand too. */
function findGroup(grouping: Grouping, item: Item, key: string, makers: readonly number[]): number | undefined {
  const suits = (candidate: number): boolean => {
    const { items, key: own } = at(grouping.groups, candidate)
    return own === key && items.length < largestGroup && fits(items, item) && mayJoin(grouping, candidate, item)
  }
  const maker = makers.find(suits)
  if (maker !== undefined) return maker
  const known = grouping.readers.get(key)
  for (const { source } of known ? item.operands : []) {
    const readers = known?.get(source)
    const reader = readers && freeReaders(readers, makers, grouping.dependencies).find(suits)
    if (reader !== undefined) return reader
  }
  return undefined
}

/** All sums of one group cut it in the same way. */
function fits(items: readonly Item[], item: Item): boolean {
  if (item.kind !== 'sum') return true
  const other = items.find((member): member is SumItem => member.kind === 'sum')
  return !other || (other.rows === item.rows && other.columns === item.columns)
}

/** Whether an item reads its operands from a group value by value, and nothing else it needs waits for the group. */
function mayJoin(grouping: Grouping, group: number, item: Item): boolean {
  const outside: number[] = []
  for (const operand of item.operands) {
    const maker = grouping.makers.get(operand.source)
    if (maker === group && !readsInStep(grouping, group, operand)) return false
    if (maker !== undefined && maker !== group) outside.push(maker)
  }
  return !grouping.dependencies.reaches(outside, group)
}

/** Whether a view shows a value of the group just as the group's loop computes it. */
function readsInStep({ groups, values }: Grouping, group: number, view: View): boolean {
  const maker = at(groups, group).items.find(({ value }) => value === view.source)
  return (
    maker?.kind === 'elementwise' &&
    showsAll(view, sizeOf(at(values, view.source).shape)) &&
    (view.taskStride !== 0) === maker.perTask
  )
}

/** Merges the other groups that make operands of an item into its group, where nothing lies between. */
function mergeMakers(grouping: Grouping, group: number, item: Item): void {
  for (const { source } of item.operands) {
    const other = grouping.makers.get(source)
    if (other !== undefined && other !== group && mayMerge(grouping, other, group)) merge(grouping, other, group)
  }
}

function mayMerge(grouping: Grouping, from: number, into: number): boolean {
  const { groups, dependencies } = grouping
  const [a, b] = [at(groups, from), at(groups, into)]
  if (a.key === undefined || a.key !== b.key || a.items.length + b.items.length > largestGroup) return false
  if (!a.items.every((item) => fits(b.items, item))) return false
  const crosses = ({ operands }: Item) => operands.every((view) => crossesInStep(grouping, from, into, view))
  if (!a.items.every(crosses) || !b.items.every(crosses)) return false
  return !dependencies.reachesAround(from, into) && !dependencies.reachesAround(into, from)
}

/** Whether an operand that one of two groups makes could be read in step if they were one. */
function crossesInStep(grouping: Grouping, from: number, into: number, view: View): boolean {
  const maker = grouping.makers.get(view.source)
  return (maker !== from && maker !== into) || readsInStep(grouping, maker, view)
}

function merge({ groups, dependencies, makers }: Grouping, from: number, into: number): void {
  const [left, merged] = [at(groups, from), at(groups, into)]
  merged.items.push(...left.items.splice(0))
  merged.items.sort((a, b) => a.value - b.value)
  merged.last = Math.max(left.last, merged.last)
  for (const item of merged.items) makers.set(item.value, into)
  dependencies.merge(from, into)
}

/** Groups after all that they depend on, early items first. */
function inOrder({ groups, dependencies }: Grouping): Group[] {
  const ordered: Group[] = []
  const done = new Set<number>()
  const visit = (group: number): void => {
    if (done.has(group)) return
    done.add(group)
    for (const need of [...dependencies.needsOf(group)].sort((a, b) => a - b)) visit(need)
    ordered.push(at(groups, group).items)
  }
  const remaining = [...groups.entries()].filter(([, { items }]) => items.length > 0)
  for (const [group] of remaining.sort(([, a], [, b]) => a.last - b.last)) visit(group)
  return ordered
}

/** Whether a group's items run as one loop. */
export function isLoop(group: Group): group is readonly (ElementwiseItem | SumItem)[] {
  return group.every(({ kind }) => kind === 'elementwise' || kind === 'sum')
}
