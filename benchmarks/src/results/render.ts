// Tables as plain text and as Markdown, and numbers as people read them.

import type { Spread } from '../interleave.js'
import type { ResultTable } from './result.js'

/** Three significant digits. */
export function showNumber(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3)
}

/** `1.23 (1.20–1.31)`: the median, and the middle half. */
export function showSpread({ median, low, high }: Spread): string {
  return `${showNumber(median)} (${showNumber(low)}–${showNumber(high)})`
}

export function renderText({ title, head, rows, notes, chart = [] }: ResultTable): string {
  const widths = head.map((text, column) => Math.max(text.length, ...rows.map((row) => (row[column] ?? '').length)))
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] as number))
      .join('  ')
      .trimEnd()
  const rule = '-'.repeat(widths.reduce((total, width) => total + width + 2, -2))
  return [title, rule, line(head), rule, ...rows.map(line), rule, ...notes, ...chart].join('\n')
}

export function renderMarkdown({ title, head, rows, notes, chart }: ResultTable): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const table = [line(head), line(head.map(() => '---')), ...rows.map(line)]
  const drawn = chart ? ['', '```text', ...chart, '```'] : []
  return [`**${title}**`, '', ...table, ...notes.flatMap((note) => ['', note]), ...drawn].join('\n')
}
