// Where the largest of some scores is, and whether a target says one class.

import type { FloatArray } from '@assent/autodiff'
import type { TargetFault } from '../contracts/loss.js'

/** The place of the largest of `count` values from `first` on, counted from `first`; the first of equal ones. */
export function largestPlace(values: ArrayLike<number>, first: number, count: number): number {
  let best = 0
  for (let place = 1; place < count; place++) if (Number(values[first + place]) > Number(values[first + best])) best = place
  return best
}

/** A target that says no one class: metrics of classes would count its first largest value, whatever the others say. */
export function notOneClass(target: FloatArray): TargetFault | undefined {
  const largest = Math.max(...target)
  if (target.length > 1 && target.indexOf(largest) === target.lastIndexOf(largest)) return undefined
  return {
    expected: 'a row of at least two classes, one of which is the largest',
    found: `[${Array.from(target).slice(0, 8).join(', ')}]`,
    remedy: 'use binaryAccuracy for a single or several labels',
  }
}
