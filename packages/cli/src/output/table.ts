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

/**
 * Baselines, then the metric after each inner step, with 95 % intervals over episodes; tasks that diverged are counted and
 * named.
 */
export function renderEvaluation(evaluation: Evaluation): string {
  const { metric, split, episodes, transductive, steps, oneByOne, baselines } = evaluation
  const shown = steps.filter(({ step }) => isTellingStep(step, steps.length - 1))
  const showDiverged = (diverged: number) => (diverged > 0 ? `${diverged} of ${episodes}` : '')
  const rows = [
    ...baselines.map(({ name, score }) => [name, showEstimate(metric, score), '', '']),
    ...shown.map(({ step, score, worstDecile, diverged }) => [
      `after ${step} step${step === 1 ? '' : 's'}`,
      showEstimate(metric, score),
      showScore(metric, worstDecile),
      showDiverged(diverged),
    ]),
    ...(oneByOne
      ? [['the same, one query at a time', showEstimate(metric, oneByOne.score), '', showDiverged(oneByOne.diverged)]]
      : []),
  ]
  const title = `${episodes} ${split} episodes, 95 % intervals over episodes, transductive: ${transductive ? 'yes' : 'no'}`
  const head = [metric.title, 'mean', 'a tenth is worse than']
  const table = rows.some((row) => row[3])
    ? renderTable([...head, 'diverged'], rows)
    : renderTable(
        head,
        rows.map((row) => row.slice(0, 3)),
      )
  return [title, table, ...nameDiverged(evaluation)].join('\n')
}

/** Tasks that diverged are not among the scores. */
function nameDiverged({ divergedTasks, scores }: Evaluation): string[] {
  if (divergedTasks.length === 0) return []
  const [named, all] = [divergedTasks.length, scores.filter((score) => !Number.isFinite(score)).length]
  const names = divergedTasks.map(({ task, step }) => `${task} (after ${step})`).join('; ')
  return ['', `diverged, and not among the scores: ${names}${all > named ? `; and ${all - named} more` : ''}`]
}
