// What a table's tasks are made of, as the user says it, and checked.

import { checkOptions, fail, type ShotOptions } from '@assent/core'
import type { Columns } from './collect.js'
import type { WindowOptions } from './examples.js'
import type { TableFormat, TableSource } from './rows/read-rows.js'
import type { SplitOptions } from './split.js'

export interface TableOptions extends ShotOptions {
  /** The table. */
  readonly from: TableSource
  /** @defaultValue by the file's ending */
  readonly format?: TableFormat
  /** The column that says which task a row is of: a person, a station, a machine. Left out with `ways`. */
  readonly task?: string
  /** Columns that the model sees: of numbers, or of vectors, all as long as the first, as an extractor gives them. */
  readonly inputs: readonly string[]
  /** The column to predict, or several of numbers. */
  readonly target: string | readonly string[]
  /** @defaultValue 'regression', and 'classification' with `ways` */
  readonly kind?: 'regression' | 'classification'
  /** Classes drawn anew for every task, out of all that the target column names: then a task is no column of the table. */
  readonly ways?: number
  /** The unit of the target, for people. */
  readonly unit?: string
  /** Examples of several rows that follow one another. @defaultValue every row is an example */
  readonly window?: WindowOptions
  /** @defaultValue 15 % of the tasks to choose on and 20 % to test on, drawn by seed 1 */
  readonly split?: SplitOptions
  /** What happens to a task with too few examples: it is left out and named, or refused. @defaultValue 'skip' */
  readonly small?: 'skip' | 'refuse'
  /** What happens to a row with a missing value. @defaultValue 'refuse' */
  readonly missing?: 'skip' | 'refuse'
  /** Whether each column is brought to mean 0 and deviation 1, as it is over training tasks. @defaultValue true */
  readonly standardize?: boolean
}

const known = ['from', 'format', 'task', 'inputs', 'target', 'kind', 'ways', 'unit', 'window', 'split', 'small', 'missing']
const episodeOptions = ['standardize', 'shots', 'queries', 'trainShots', 'trainQueries']

/**
 * Which columns say what.
 *
 * @throws AssentError when one is not named, or is named for two things that exclude each other
 */
export function columnsOf(options: TableOptions): Columns {
  checkOptions('table', options, [...known, ...episodeOptions])
  const { inputs, ways, window, missing = 'refuse', split } = options
  const target = typeof options.target === 'string' ? [options.target] : options.target
  for (const [name, columns] of Object.entries({ inputs, target })) {
    if (!Array.isArray(columns) || columns.length === 0 || !columns.every((column) => typeof column === 'string')) {
      fail(`table.${name}`, 'names of columns', JSON.stringify(columns) ?? 'none', `set ${name}`)
    }
  }
  const both = inputs.find((column) => target.includes(column))
  if (both !== undefined) fail('table.inputs', 'columns that are not the target', `'${both}'`, 'leave it out')
  const kind = options.kind ?? (ways === undefined ? 'regression' : 'classification')
  if (kind === 'classification' && target.length > 1) fail('table.target', 'one column of classes', target.join(', '), 'name one')
  if (ways !== undefined && kind === 'regression') fail('table.ways', "kind: 'classification' beside it", kind, 'leave ways out')
  const [label = ''] = target
  const task = ways === undefined ? options.task : label
  if (task === undefined)
    return fail('table.task', 'the column that says which task a row is of', 'none', 'set task, or ways for tasks of classes')
  if (ways !== undefined && options.task !== undefined)
    fail('table.task', 'none beside ways', `'${options.task}'`, 'leave one of them out')
  return {
    ...{ task, inputs, target, kind, missing },
    ...{ series: window?.series, order: window?.order, group: split?.group },
  }
}

/**
 * The windows, of one row where none are asked for.
 *
 * @throws AssentError when a length or stride is no whole number from 1, or windows of n-way tasks would share rows
 */
export function windowOf({ window, ways }: TableOptions): {
  readonly length: number
  readonly stride: number
  readonly flat: boolean
} {
  if (window === undefined) return { length: 1, stride: 1, flat: true }
  checkOptions('table.window', window, ['length', 'stride', 'series', 'order', 'flat'])
  const { length, stride = length, flat = false } = window
  for (const [name, value] of Object.entries({ length, stride })) {
    if (!Number.isSafeInteger(value) || value < 1)
      fail(`table.window.${name}`, 'a whole number of at least 1', `${value}`, `set ${name}`)
  }
  if (ways !== undefined && stride < length) {
    fail('table.window.stride', `at least ${length} with ways, so that windows share no row`, `${stride}`, 'raise stride')
  }
  return { length, stride, flat }
}
