// Comma- and tab-separated values (RFC 4180), read by csv-parse: a header, then rows of as many fields.

import { fail } from '@assent/core'
import { CsvError, type Info, parse } from 'csv-parse/browser/esm'
import type { Row } from './read-rows.js'

/** Bytes of one row. */
const LONGEST_ROW = 1 << 20

interface Parsed {
  readonly record: { readonly [column: string]: string }
  readonly info: Info
}

export async function* delimitedRows(where: string, pieces: AsyncIterable<string>, delimiter: string): AsyncGenerator<Row> {
  const found: Row[] = []
  const parser = parse({
    delimiter,
    bom: true,
    info: true,
    skip_empty_lines: true,
    max_record_size: LONGEST_ROW,
    columns: (header: string[]) => checkHeader(where, header),
  })
  let trouble: Error | undefined
  parser.on('readable', () => {
    for (let next: Parsed | null = parser.read(); next !== null; next = parser.read()) {
      found.push({ place: `line ${next.info.lines}`, values: next.record })
    }
  })
  parser.on('error', (error) => {
    trouble = error
  })
  const settle = () => new Promise((resolve) => setTimeout(resolve, 0))
  for await (const piece of pieces) {
    parser.write(piece)
    await settle()
    yield* found.splice(0)
    if (trouble) refuse(where, trouble)
  }
  const ended = new Promise((resolve) => {
    parser.on('end', resolve)
    parser.on('error', resolve)
  })
  parser.end()
  await ended
  yield* found.splice(0)
  if (trouble) refuse(where, trouble)
}

function checkHeader(where: string, header: readonly string[]): string[] {
  const names = header.map((name) => name.trim())
  const twice = names.find((name, place) => names.indexOf(name) !== place)
  if (twice !== undefined) fail(`${where}, line 1`, 'columns of different names', `'${twice}' twice`, 'correct the header')
  const strange = names.find((name) => name === '' || name === '__proto__')
  if (strange !== undefined) fail(`${where}, line 1`, 'a name for every column', `'${strange}'`, 'correct the header')
  return names
}

function refuse(where: string, error: Error): never {
  if (!(error instanceof CsvError)) throw error
  const line = typeof error.lines === 'number' ? `, line ${error.lines}` : ''
  return fail(`${where}${line}`, 'as many fields as the header has, in whole quotes', error.message, 'correct the line')
}
