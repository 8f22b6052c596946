// Metrics of classification that count right answers.

import { fail, sizeOf } from '@assent/autodiff'
import type { Metric, MetricDescription } from '../contracts/metric.js'
import { checkOptions } from '../contracts/options.js'
import { largestPlace, notOneClass } from './largest.js'

const share: Omit<MetricDescription, 'name' | 'title'> = { unit: '', better: 'higher', percent: true, squared: false }

/** The share of examples whose largest score is at their class. The first of equal scores counts. */
export function accuracy(): Metric {
  return {
    ...share,
    name: 'accuracy',
    title: 'accuracy',
    settings: {},
    checkTarget: notOneClass,
    score: (prediction, target, targetShape) => {
      const classes = sizeOf(targetShape)
      return shareOf(target.length / classes, (example) => {
        const first = example * classes
        return largestPlace(prediction, first, classes) === largestPlace(target, first, classes)
      })
    },
  }
}

/**
 * The share of examples whose class is among the `k` largest scores; equal scores are in the order of the classes.
 *
 * @throws AssentError when k is no whole number of at least 1
 */
export function topAccuracy(options: { readonly k: number }): Metric {
  checkOptions('topAccuracy', options, ['k'])
  const { k } = options
  if (!Number.isSafeInteger(k) || k < 1) fail('topAccuracy.k', 'a whole number of at least 1', `${k}`, 'set k')
  return {
    ...share,
    name: 'topAccuracy',
    title: `top-${k} accuracy`,
    settings: { k },
    checkTarget: notOneClass,
    score: (prediction, target, targetShape) => {
      const classes = sizeOf(targetShape)
      return shareOf(target.length / classes, (example) => {
        const first = example * classes
        const label = largestPlace(target, first, classes)
        const own = Number(prediction[first + label])
        let before = 0
        for (let other = 0; other < classes; other++) {
          const score = Number(prediction[first + other])
          if (score > own || (score === own && other < label)) before++
        }
        return before < k
      })
    },
  }
}

/** The share of labels that are right, a logit above 0 being a yes and a target of at least ½ too: for binaryCrossEntropy. */
export function binaryAccuracy(): Metric {
  return {
    ...share,
    name: 'binaryAccuracy',
    title: 'accuracy of labels',
    settings: {},
    score: (prediction, target) =>
      shareOf(target.length, (place) => Number(prediction[place]) > 0 === Number(target[place]) >= 0.5),
  }
}

function shareOf(count: number, isRight: (index: number) => boolean): number {
  let right = 0
  for (let index = 0; index < count; index++) if (isRight(index)) right++
  return right / count
}
