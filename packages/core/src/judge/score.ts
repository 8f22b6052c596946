// How well predictions meet targets, per episode and over all.

import { type FloatArray, sizeOf } from '@assent/autodiff'
import type { Metric } from '../contracts/task-source.js'
import { type Estimate, estimate } from './statistics.js'

/**
 * One episode's contribution: the share of examples whose largest score is at their class, or the mean squared
 * error. The first of equal scores counts.
 */
export function scoreEpisode(
  metric: Metric,
  prediction: ArrayLike<number>,
  target: FloatArray,
  targetShape: readonly number[],
): number {
  return metric.name === 'accuracy' ? accuracy(prediction, target, sizeOf(targetShape)) : meanSquare(prediction, target)
}

function accuracy(prediction: ArrayLike<number>, target: FloatArray, classes: number): number {
  const count = target.length / classes
  let correct = 0
  for (let example = 0; example < count; example++) {
    if (target[example * classes + largest(prediction, example * classes, classes)] === 1) correct++
  }
  return correct / count
}

function largest(values: ArrayLike<number>, from: number, count: number): number {
  let best = 0
  for (let i = 1; i < count; i++) if ((values[from + i] as number) > (values[from + best] as number)) best = i
  return best
}

function meanSquare(prediction: ArrayLike<number>, target: FloatArray): number {
  let total = 0
  for (let i = 0; i < target.length; i++) total += ((prediction[i] as number) - (target[i] as number)) ** 2
  return total / target.length
}

/** The metric over all episodes. A root mean squared error is pooled: the root of the mean of the episodes' squares. */
export function summarize(metric: Metric, scores: readonly number[]): Estimate {
  const overall = estimate(scores)
  if (metric.name !== 'rootMeanSquaredError') return overall
  const root = Math.sqrt(overall.mean)
  return { mean: root, interval: overall.interval / (2 * root) }
}
