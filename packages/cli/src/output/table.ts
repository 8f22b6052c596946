// Results as tables of plain text.

import { type Evaluation, isTellingStep, metricTitles, showEstimate, showScore } from '@assent/core'
import Table from 'cli-table3'

/** A table without colors or frames but one line under its head. */
export function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const none = Object.fromEntries(
    [
      'top',
      'top-mid',
      'top-left',
      'top-right',
      'bottom',
      'bottom-mid',
      'bottom-left',
      'bottom-right',
      'left',
      'right',
      'left-mid',
      'right-mid',
      'mid',
      'mid-mid',
      'middle',
    ].map((part) => [part, '']),
  )
  const table = new Table({
    head: [...head],
    chars: { ...none, middle: '  ' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  })
  table.push(...rows.map((row) => [...row]))
  const [first = '', ...rest] = table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
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
  return `${title}\n${renderTable([metricTitles[metric.name], 'mean', 'a tenth is worse than'], rows)}`
}
