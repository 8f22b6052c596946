// The plain average of vectors that are cut to the median length: the cheapest rule that one outlier cannot lead.

import { defineWeighting, type WeightingOf } from '@assent/core'
import { degenerate } from './degenerate.js'

/**
 * `wᵢ = cᵢ / n` with `cᵢ = min(1, median‖g‖ / ‖gᵢ‖)`: no task pulls with more than the median length. Where half of the
 * vectors or more are 0, so that the median is, the weights are uniform and flagged.
 *
 * Costs scores: two passes over the updates.
 */
export function normClip(): WeightingOf<'scores'> {
  return defineWeighting({
    name: 'normClip',
    needs: 'scores',
    weigh: ({ squaredNorms, tasks }) =>
      clipFactors(squaredNorms)?.map((factor) => factor / tasks) ?? degenerate(tasks, NO_MEDIAN_LENGTH),
  })
}

export const NO_MEDIAN_LENGTH = 'the median length is zero'

/** `min(1, median‖g‖ / ‖gᵢ‖)`; undefined where the median is 0. */
export function clipFactors(squaredNorms: readonly number[]): number[] | undefined {
  const lengths = squaredNorms.map(Math.sqrt)
  const limit = median(lengths)
  return limit > 0 ? lengths.map((length) => (length > limit ? limit / length : 1)) : undefined
}

/** The middle value, or the mean of the two in the middle. */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2
}
