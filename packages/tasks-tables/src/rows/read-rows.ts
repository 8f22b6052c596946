// Rows of a table, one by one and with their place, from whatever holds them.

import { fail } from '@assent/core'
import { parseJsonBounded } from '@assent/core/tools'
import { delimitedRows } from './delimited.js'

/** One row: what stands in each column, and where that is. */
export interface Row {
  /** As people find it: `line 7` of a file, `row 7` of an array, both counted from 1. */
  readonly place: string
  readonly values: { readonly [column: string]: unknown }
}

/** A file by path or URL, its bytes or text, or rows in memory. */
export type TableSource =
  | string
  | URL
  | Uint8Array
  | { readonly text: string }
  | readonly { readonly [column: string]: unknown }[]

/** Text by commas or tabs with a first row of names, an array of objects, or one object a line. */
export type TableFormat = 'csv' | 'tsv' | 'json' | 'ndjson'

const formats: readonly TableFormat[] = ['csv', 'tsv', 'json', 'ndjson']

/** More is read of no text that is not read line by line. */
const LARGEST = { length: 1 << 28, values: 1 << 24 }

/**
 * The rows of a table. A delimited file and ndjson are read piece by piece: only what is kept of them takes memory.
 *
 * @throws AssentError when there is no such file, its format is not known, or a row is broken, with its line
 */
export async function* readRows(where: string, from: TableSource, given: TableFormat | undefined): AsyncGenerator<Row> {
  if (Array.isArray(from)) return yield* arrayRows(where, from)
  const format = given ?? formatOf(where, from as string | URL)
  if (!formats.includes(format)) fail(`${where}.format`, `one of ${formats.join(', ')}`, `'${format}'`, 'set format')
  const pieces = piecesOf(where, from as Exclude<TableSource, readonly object[]>)
  if (format === 'csv' || format === 'tsv') return yield* delimitedRows(where, pieces, format === 'csv' ? ',' : '\t')
  if (format === 'ndjson') return yield* jsonLines(where, pieces)
  let text = ''
  for await (const piece of pieces) {
    text += piece
    if (text.length > LARGEST.length) fail(where, `JSON of at most ${LARGEST.length} characters`, 'more', 'write it as ndjson')
  }
  const rows = parseJsonBounded(where, text, LARGEST)
  if (!Array.isArray(rows)) return fail(where, 'an array of rows', typeof rows, 'write [{"column": value, …}, …]')
  yield* arrayRows(where, rows)
}

function formatOf(where: string, from: string | URL | Uint8Array | { readonly text: string }): TableFormat {
  const name = typeof from === 'string' || from instanceof URL ? `${from}` : ''
  const ending = name
    .split(/[.?]/)
    .at(name.includes('?') ? -2 : -1)
    ?.toLowerCase()
  const format = formats.find((known) => known === ending) ?? (ending === 'jsonl' ? 'ndjson' : undefined)
  return format ?? fail(`${where}.format`, `one of ${formats.join(', ')}`, `none, and no ending of '${name}'`, 'set format')
}

function* arrayRows(where: string, rows: readonly unknown[]): Generator<Row> {
  for (const [index, values] of rows.entries()) {
    const place = `row ${index + 1}`
    if (typeof values !== 'object' || values === null || Array.isArray(values)) {
      fail(
        `${where}, ${place}`,
        'an object of columns',
        JSON.stringify(values)?.slice(0, 80) ?? 'nothing',
        'write {"column": value, …}',
      )
    }
    yield { place, values: values as Row['values'] }
  }
}

async function* jsonLines(where: string, pieces: AsyncIterable<string>): AsyncGenerator<Row> {
  let [rest, line] = ['', 0]
  const read = function* (lines: readonly string[]): Generator<Row> {
    for (const text of lines) {
      line++
      if (text.trim() === '') continue
      const values = parseJsonBounded(`${where}, line ${line}`, text, { length: 1 << 20 })
      for (const row of arrayRows(`${where}, line ${line}`, [values])) yield { ...row, place: `line ${line}` }
    }
  }
  for await (const piece of pieces) {
    const lines = (rest + piece).split(/\r?\n/)
    rest = lines.pop() ?? ''
    yield* read(lines)
    if (rest.length > 1 << 20) fail(`${where}, line ${line + 1}`, 'at most 1048576 characters', 'more', 'write one row per line')
  }
  yield* read([rest])
}

async function* piecesOf(where: string, from: string | URL | Uint8Array | { readonly text: string }): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const decode = (bytes: Uint8Array | undefined) => {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined })
    } catch {
      return fail(where, 'text in UTF-8', 'other bytes', 'save the file as UTF-8')
    }
  }
  if (typeof from === 'object' && 'text' in from) return yield from.text
  if (from instanceof Uint8Array) return yield decode(from) + decode(undefined)
  for await (const bytes of bytesOf(where, from)) yield decode(bytes)
  yield decode(undefined)
}

/** A file where there are files, and a download where there is an address. */
async function* bytesOf(where: string, from: string | URL): AsyncGenerator<Uint8Array> {
  const url = from instanceof URL && from.protocol !== 'file:' ? from : undefined
  const refuse = (found: string) => fail(where, `a table at ${from}`, found, 'correct the path', 'missing')
  if (url === undefined) {
    const { createReadStream } = process.getBuiltinModule('node:fs')
    const stream = createReadStream(from)
    try {
      for await (const bytes of stream) yield bytes as Uint8Array
    } catch (error) {
      if (error instanceof Error && 'code' in error) return refuse(error.message)
      throw error
    }
    return
  }
  const response = await fetch(url).catch((error: Error) => refuse(error.message))
  if (!response.ok || !response.body) return refuse(`status ${response.status}`)
  const reader = response.body.getReader()
  for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value
}
