// What stands in a cell: a number, a text, or nothing.

import { fail } from '@assent/core'
import type { Row } from './rows/read-rows.js'

/** A decimal number as people write it; no hexadecimal, which `Number` would read too. */
const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

/** The number that a text is, if it is one. */
export function numberIn(text: string): number | undefined {
  return number.test(text.trim()) ? Number(text) : undefined
}

/** How tables say that a value is not known. */
const unknown = ['', 'na', 'n/a', 'nan', 'null', 'none']

/** A row whose cells are read by name; what is wrong with one is told with its place. */
export interface Cells {
  readonly place: string
  /** @throws AssentError when the column is not there, holds text, or a number beyond float32; undefined when the value is missing */
  number(column: string): number | undefined
  /**
   * The number of a cell alone, or all numbers of a vector.
   *
   * @throws AssentError as `number` does, and naming the first value of a vector that is none
   */
  numbers(column: string): readonly number[] | undefined
  /** The text of a cell that names something; undefined when the value is missing. */
  text(column: string): string | undefined
}

export function cellsOf(where: string, { place, values }: Row): Cells {
  const read = (column: string): unknown => {
    if (!Object.hasOwn(values, column)) {
      fail(`${where}, ${place}`, `a column '${column}'`, Object.keys(values).join(', ').slice(0, 200), 'correct the column names')
    }
    const value = values[column]
    const isMissing =
      value === null || value === undefined || (typeof value === 'string' && unknown.includes(value.trim().toLowerCase()))
    return isMissing ? undefined : value
  }
  const refuse = (column: string, expected: string, value: unknown) =>
    fail(`${where}, ${place}, column '${column}'`, expected, JSON.stringify(value)?.slice(0, 80) ?? `${value}`, 'correct it')
  const toNumber = (column: string, value: unknown): number => {
    const found = typeof value === 'string' ? (numberIn(value) ?? value) : value
    if (typeof found !== 'number' || !Number.isFinite(Math.fround(found))) return refuse(column, 'a number', value)
    return found
  }
  return {
    place,
    number: (column) => {
      const value = read(column)
      return value === undefined ? undefined : toNumber(column, value)
    },
    numbers: (column) => {
      const value = read(column)
      if (value === undefined) return undefined
      if (!Array.isArray(value)) return [toNumber(column, value)]
      if (value.length === 0) return refuse(column, 'a number, or a vector of some', value)
      return value.map((each, index) => toNumber(`${column}[${index}]`, each))
    },
    text: (column) => {
      const value = read(column)
      if (value === undefined) return undefined
      if (typeof value === 'string') return value.trim()
      return typeof value === 'number' || typeof value === 'boolean' ? `${value}` : refuse(column, 'a text or a number', value)
    },
  }
}
