// From the rows of a task to its examples: each row one, or windows over rows that follow one another.

import type { Entry, TaskRows } from './collect.js'

/** Rows that follow one another, as one example. */
export interface WindowOptions {
  /** Rows in a window. */
  readonly length: number
  /** Rows from one window's start to the next's. @defaultValue `length`, so that windows share no row */
  readonly stride?: number
  /** The column of the recording that a row is of: no window reaches from one into the next. */
  readonly series?: string
  /** The column by which rows are in order. @defaultValue the order of the table */
  readonly order?: string
  /** Inputs `[length · columns]` for a dense net, instead of `[length, columns]`. @defaultValue false */
  readonly flat?: boolean
}

export interface Example {
  /** In the user's units: one row after the other. */
  readonly inputs: readonly number[]
  readonly target: readonly number[] | string
  /** The recording, and the first and last of its rows, counted from 0: examples that share rows are never on both sides of an episode. */
  readonly series: string
  readonly first: number
  readonly last: number
}

/** All examples of one task. */
export interface TaskExamples {
  readonly name: string
  readonly group: string
  readonly examples: readonly Example[]
}

/**
 * A window's target is that of its last row; where classes are asked for, a window whose rows are of different classes is left out.
 */
export function examplesOf(
  { name, group, entries }: TaskRows,
  window: Required<Pick<WindowOptions, 'length' | 'stride'>>,
): TaskExamples {
  const series = new Map<string, Entry[]>()
  for (const entry of entries) series.set(entry.series, [...(series.get(entry.series) ?? []), entry])
  return { name, group, examples: [...series.values()].flatMap((rows) => windowsOf(rows, window)) }
}

function windowsOf(rows: readonly Entry[], { length, stride }: { readonly length: number; readonly stride: number }): Example[] {
  const sorted = [...rows].sort((a, b) => a.order - b.order)
  const found: Example[] = []
  for (let first = 0; first + length <= sorted.length; first += stride) {
    const within = sorted.slice(first, first + length)
    const end = within.at(-1) as Entry
    if (typeof end.target === 'string' && within.some(({ target }) => target !== end.target)) continue
    found.push({
      inputs: within.flatMap(({ inputs }) => inputs),
      target: end.target,
      series: end.series,
      first,
      last: first + length - 1,
    })
  }
  return found
}

/** Whether two examples share a row. */
export function overlap(a: Example, b: Example): boolean {
  return a.series === b.series && a.first <= b.last && b.first <= a.last
}
