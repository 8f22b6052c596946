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

/** What an input column holds in every row: a number, or a vector of so many. */
export interface InputColumn {
  readonly name: string
  /** Undefined for plain numbers. */
  readonly length: number | undefined
}

/** Numbers of a row's inputs. */
export const widthOf = (columns: readonly InputColumn[]): number => columns.reduce((sum, { length = 1 }) => sum + length, 0)

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
  readonly inputs: readonly InputColumn[]
  /** Rows that were left out for a missing value: how many in which column. */
  readonly missing: ReadonlyMap<string, number>
}

/**
 * @throws AssentError naming line and column of the first value that is missing, unless such rows are skipped, or is no number; of a
 * vector that is not as long as those before
 */
export async function collect(where: string, rows: AsyncIterable<Row>, columns: Columns): Promise<Collected> {
  const tasks = new Map<string, TaskRows>()
  const missing = new Map<string, number>()
  let inputs: readonly InputColumn[] | undefined
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
    inputs = checkInputs(`${where}, ${row.place}`, inputs, entry.inputs)
    const known = tasks.get(task) ?? { name: task, group, entries: [] }
    if (known.group !== group) {
      fail(`${where}, ${row.place}`, `'${known.group}', the group of ${task}`, `'${group}'`, 'give a task one group')
    }
    tasks.set(task, known)
    known.entries.push({ ...entry.entry, order: entry.entry.order ?? known.entries.length })
  }
  if (inputs === undefined)
    return fail(where, 'rows', missing.size > 0 ? 'none without a missing value' : 'none', 'use another table')
  return { tasks: [...tasks.values()].sort((a, b) => (a.name < b.name ? -1 : 1)), inputs, missing }
}

/** The first row says how long vectors are. */
function checkInputs(place: string, known: readonly InputColumn[] | undefined, found: readonly InputColumn[]) {
  const other = known?.findIndex(({ length }, index) => length !== found[index]?.length) ?? -1
  if (known === undefined || other < 0) return known ?? found
  const show = (length: number | undefined) => (length === undefined ? 'a number' : `a vector of ${length}`)
  const [before, here] = [known[other], found[other]]
  return fail(
    `${place}, column '${before?.name}'`,
    `${show(before?.length)}, as in the first row`,
    show(here?.length),
    'correct it',
  )
}

interface Kept {
  readonly task: string
  readonly group: string
  readonly inputs: readonly InputColumn[]
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
  const values: number[] = []
  const inputs: InputColumn[] = []
  for (const name of columns.inputs) {
    const found = cells.numbers(name)
    if (found === undefined) return name
    values.push(...found)
    inputs.push({ name, length: Array.isArray(row.values[name]) ? found.length : undefined })
  }
  const numbers = new Map<string, number>()
  const targets = columns.kind === 'regression' ? columns.target : []
  for (const column of [...targets, ...(columns.order === undefined ? [] : [columns.order])]) {
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
    inputs,
    entry: {
      target,
      inputs: values,
      series: columns.series === undefined ? '' : `${texts.get(columns.series)}`,
      order: columns.order === undefined ? undefined : numbers.get(columns.order),
      place: row.place,
    },
  }
}
