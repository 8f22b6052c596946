// A comparison as text: the rates that were tried, the table, and a winner only where the interval excludes zero.

import type { Estimate, MetricDescription } from '@assent/core'
import { showDifference, showEstimate, showScore } from '@assent/core/tools'
import { renderTable } from '../output/table.js'
import type { Comparison, Method, MethodResult } from '../records/comparison-record.js'

/** Everything but paths. */
export function renderComparison(comparison: Comparison): string {
  const { metric, split, episodes, transductive, innerSteps, methods } = comparison
  const seeds = methods.find(({ result }) => result)?.result?.seeds.length ?? 0
  const title =
    `${metric.title} after ${innerSteps} inner step${innerSteps === 1 ? '' : 's'} on ${episodes} ${split} episodes; 95 % intervals over episodes` +
    `${seeds > 1 ? `, each the mean of ${seeds} seeds` : ''}; transductive: ${transductive ? 'yes' : 'no'}`
  return [...renderTrials(comparison), title, renderMethods(comparison, seeds), '', ...verdictsOf(metric, methods)].join('\n')
}

/** A method, as far as a verdict needs it. */
interface Compared {
  readonly name: string
  readonly result?: { readonly difference?: Estimate | undefined } | undefined
}

/** What the differences from the first method amount to, in words. */
export function verdictsOf(metric: MetricDescription, [first, ...others]: readonly Compared[]): string[] {
  return others.flatMap((method) => verdict(metric, first as Compared, method))
}

/** What each outer rate gave on validation tasks, when there was more than one. */
function renderTrials({ metric, methods }: Comparison): string[] {
  if (methods.every(({ trials }) => trials.length < 2)) return []
  const rows = methods.flatMap(({ name, trials, end, result }) =>
    [...trials]
      .sort((a, b) => Number(a.outerRate) - Number(b.outerRate))
      .map(({ outerRate, validation, divergedTasks }) => [
        name,
        `${outerRate}`,
        validation ? showEstimate(metric, validation) : 'diverged',
        divergedTasks > 0 ? `${divergedTasks} tasks diverged` : '',
        result?.outerRate === outerRate ? showChoice(end) : '',
      ]),
  )
  return ['outer rates on validation tasks', renderTable(['', 'rate', 'score', '', ''], rows), '']
}

/** The best of those that were tried may not be the best there is. */
function showChoice(end: Method['end']): string {
  if (end === 'largest' || end === 'smallest') return `chosen, though the ${end} of them`
  return end === 'next diverges' ? 'chosen, the next diverges' : 'chosen'
}

function renderMethods({ metric, baselines, methods }: Comparison, seeds: number): string {
  const first = methods[0]?.name
  const head = [
    '',
    'rate',
    'score',
    `minus ${first}`,
    'each seed',
    'worst tenth',
    'Σw',
    'w < 0',
    '‖direction‖/‖mean‖',
    'bad Σ|w|',
    'diverged',
  ]
  const rows = [
    ...baselines.map(({ name, score }) => [name, '', showEstimate(metric, score), '', '', '', '', '', '', '']),
    ...methods.map(({ name, result }) =>
      result ? methodRow(metric, name, result) : [name, '', 'diverged', '', '', '', '', '', '', '', ''],
    ),
  ]
  const someDiverged = methods.some(({ result }) => result && result.divergedTasks > 0)
  const someBad = methods.some(({ result }) => result?.badShare !== undefined)
  const hidden = [...(seeds > 1 ? [] : [4]), ...(someBad ? [] : [9]), ...(someDiverged ? [] : [10])]
  const shown = head.map((_, column) => !hidden.includes(column))
  const pick = (row: readonly string[]) => row.filter((_, column) => shown[column])
  return renderTable(pick(head), rows.map(pick))
}

function methodRow(metric: MetricDescription, name: string, result: MethodResult): string[] {
  const { outerRate, score, difference, seeds, worstDecile, weightSum, negativeShare, stretch, badShare, divergedTasks } = result
  return [
    name,
    outerRate === undefined ? '' : `${outerRate}`,
    showEstimate(metric, score),
    difference ? showDifference(metric, difference) : '',
    seeds.map((seed) => showScore(metric, seed)).join(' '),
    showScore(metric, worstDecile),
    weightSum.toFixed(2),
    `${(100 * negativeShare).toFixed(0)} %`,
    stretch.toFixed(2),
    badShare === undefined ? '' : `${(100 * badShare).toFixed(0)} %`,
    divergedTasks > 0 ? `${divergedTasks} tasks` : '',
  ]
}

function verdict(metric: MetricDescription, first: Compared, { name, result }: Compared): string[] {
  if (!result?.difference) return []
  const { mean, interval } = result.difference
  if (!(Math.abs(mean) > interval)) return [`${name} and ${first.name}: no difference beyond the interval.`]
  const better = mean > 0 === (metric.better === 'higher') ? name : first.name
  return [`${name} and ${first.name}: ${better} is better here; the interval excludes zero.`]
}
