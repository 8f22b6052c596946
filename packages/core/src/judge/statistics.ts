// Means with intervals, as results are reported.

import { mean, quantileSorted, sampleStandardDeviation } from 'simple-statistics'

/** A mean over episodes with the half-width of its 95 % interval: 1.96 standard errors. */
export interface Estimate {
  readonly mean: number
  readonly interval: number
}

export function estimate(values: readonly number[]): Estimate {
  const interval = values.length > 1 ? (1.96 * sampleStandardDeviation([...values])) / Math.sqrt(values.length) : Number.NaN
  return { mean: mean([...values]), interval }
}

/** The value that a tenth of the episodes do worse than; `higherIsBetter` says which end is worse. */
export function worstDecile(values: readonly number[], higherIsBetter: boolean): number {
  return quantileSorted(
    [...values].sort((a, b) => a - b),
    higherIsBetter ? 0.1 : 0.9,
  )
}

/**
 * Mean of `a − b` over the same episodes, with its 95 % interval: far tighter than the difference of two means, since
 * hard episodes are hard for both. An episode that has no score in either is left out.
 */
export function pairedDifference(a: readonly number[], b: readonly number[]): Estimate {
  return estimate(a.map((value, i) => value - Number(b[i])).filter(Number.isFinite))
}
