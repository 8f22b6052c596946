// What a model's outputs mean to whoever asked.

import { type FloatArray, fail, fromModel, type Preparation } from '@assent/core'

/** A class with its probability, or values in the user's units. */
export type Prediction =
  | {
      /** The most likely. */
      readonly label: string
      readonly probability: number
      /** Of every class, by its label. */
      readonly probabilities: { readonly [label: string]: number }
    }
  | { readonly values: readonly number[]; readonly unit: string }

const readings = ['crossEntropy', 'squaredError', 'huber']

/** @throws AssentError when predictions of a model that was trained with that loss have no reading here */
export function predictable(where: string, loss: string): void {
  if (!readings.includes(loss)) {
    fail(where, `a loss among ${readings.join(', ')}`, `'${loss}'`, 'use openModel, whose predictions are plain outputs')
  }
}

/** @param labels undefined for regression */
export function readOutputs(outputs: FloatArray, labels: readonly string[] | undefined, preparation: Preparation): Prediction {
  if (!labels) return { values: Array.from(fromModel(preparation.targets, outputs)), unit: preparation.unit ?? '' }
  const largest = Math.max(...outputs)
  const parts = Array.from(outputs, (logit) => Math.exp(logit - largest))
  const total = parts.reduce((sum, part) => sum + part, 0)
  const shares = parts.map((part) => part / total)
  const best = shares.indexOf(Math.max(...shares))
  return {
    label: `${labels[best]}`,
    probability: Number(shares[best]),
    probabilities: Object.fromEntries(labels.map((label, place) => [label, Number(shares[place])])),
  }
}
