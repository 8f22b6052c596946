// From rows to the records of each task: the numbers that are kept of a table, however large its text is.

import { fail } from '@assent/core'
import { cellsOf } from './cells.js'
import type { Row } from './rows/read-rows.js'

/** Which columns say what. */
export interface Columns {
  /** What a task is: a person, a station, a machine. */
  readonly task: string
  readonly inputs: readonly string[]
  readonly target: readonly string[]
  readonly kind: 'regression' | 'classification'
  /** What recording of the task a row is of, where windows may not reach from one into the next. */
  readonly series?: string | undefined
  /** Where a row stands in its recording; as in the file unless given. */
  readonly order?: string | undefined
  /** What decides the split. */
  readonly group?: string | undefined
  readonly missing: 'refuse' | 'skip'
}

/** One row that is kept. */
export interface Entry {
  readonly inputs: readonly number[]
  /** Numbers, or the name of a class. */
  readonly target: readonly number[] | string
  readonly series: string
  readonly order: number
  readonly place: string
}

/** All rows of one task. */
export interface TaskRows {
  readonly name: string
  readonly group: string
  readonly entries: Entry[]
}

export interface Collected {
  readonly tasks: readonly TaskRows[]
  /** Rows that were left out for a missing value: how many in which column. */
  readonly missing: ReadonlyMap<string, number>
}

/**
 * @throws AssentError naming line and column of the first value that is missing, unless such rows are skipped, or is no number
 */
export async function collect(where: string, rows: AsyncIterable<Row>, columns: Columns): Promise<Collected> {
  const tasks = new Map<string, TaskRows>()
  const missing = new Map<string, number>()
  for await (const row of rows) {
    const entry = entryOf(where, row, columns)
    if (typeof entry === 'string') {
      if (columns.missing === 'refuse') {
        fail(
          `${where}, ${row.place}, column '${entry}'`,
          'a value',
          'none',
          "fill it in, or leave such rows out with missing: 'skip'",
        )
      }
      missing.set(entry, (missing.get(entry) ?? 0) + 1)
      continue
    }
    const { task, group } = entry
    const known = tasks.get(task) ?? { name: task, group, entries: [] }
    if (known.group !== group) {
      fail(`${where}, ${row.place}`, `'${known.group}', the group of ${task}`, `'${group}'`, 'give a task one group')
    }
    tasks.set(task, known)
    known.entries.push({ ...entry.entry, order: entry.entry.order ?? known.entries.length })
  }
  if (tasks.size === 0) fail(where, 'rows', missing.size > 0 ? 'none without a missing value' : 'none', 'use another table')
  return { tasks: [...tasks.values()].sort((a, b) => (a.name < b.name ? -1 : 1)), missing }
}

interface Kept {
  readonly task: string
  readonly group: string
  readonly entry: Omit<Entry, 'order'> & { readonly order: number | undefined }
}

/** What is kept of a row, or the column whose value is missing. */
function entryOf(where: string, row: Row, columns: Columns): Kept | string {
  const cells = cellsOf(where, row)
  const texts = new Map<string, string>()
  for (const column of [columns.task, columns.group, columns.series]) {
    const text = column === undefined ? '' : cells.text(column)
    if (text === undefined) return `${column}`
    texts.set(column ?? '', text)
  }
  const numbers = new Map<string, number>()
  const targets = columns.kind === 'regression' ? columns.target : []
  for (const column of [...columns.inputs, ...targets, ...(columns.order === undefined ? [] : [columns.order])]) {
    const value = cells.number(column)
    if (value === undefined) return column
    numbers.set(column, value)
  }
  const [label = ''] = columns.target
  const target = columns.kind === 'regression' ? columns.target.map((column) => Number(numbers.get(column))) : cells.text(label)
  if (target === undefined) return label
  return {
    task: `${texts.get(columns.task)}`,
    group: columns.group === undefined ? `${texts.get(columns.task)}` : `${texts.get(columns.group)}`,
    entry: {
      target,
      inputs: columns.inputs.map((column) => Number(numbers.get(column))),
      series: columns.series === undefined ? '' : `${texts.get(columns.series)}`,
      order: columns.order === undefined ? undefined : numbers.get(columns.order),
      place: row.place,
    },
  }
}
