// Errors in the target's own unit, though targets are standardized.

import { type Metric, type Preparation, rootMeanSquaredError } from '@assent/core'
import type { TableOptions } from './options.js'

/** The root mean squared error; a mean over several targets is over their own units. */
export function metricOf({ unit = '' }: TableOptions, { targets }: Preparation): Metric {
  const metric = rootMeanSquaredError({ unit })
  if (!targets) return metric
  const { deviation } = targets
  const inUnits = (values: ArrayLike<number>) =>
    Float64Array.from(values, (value, place) => value * Number(deviation[place % deviation.length]))
  return {
    ...metric,
    settings: { ...metric.settings, deviation },
    score: (prediction, target, shape) => metric.score(inUnits(prediction), inUnits(target), shape),
  }
}
