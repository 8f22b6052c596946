// Examples as a table of numbers: a head with columns x… and y…, one example per line. A line with empty y is a query.

import { fail } from '@assent/core'
import type { GivenExamples } from './json.js'

export function parseCsv(where: string, text: string): GivenExamples {
  const [head = [], ...rows] = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line) => line.split(',').map((cell) => cell.trim()))
  const columnsOf = (letter: string) => head.flatMap((name, column) => (name.toLowerCase().startsWith(letter) ? [column] : []))
  const [x, y] = [columnsOf('x'), columnsOf('y')]
  if (x.length === 0 || y.length === 0 || x.length + y.length < head.length) {
    fail(where, 'a first line of columns x… and y…', head.join(','), 'name inputs x1, x2, … and targets y')
  }
  const support: { x: number[][]; y: number[][] } = { x: [], y: [] }
  const query: { x: number[][] } = { x: [] }
  for (const [index, cells] of rows.entries()) {
    if (cells.every((cell) => cell === '')) continue
    const line = `${where}, line ${index + 2}`
    if (cells.length !== head.length)
      fail(line, `${head.length} values`, `${cells.length}`, 'one column for each of the first line')
    const numbers = (columns: readonly number[]) => columns.map((column) => toNumber(line, cells[column] ?? ''))
    const isQuery = y.every((column) => cells[column] === '')
    ;(isQuery ? query : support).x.push(numbers(x))
    if (!isQuery) support.y.push(numbers(y))
  }
  if (support.x.length === 0) fail(where, 'at least one example with y', 'none', 'add examples to learn from')
  return { support, query: query.x.length > 0 ? query : undefined }
}

function toNumber(where: string, cell: string): number {
  const value = Number(cell)
  if (cell === '' || Number.isNaN(value)) fail(where, 'a number', cell === '' ? 'nothing' : `'${cell}'`, 'correct the line')
  return value
}
