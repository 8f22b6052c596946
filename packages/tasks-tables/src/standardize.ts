// Mean and deviation of each column over the tasks that are learned from: what is tested on has no say in it.

import { fail, type Scale } from '@assent/core'

/**
 * @param rows of all training tasks, each with one value per name
 * @throws AssentError naming a column that is constant over them
 */
export function fitScale(where: string, names: readonly string[], rows: readonly (readonly number[])[]): Scale {
  const mean = names.map((_, column) => rows.reduce((sum, row) => sum + Number(row[column]), 0) / rows.length)
  const deviation = names.map((_, column) =>
    Math.sqrt(rows.reduce((sum, row) => sum + (Number(row[column]) - Number(mean[column])) ** 2, 0) / rows.length),
  )
  const constant = names.findIndex(
    (_, column) => !(Number(deviation[column]) > 1e-12 * Math.max(1, Math.abs(Number(mean[column])))),
  )
  if (constant >= 0) {
    fail(
      `${where}, column '${names[constant]}'`,
      'values that differ between rows of training tasks',
      `${mean[constant]} throughout`,
      'leave the column out',
    )
  }
  return { names, mean, deviation }
}

/**
 * The mean of each place of a vector, and one deviation for all: places that never change are no fault, as an extractor has them.
 *
 * @param rows of all training tasks, one vector each
 * @throws AssentError when all vectors are the same
 */
export function fitVectorScale(where: string, name: string, rows: readonly (readonly number[])[]): Scale {
  const places = rows[0] ?? []
  const mean = places.map((_, place) => rows.reduce((sum, row) => sum + Number(row[place]), 0) / rows.length)
  const squares = rows.reduce(
    (sum, row) => sum + row.reduce((own, value, place) => own + (value - Number(mean[place])) ** 2, 0),
    0,
  )
  const deviation = Math.sqrt(squares / (rows.length * places.length))
  if (!(deviation > 0))
    fail(`${where}, column '${name}'`, 'vectors that differ between rows of training tasks', 'one', 'leave it out')
  return { names: places.map((_, place) => `${name}[${place}]`), mean, deviation: places.map(() => deviation) }
}

/** The rows of an example whose values repeat, as those of a window do. */
export function rowsOf(values: readonly number[], width: number): number[][] {
  return Array.from({ length: values.length / width }, (_, row) => values.slice(row * width, (row + 1) * width))
}
