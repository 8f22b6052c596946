// Comma-separated lists with a header (RFC 4180): quoted fields may hold commas and doubled quotes, but no line breaks.

import { fail } from '@assent/core'

/**
 * The named columns of each row.
 *
 * @throws AssentError when a column is missing or there twice, or a row has another number of fields or a stray quote, with
 * its line
 */
export function readCsv<Column extends string>(
  where: string,
  text: string,
  columns: readonly Column[],
): Record<Column, string>[] {
  const lines = text
    .replace(/^\ufeff/, '')
    .trimEnd()
    .split(/\r?\n/)
  const [header = [], ...rows] = lines.map((line, index) => fieldsOf(where, line, index + 1))
  for (const column of columns) {
    if (header.filter((name) => name === column).length !== 1)
      fail(where, `a header with ${columns.join(' and ')}, once each`, header.join(',').slice(0, 200), 'correct the header')
  }
  const places = columns.map((column) => header.indexOf(column))
  return rows.map((row, index) => {
    if (row.length !== header.length)
      fail(where, `${header.length} fields in line ${index + 2}`, `${row.length}`, 'correct the line')
    return Object.fromEntries(columns.map((column, i) => [column, row[places[i] ?? 0]])) as Record<Column, string>
  })
}

function fieldsOf(where: string, line: string, number: number): string[] {
  const fields: string[] = []
  for (let at = 0; at <= line.length; ) {
    const { field, next } = line[at] === '"' ? quoted(line, at) : plain(line, at)
    if (next < line.length && line[next] !== ',')
      fail(where, `fields in whole quotes in line ${number}`, line.slice(0, 200), 'close the quotes, and double those within')
    fields.push(field)
    at = next + 1
  }
  return fields
}

function plain(line: string, start: number): { field: string; next: number } {
  const comma = line.indexOf(',', start)
  const next = comma < 0 ? line.length : comma
  return { field: line.slice(start, next), next }
}

/** `next` is after the closing quote, or at the start where there is none. */
function quoted(line: string, start: number): { field: string; next: number } {
  let close = line.indexOf('"', start + 1)
  while (close >= 0 && line[close + 1] === '"') close = line.indexOf('"', close + 2)
  return close < 0 ? { field: '', next: start } : { field: line.slice(start + 1, close).replaceAll('""', '"'), next: close + 1 }
}
