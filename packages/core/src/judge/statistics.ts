// Means with intervals, as results are reported. Two formulas are written out, to the library's bits, because pages load them.

import { mean } from 'simple-statistics'

/** A mean over episodes with the half-width of its 95 % interval: 1.96 standard errors. */
export interface Estimate {
  readonly mean: number
  /** Half its width; NaN where there are fewer than two values. */
  readonly interval: number
}

/**
 * Mean of one value per episode, with its interval.
 *
 * @throws Error when there are no values
 */
export function estimate(values: readonly number[]): Estimate {
  const interval = values.length > 1 ? (1.96 * deviation(values)) / Math.sqrt(values.length) : Number.NaN
  return { mean: mean([...values]), interval }
}

/** The value that a tenth of the episodes do worse than; `higherIsBetter` says which end is worse. */
export function worstDecile(values: readonly number[], higherIsBetter: boolean): number {
  const sorted = [...values].sort((a, b) => a - b)
  const place = (sorted.length - 1) * (higherIsBetter ? 0.1 : 0.9)
  const [lower, upper] = [sorted[Math.floor(place)] ?? Number.NaN, sorted[Math.ceil(place)] ?? Number.NaN]
  return lower + (place % 1) * (upper - lower)
}

/** The standard deviation of a sample, with n − 1. */
function deviation(values: readonly number[]): number {
  const center = mean([...values])
  const squares = values.reduce((sum, value) => sum + (value - center) * (value - center), 0)
  return Math.sqrt(squares / (values.length - 1))
}

/**
 * Mean of `a − b` over the same episodes, with its 95 % interval: far tighter than the difference of two means, since
 * hard episodes are hard for both. An episode that has no score in either is left out.
 */
export function pairedDifference(a: readonly number[], b: readonly number[]): Estimate {
  return estimate(a.map((value, i) => value - Number(b[i])).filter(Number.isFinite))
}
