// Results as tables of plain text.

import type { Evaluation } from '@assent/core'
import { isTellingStep, showEstimate, showScore } from '@assent/core/tools'

/** A table without colors or frames but one line under its head. */
export function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const table = [head, ...rows]
  const widths = head.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)))
  const [first = '', ...rest] = table.map((row) =>
    widths
      .map((width, column) => (row[column] ?? '').padEnd(width))
      .join('  ')
      .trimEnd(),
  )
  return [first, '-'.repeat(Math.max(first.length, ...rest.map((line) => line.length))), ...rest].join('\n')
}

/** Baselines, then the metric after each inner step, with 95 % intervals over episodes. */
export function renderEvaluation({ metric, split, episodes, transductive, steps, baselines }: Evaluation): string {
  const shown = steps.filter(({ step }) => isTellingStep(step, steps.length - 1))
  const rows = [
    ...baselines.map(({ name, score }) => [name, showEstimate(metric, score), '']),
    ...shown.map(({ step, score, worstDecile }) => [
      `after ${step} step${step === 1 ? '' : 's'}`,
      showEstimate(metric, score),
      showScore(metric, worstDecile),
    ]),
  ]
  const title = `${episodes} ${split} episodes, 95 % intervals over episodes, transductive: ${transductive ? 'yes' : 'no'}`
  return `${title}\n${renderTable([metric.title, 'mean', 'a tenth is worse than'], rows)}`
}
