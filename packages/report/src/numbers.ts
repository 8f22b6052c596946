// Numbers as people read them.

import type { Estimate, Metric } from '@assent/core'

export const metricTitles = {
  accuracy: 'accuracy',
  meanSquaredError: 'mean squared error',
  rootMeanSquaredError: 'root mean squared error',
} as const satisfies { [name in Metric['name']]: string }

/** `12.3 %` for accuracy; three digits after the point and the unit for errors. */
export function showScore(metric: Metric, value: number): string {
  if (metric.name === 'accuracy') return `${minus((100 * value).toFixed(1))} %`
  return withUnit(minus(value.toFixed(3)), metric.unit)
}

/** A mean with its 95 % interval, where there is one. */
export function showEstimate(metric: Metric, { mean, interval }: Estimate): string {
  if (!Number.isFinite(interval)) return showScore(metric, mean)
  if (metric.name === 'accuracy') return `${(100 * mean).toFixed(1)} ± ${(100 * interval).toFixed(1)} %`
  return withUnit(`${mean.toFixed(3)} ± ${interval.toFixed(3)}`, metric.unit)
}

/** A difference between methods. That of errors is one of mean squares, which have an interval over episodes. */
export function showDifference(metric: Metric, { mean, interval }: Estimate): string {
  const unit = metric.name === 'rootMeanSquaredError' && metric.unit ? `${metric.unit}²` : metric.unit
  const shown = showEstimate({ name: metric.name === 'accuracy' ? 'accuracy' : 'meanSquaredError', unit }, { mean, interval })
  return mean < 0 ? minus(shown) : `+${shown}`
}

/** Four digits at most, for texts that stand in for a chart. */
export function showShort(value: number): string {
  return minus(`${Number(value.toPrecision(4))}`)
}

/** Two digits after the point; a dash where there is no number. */
export function showFixed(value: number): string {
  return Number.isFinite(value) ? minus(value.toFixed(2)) : '–'
}

export function showShare(share: number): string {
  return `${(100 * share).toFixed(0)} %`
}

export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

export function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function minus(text: string): string {
  return text.replace(/^-/, '−')
}

function withUnit(text: string, unit: string): string {
  return unit ? `${text} ${unit}` : text
}
