// Comma-separated lists with a header (RFC 4180): quoted fields may hold commas and doubled quotes, but no line breaks.

import { fail } from '@assent/core'

/**
 * The named columns of each row.
 *
 * @throws AssentError when a column is missing or a row has another number of fields, with its line
 */
export function readCsv<Column extends string>(
  where: string,
  text: string,
  columns: readonly Column[],
): Record<Column, string>[] {
  const [header = [], ...rows] = text
    .replace(/^\ufeff/, '')
    .trimEnd()
    .split(/\r?\n/)
    .map(fields)
  const places = columns.map((column) => header.indexOf(column))
  if (places.includes(-1)) fail(where, `a header with ${columns.join(' and ')}`, header.join(','), 'add the header')
  return rows.map((row, index) => {
    if (row.length !== header.length)
      fail(where, `${header.length} fields in line ${index + 2}`, `${row.length}`, 'correct the line')
    return Object.fromEntries(columns.map((column, i) => [column, row[places[i] as number]])) as Record<Column, string>
  })
}

function fields(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) =>
    quoted === undefined ? (plain as string) : quoted.replaceAll('""', '"'),
  )
}
