// Several comparisons over bad tasks as one table: for each way, every method's score, its worst tenth, and how much of the vote the
// bad tasks had.

import { showDifference, showEstimate, showScore } from '@assent/core/tools'
import { renderTable } from '../output/table.js'
import type { Comparison, Method } from '../records/comparison-record.js'

/** A comparison, and how its training tasks were bad. */
export interface Spoiled {
  readonly way: string
  readonly comparison: Comparison
}

export function renderRobustness(found: readonly Spoiled[]): string {
  const [first] = found
  if (first === undefined) return ''
  const { metric, innerSteps, episodes, methods } = first.comparison
  const seeds = methods.find(({ result }) => result)?.result?.seeds.length ?? 1
  const title =
    `${metric.title} after ${innerSteps} inner steps on ${episodes} test episodes, all clean; 95 % intervals over episodes` +
    `${seeds > 1 ? `, each the mean of ${seeds} seeds` : ''}`
  const head = ['bad training tasks', '', 'rate', 'score', `minus ${methods[0]?.name}`, 'worst tenth', 'bad Σ|w|']
  const rows = found.flatMap(({ way, comparison }) =>
    comparison.methods.map((method, index) => [index === 0 ? way : '', method.name, ...rowOf(comparison, method)]),
  )
  return [title, renderTable(head, rows)].join('\n')
}

function rowOf({ metric }: Comparison, { result }: Method): string[] {
  if (!result) return ['', 'diverged', '', '', '']
  const { outerRate, score, difference, worstDecile, badShare } = result
  return [
    `${outerRate ?? ''}`,
    showEstimate(metric, score),
    difference ? showDifference(metric, difference) : '',
    showScore(metric, worstDecile),
    badShare === undefined ? '' : `${(100 * badShare).toFixed(0)} %`,
  ]
}
