// What is in a table, before anything is learned from it.

import { cellsOf, numberIn } from './cells.js'
import { readRows, type TableFormat, type TableSource } from './rows/read-rows.js'

/** One column, over all rows. */
export interface ColumnProfile {
  readonly name: string
  /** Rows without a value here. */
  readonly missing: number
  /** Rows whose cell is a number, and where it is not: the first text and its place. */
  readonly numbers: number
  readonly text: { readonly value: string; readonly place: string } | undefined
  /** Numbers in each of its vectors, the shortest and the longest; undefined where there are none. */
  readonly vectors: readonly [number, number] | undefined
  /** Of the numbers; undefined where there are none. */
  readonly range: readonly [number, number] | undefined
  /** Different values; more than 10 000 are not counted. */
  readonly distinct: number
  /** Rows that four of five values have at least. */
  readonly rowsEach: number
}

/** What is in a table, column by column. */
export interface TableProfile {
  readonly rows: number
  readonly columns: readonly ColumnProfile[]
}

/** More different values are not counted: then a column is no name of a task. */
export const MOST_DISTINCT = 10_000

interface Counting {
  present: number
  numbers: number
  text: ColumnProfile['text']
  vectors: [number, number] | undefined
  range: [number, number] | undefined
  /** Rows of each value. */
  readonly values: Map<string, number>
}

/**
 * Counts what stands in each column of a table; nothing of it is kept.
 *
 * @throws AssentError when the table cannot be read, with the line
 */
export async function profileTable(from: TableSource, format?: TableFormat): Promise<TableProfile> {
  const columns = new Map<string, Counting>()
  let rows = 0
  for await (const row of readRows('table', from, format)) {
    rows++
    for (const name of Object.keys(row.values)) {
      const column = columns.get(name) ?? newColumn()
      columns.set(name, column)
      const value = row.values[name]
      if (Array.isArray(value)) countVector(column, value.length)
      else count(column, cellsOf('table', row).text(name), row.place)
    }
  }
  return {
    rows,
    columns: [...columns].map(([name, { values, present, numbers, text, vectors, range }]) => ({
      ...{ name, numbers, text, vectors, range },
      ...{ missing: rows - present, distinct: values.size, rowsEach: fifthOf([...values.values()]) },
    })),
  }
}

function newColumn(): Counting {
  return { present: 0, numbers: 0, text: undefined, vectors: undefined, range: undefined, values: new Map() }
}

function countVector(column: Counting, length: number): void {
  column.present++
  const [least, most] = column.vectors ?? [length, length]
  column.vectors = [Math.min(least, length), Math.max(most, length)]
}

function fifthOf(counts: number[]): number {
  return counts.sort((a, b) => a - b)[Math.floor(counts.length / 5)] ?? 0
}

function count(column: Counting, text: string | undefined, place: string): void {
  if (text === undefined) return
  column.present++
  if (column.values.size < MOST_DISTINCT || column.values.has(text)) column.values.set(text, (column.values.get(text) ?? 0) + 1)
  const value = numberIn(text)
  if (value === undefined) {
    column.text ??= { value: text, place }
    return
  }
  column.numbers++
  const [least, most] = column.range ?? [value, value]
  column.range = [Math.min(least, value), Math.max(most, value)]
}
