// How predictions are judged: one number per episode, and how people read it.

import type { FloatArray, Shape } from '@assent/autodiff'
import type { TargetFault } from './loss.js'
import type { Described } from './settings.js'

/** What records and reports need to know of a metric. */
export interface MetricDescription {
  readonly name: string
  /** In words. */
  readonly title: string
  /** The unit of the number that people read. */
  readonly unit: string
  readonly better: 'higher' | 'lower'
  /** Whether it is a share, read in percent. */
  readonly percent: boolean
  /** Whether episodes give squares and the root of their mean is what people read. */
  readonly squared: boolean
}

/** How an episode's predictions are judged: one number. It is not differentiated, and so need not be smooth. */
export interface Metric extends Described, MetricDescription {
  /** One episode's number, for predictions `[count, …]` and targets `[count, …targetShape]`, both flat. */
  score(prediction: ArrayLike<number>, target: FloatArray, targetShape: Shape): number
  /** What is wrong with one example's target, if anything. */
  checkTarget?(target: FloatArray): TargetFault | undefined
}

/** A metric as plain data. */
export function describeMetric({ name, title, unit, better, percent, squared }: MetricDescription): MetricDescription {
  return { name, title, unit, better, percent, squared }
}
