// Scores as people read them, the same in a terminal, a report and a table.

import type { MetricDescription } from '../contracts/metric.js'
import type { Estimate } from './statistics.js'

/** What decides how a score is written. */
export type ScoreStyle = Pick<MetricDescription, 'unit' | 'percent' | 'squared'>

/** Shares in percent, errors with their unit. `digits`, of at least 2, come after the point of the score itself: 12.3 % has 3. */
export function showScore(metric: ScoreStyle, score: number, digits = 3): string {
  return withUnit(metric, fixed(metric, score, digits))
}

/** A mean with its 95 % interval, where there is one. */
export function showEstimate(metric: ScoreStyle, { mean, interval }: Estimate, digits = 3): string {
  if (!Number.isFinite(interval)) return showScore(metric, mean, digits)
  return withUnit(metric, `${fixed(metric, mean, digits)} ± ${fixed(metric, interval, digits)}`)
}

/** A difference between methods, with its sign. That of errors is one of mean squares, which have an interval over episodes. */
export function showDifference(metric: ScoreStyle, difference: Estimate, digits = 3): string {
  const unit = metric.squared && metric.unit ? `${metric.unit}²` : metric.unit
  const shown = showEstimate({ ...metric, unit }, difference, digits)
  return shown.startsWith('−') ? shown : `+${shown}`
}

/** Whether an inner step is worth a row of a table: all up to 10, then 20, 50, 100, 200, …, and the last. */
export function isTellingStep(step: number, last: number): boolean {
  return step <= 10 || step === last || /^[125]0+$/.test(`${step}`)
}

function fixed({ percent }: ScoreStyle, score: number, digits: number): string {
  const text = percent ? (100 * score).toFixed(digits - 2) : isHuge(score) ? score.toExponential(1) : score.toFixed(digits)
  return text.replace(/^-/, '−')
}

/** As errors are where training has gone astray without an overflow. */
function isHuge(score: number): boolean {
  return Math.abs(score) >= 1e6
}

function withUnit({ percent, unit }: ScoreStyle, text: string): string {
  if (percent) return `${text} %`
  return unit ? `${text} ${unit}` : text
}
