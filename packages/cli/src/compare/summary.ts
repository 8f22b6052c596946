// From cells to methods: the outer rate that validation prefers, then test results over seeds and episodes.

import { join } from 'node:path'
import { type Estimate, type Evaluation, type Metric, pairedDifference, summarize } from '@assent/core'
import { metricTitles, renderTable, showEstimate, showValue } from '../output/table.js'
import { checkpointFile, showPath } from '../run/run-folder.js'
import { cellName, methodName } from './grid.js'
import type { CellResult } from './run-cell.js'

/** One method at the outer rate that validation tasks prefer. */
export interface Method {
  readonly name: string
  readonly outerRate: number | undefined
  /** Over the episodes of all seeds. */
  readonly score: Estimate
  /** The mean of each seed alone. */
  readonly seeds: readonly number[]
  readonly worstDecile: number
  /** This method minus the first, over the same episodes. */
  readonly difference: Estimate | undefined
  readonly weightSum: number
  readonly negativeShare: number
  readonly stretch: number
  readonly checkpoint: string
}

export interface Comparison {
  readonly metric: Metric
  readonly split: Evaluation['split']
  readonly episodes: number
  readonly transductive: boolean
  readonly innerSteps: number
  readonly baselines: Evaluation['baselines']
  readonly methods: readonly Method[]
}

/** Chooses each method's rate on validation tasks, and reports it on test tasks. */
export function summarizeMethods(results: readonly CellResult[], out: string): Comparison {
  const backends = new Set(results.map(({ cell }) => cell.backend)).size
  const groups = groupBy(results, ({ cell }) => methodName(cell, backends))
  const chosen = [...groups].map(([name, cells]) => ({ name, cells: atBestRate(cells) }))
  const [first] = chosen as [(typeof chosen)[number]]
  const methods = chosen.map(({ name, cells }): Method => {
    const [cell] = cells as [CellResult]
    const average = (of: (result: CellResult) => number) => cells.reduce((sum, result) => sum + of(result), 0) / cells.length
    const { metric } = cell.test
    return {
      name,
      outerRate: cell.cell.outerRate,
      score: summarize(metric, pooled(cells)),
      seeds: cells.map(({ test }) => finalScore(test)),
      worstDecile: average(({ test }) => test.steps.at(-1)?.worstDecile as number),
      difference: name === first.name ? undefined : pairedDifference(pooled(cells), pooled(first.cells)),
      weightSum: average((result) => result.weightSum),
      negativeShare: average((result) => result.negativeShare),
      stretch: average((result) => result.stretch),
      checkpoint: showPath(checkpointFile(join(out, cellName(cell.cell)))),
    }
  })
  const { metric, split, episodes, transductive, steps, baselines } = (first.cells[0] as CellResult).test
  return { metric, split, episodes, transductive, innerSteps: steps.length - 1, baselines, methods }
}

function groupBy<Value>(values: readonly Value[], keyOf: (value: Value) => string): Map<string, Value[]> {
  const groups = new Map<string, Value[]>()
  for (const value of values) groups.set(keyOf(value), [...(groups.get(keyOf(value)) ?? []), value])
  return groups
}

/** The cells of the outer rate with the best mean score on validation tasks. */
function atBestRate(cells: readonly CellResult[]): CellResult[] {
  const rates = [...groupBy(cells, ({ cell }) => `${cell.outerRate}`).values()]
  const sign = cells[0]?.validation.metric.name === 'accuracy' ? -1 : 1
  const quality = (ofRate: readonly CellResult[]) =>
    (sign * ofRate.reduce((sum, { validation }) => sum + finalScore(validation), 0)) / ofRate.length
  return rates.sort((a, b) => quality(a) - quality(b))[0] as CellResult[]
}

function finalScore({ steps }: Evaluation): number {
  return steps.at(-1)?.score.mean as number
}

/** Each episode's score, averaged over seeds: the unit that intervals are taken over. */
function pooled(cells: readonly CellResult[]): number[] {
  const [first] = cells as [CellResult]
  return first.test.scores.map(
    (_, episode) => cells.reduce((sum, { test }) => sum + (test.scores[episode] as number), 0) / cells.length,
  )
}

/** The table, and one sentence that names a winner only where the interval excludes zero. */
export function renderComparison({ metric, split, episodes, transductive, innerSteps, baselines, methods }: Comparison): string {
  const rows = [
    ...baselines.map(({ name, score }) => [name, '', showEstimate(metric, score), '', '', '', '', '']),
    ...methods.map((method) => [
      method.name,
      method.outerRate === undefined ? '' : `${method.outerRate}`,
      showEstimate(metric, method.score),
      method.difference ? showDifference(metric, method.difference) : '',
      showValue(metric, method.worstDecile),
      method.weightSum.toFixed(2),
      `${(100 * method.negativeShare).toFixed(0)} %`,
      method.stretch.toFixed(2),
    ]),
  ]
  const seeds = methods[0]?.seeds.length ?? 0
  const title =
    `${metricTitles[metric.name]} after ${innerSteps} steps on ${episodes} ${split} episodes, ${seeds} seed${seeds === 1 ? '' : 's'}, ` +
    `95 % intervals over episodes, transductive: ${transductive ? 'yes' : 'no'}`
  const head = ['', 'rate', 'score', `minus ${methods[0]?.name}`, 'worst tenth', 'Σw', 'w < 0', '‖direction‖/‖mean‖']
  return [
    title,
    renderTable(head, rows),
    '',
    ...methods.slice(1).map((method) => verdict(metric, methods[0] as Method, method)),
  ].join('\n')
}

/** Error metrics are compared by their mean squares, whose difference has an interval over episodes. */
function showDifference(metric: Metric, { mean, interval }: Estimate): string {
  const sign = mean >= 0 ? '+' : ''
  if (metric.name === 'accuracy') return `${sign}${(100 * mean).toFixed(1)} ± ${(100 * interval).toFixed(1)} %`
  return `${sign}${mean.toFixed(3)} ± ${interval.toFixed(3)}${metric.name === 'rootMeanSquaredError' ? ` ${metric.unit}²` : ''}`
}

function verdict(metric: Metric, first: Method, { name, difference }: Method): string {
  const { mean, interval } = difference as Estimate
  if (!(Math.abs(mean) > interval)) return `${name} and ${first.name}: no difference beyond the interval.`
  const better = mean > 0 === (metric.name === 'accuracy') ? name : first.name
  return `${name} and ${first.name}: ${better} is better here; the interval excludes zero.`
}
