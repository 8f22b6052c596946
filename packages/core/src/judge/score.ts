// One metric over many episodes. An episode whose adaptation diverged has no score, which is NaN here and null in JSON.

import type { MetricDescription } from '../contracts/metric.js'
import { type Estimate, estimate, worstDecile } from './statistics.js'

/** The metric over the episodes that have a score. A root of means is pooled: the root of the mean of the episodes' squares. */
export function summarize({ squared }: Pick<MetricDescription, 'squared'>, scores: readonly number[]): Estimate {
  const finite = scores.filter(Number.isFinite)
  if (finite.length === 0) return { mean: Number.NaN, interval: Number.NaN }
  const overall = estimate(finite)
  if (!squared) return overall
  const root = Math.sqrt(overall.mean)
  return { mean: root, interval: overall.interval / (2 * root) }
}

/** The score that a tenth of the episodes do worse than, as people read it. */
export function summarizeWorst(
  { squared, better }: Pick<MetricDescription, 'squared' | 'better'>,
  scores: readonly number[],
): number {
  const finite = scores.filter(Number.isFinite)
  if (finite.length === 0) return Number.NaN
  const worst = worstDecile(finite, better === 'higher')
  return squared ? Math.sqrt(worst) : worst
}
