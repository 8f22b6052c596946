// Which groups wait for which, directly or through others, while groups still grow and merge. Asked for every group that an
// item might join, so the search stops where the answer is known: what once waits for a group always will.

import { at } from '../shared.js'

interface Node {
  /** Groups whose values this one reads, and groups that read its own. */
  readonly needs: Set<number>
  readonly neededBy: Set<number>
  /** Groups that it was found to wait for. */
  readonly known: Set<number>
  /** Its first item, and the latest item of all that it waits for, itself included. */
  first: number
  latest: number
  /** The last search that came by, and from which group. */
  search: number
  from: number | undefined
  mergedInto: number | undefined
}

export interface Dependencies {
  /** Adds a group whose first item is this one, and tells its number. */
  add(item: number): number
  /** An item joins a group and reads values of other groups. */
  grow(group: number, item: number, makers: Iterable<number>): void
  /** Whether one of the groups `from` is `target` or waits for it. */
  reaches(from: Iterable<number>, target: number): boolean
  /** Whether a group waits for `target` through another group. */
  reachesAround(group: number, target: number): boolean
  /** Makes two groups one, which goes on under the second's number. */
  merge(from: number, into: number): void
  /** The group that a group has become part of, or itself. */
  partOf(group: number): number
  needsOf(group: number): ReadonlySet<number>
  /** Groups that all searches came by, to tell how the work grows with a program. */
  readonly visits: number
}

export function createDependencies(): Dependencies {
  const nodes: Node[] = []
  let searches = 0
  let visits = 0

  /** Whoever waits for a group waits for its latest item. */
  function raise(group: number, item: number): void {
    const pending = [group]
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const node = at(nodes, next)
      visits++
      if (node.latest >= item) continue
      node.latest = item
      pending.push(...node.neededBy)
    }
  }

  function need(group: number, maker: number): void {
    at(nodes, group).needs.add(maker)
    at(nodes, maker).neededBy.add(group)
    raise(group, at(nodes, maker).latest)
  }

  /** Notes for each group on the way to `group` that it waits for `target`. */
  function remember(group: number, target: number): void {
    for (let next: number | undefined = group; next !== undefined; next = at(nodes, next).from) at(nodes, next).known.add(target)
  }

  function reaches(from: Iterable<number>, target: number, except?: number): boolean {
    const { first } = at(nodes, target)
    const pending: number[] = []
    const visit = (group: number, by: number | undefined): void => {
      const node = at(nodes, group)
      if (node.search === searches) return
      node.search = searches
      node.from = by
      pending.push(group)
    }
    searches++
    for (const group of from) if (group !== except) visit(group, undefined)
    // The list grows while it is read: nearest groups first.
    for (const group of pending) {
      const node = at(nodes, group)
      visits++
      if (group === target || node.known.has(target)) {
        remember(group, target)
        return true
      }
      if (node.latest >= first) for (const next of node.needs) visit(next, group)
    }
    return false
  }

  return {
    add: (item) => nodes.push({ ...emptyNode(), first: item, latest: item }) - 1,
    grow: (group, item, makers) => {
      raise(group, item)
      for (const maker of makers) if (maker !== group) need(group, maker)
    },
    reaches,
    reachesAround: (group, target) => reaches(at(nodes, group).needs, target, target),
    merge: (from, into) => {
      const [left, merged] = [at(nodes, from), at(nodes, into)]
      merged.first = Math.min(left.first, merged.first)
      for (const maker of left.needs) at(nodes, maker).neededBy.delete(from)
      for (const reader of left.neededBy) at(nodes, reader).needs.delete(from)
      for (const maker of left.needs) if (maker !== into) need(into, maker)
      for (const reader of left.neededBy) if (reader !== into) need(reader, into)
      for (const group of left.known) merged.known.add(group)
      left.mergedInto = into
      raise(into, left.latest)
    },
    partOf: (group) => {
      let whole = group
      for (let next = at(nodes, whole).mergedInto; next !== undefined; next = at(nodes, whole).mergedInto) whole = next
      return whole
    },
    needsOf: (group) => at(nodes, group).needs,
    get visits() {
      return visits
    },
  }
}

function emptyNode(): Omit<Node, 'first' | 'latest'> {
  return { needs: new Set(), neededBy: new Set(), known: new Set(), search: 0, from: undefined, mergedInto: undefined }
}
