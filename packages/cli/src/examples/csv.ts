// Examples as a table of numbers: a head with columns x… and y…, or those of the table that was learned from; one example per
// line. A line with empty y is a query.

import { fail, type Preparation } from '@assent/core'
import type { GivenExamples } from './json.js'

/** A decimal number as people write it; `Number` would read hexadecimal too. */
const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

/** @throws AssentError with the line of the first cell that is no number, and no known class */
export function parseCsv(where: string, text: string, preparation: Preparation = {}): GivenExamples {
  const [head = [], ...rows] = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line) => line.split(',').map((cell) => cell.trim()))
  const { x, y } = placesIn(where, head, preparation.inputs?.names)
  const support: { x: number[][]; y: number[][] } = { x: [], y: [] }
  const query: { x: number[][] } = { x: [] }
  for (const [index, cells] of rows.entries()) {
    if (cells.every((cell) => cell === '')) continue
    const line = `${where}, line ${index + 2}`
    if (cells.length !== head.length)
      fail(line, `${head.length} values`, `${cells.length}`, 'one column for each of the first line')
    const isQuery = y.every((column) => cells[column] === '')
    ;(isQuery ? query : support).x.push(x.map((column) => toNumber(line, cells[column] ?? '')))
    if (!isQuery) support.y.push(y.map((column) => toTarget(line, cells[column] ?? '', preparation.labels)))
  }
  if (support.x.length === 0) fail(where, 'at least one example with y', 'none', 'add examples to learn from')
  return { support, query: query.x.length > 0 ? query : undefined }
}

/** Which columns are inputs and which are targets: by the names that were learned from, or by their first letter. */
function placesIn(where: string, head: readonly string[], names: readonly string[] = []) {
  if (names.length > 0 && names.every((name) => head.includes(name))) {
    const y = head.flatMap((name, column) => (names.includes(name) ? [] : [column]))
    if (y.length > 0) return { x: names.map((name) => head.indexOf(name)), y }
  }
  const columnsOf = (letter: string) => head.flatMap((name, column) => (name.toLowerCase().startsWith(letter) ? [column] : []))
  const [x, y] = [columnsOf('x'), columnsOf('y')]
  if (x.length === 0 || y.length === 0 || x.length + y.length < head.length) {
    const own = names.length > 0 ? `, or ${names.join(', ')} and the target` : ''
    fail(where, `a first line of columns x… and y…${own}`, head.join(','), 'name inputs x1, x2, … and targets y')
  }
  return { x, y }
}

/** A number, or the place of a class by its name. */
function toTarget(where: string, cell: string, labels: readonly string[] | undefined): number {
  const place = labels?.indexOf(cell) ?? -1
  return place >= 0 ? place : toNumber(where, cell)
}

function toNumber(where: string, cell: string): number {
  if (!decimal.test(cell)) fail(where, 'a number', cell === '' ? 'nothing' : `'${cell}'`, 'correct the line')
  return Number(cell)
}
