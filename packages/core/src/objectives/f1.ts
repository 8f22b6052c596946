// F1: the harmonic mean of precision and recall (van Rijsbergen 1979), averaged over classes.

import { sizeOf } from '@assent/autodiff'
import type { Metric } from '../contracts/metric.js'
import { largestPlace, notOneClass } from './largest.js'

/** The mean over classes of `2·TP / (2·TP + FP + FN)`; a class that is neither there nor predicted is left out. */
export function f1(): Metric {
  return {
    name: 'f1',
    title: 'F1, mean over classes',
    unit: '',
    better: 'higher',
    percent: true,
    squared: false,
    settings: {},
    checkTarget: notOneClass,
    score: (prediction, target, targetShape) => {
      const classes = sizeOf(targetShape)
      const [right, wrong] = [new Float64Array(classes), new Float64Array(classes)]
      const count = (counts: Float64Array, label: number) => counts.set([Number(counts[label]) + 1], label)
      for (let first = 0; first < target.length; first += classes) {
        const label = largestPlace(target, first, classes)
        const guess = largestPlace(prediction, first, classes)
        if (guess === label) count(right, label)
        else for (const mistaken of [guess, label]) count(wrong, mistaken)
      }
      const scores = Array.from(right, (hits, label) => (2 * hits) / (2 * hits + Number(wrong[label])))
      const seen = scores.filter((score) => !Number.isNaN(score))
      return seen.reduce((total, score) => total + score, 0) / seen.length
    },
  }
}
