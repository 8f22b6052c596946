// The groups that read a value, in the order in which they first did. In a long program most of them wait for one another,
// so that looking at the last of a run of such groups spares looking at the others.

import { at } from '../shared.js'
import type { Dependencies } from './dependencies.js'

export interface Readers {
  readonly groups: Set<number>
  /** For each group, where in the list the run begins whose groups wait for each other, each for the one before. */
  readonly runs: { readonly group: number; readonly start: number }[]
}

export function noReaders(): Readers {
  return { groups: new Set(), runs: [] }
}

export function addReader({ groups, runs }: Readers, group: number, dependencies: Dependencies): void {
  if (groups.has(group)) return
  groups.add(group)
  const last = runs.at(-1)
  const goesOn = last !== undefined && dependencies.reaches([group], dependencies.partOf(last.group))
  runs.push({ group, start: goesOn ? last.start : runs.length })
}

/** Readers that none of the groups `makers` is or waits for, in order. */
export function freeReaders({ runs }: Readers, makers: readonly number[], dependencies: Dependencies): number[] {
  const free: number[] = []
  for (let index = runs.length - 1; index >= 0; index--) {
    const { group, start } = at(runs, index)
    const whole = dependencies.partOf(group)
    if (dependencies.reaches(makers, whole)) index = start
    else free.push(whole)
  }
  return free.reverse()
}
