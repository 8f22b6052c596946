// Metrics of regression.

import type { Metric, MetricDescription } from '../contracts/metric.js'
import { checkOptions } from '../contracts/options.js'

/** How people read an error. */
export interface ErrorOptions {
  /** The unit of the targets. @defaultValue none */
  readonly unit?: string
}

const error: Omit<MetricDescription, 'name' | 'title' | 'unit'> = { better: 'lower', percent: false, squared: false }

/** Mean over examples and outputs of the squared error; `unit` is that of the square. */
export function meanSquaredError(options: ErrorOptions = {}): Metric {
  const unit = unitOf('meanSquaredError', options)
  return {
    ...error,
    name: 'meanSquaredError',
    title: 'mean squared error',
    unit,
    settings: { unit },
    score: (prediction, target) => meanOf(prediction, target, (error) => error ** 2),
  }
}

/** The root of the mean squared error over all episodes together, in the unit of the targets. An episode's score is its mean square. */
export function rootMeanSquaredError(options: ErrorOptions = {}): Metric {
  const unit = unitOf('rootMeanSquaredError', options)
  const title = 'root mean squared error'
  return {
    ...error,
    squared: true,
    name: 'rootMeanSquaredError',
    title,
    unit,
    settings: { unit },
    score: (prediction, target) => meanOf(prediction, target, (error) => error ** 2),
  }
}

/** Mean over examples and outputs of the absolute error, in the unit of the targets. */
export function meanAbsoluteError(options: ErrorOptions = {}): Metric {
  const unit = unitOf('meanAbsoluteError', options)
  return {
    ...error,
    name: 'meanAbsoluteError',
    title: 'mean absolute error',
    unit,
    settings: { unit },
    score: (prediction, target) => meanOf(prediction, target, Math.abs),
  }
}

function unitOf(where: string, options: ErrorOptions): string {
  checkOptions(where, options, ['unit'])
  return options.unit ?? ''
}

function meanOf(prediction: ArrayLike<number>, target: ArrayLike<number>, size: (error: number) => number): number {
  let total = 0
  for (let i = 0; i < target.length; i++) total += size(Number(prediction[i]) - Number(target[i]))
  return total / target.length
}
