// What a table's tasks are compared with: methods that see one task alone, and one that sees all training tasks as one.

import { type Baseline, chance, type Episode, type Examples, linearInterpolation, supportMean } from '@assent/core'
import { ridge } from '@assent/core/tools'

/** λ of the linear fits; inputs are standardized. */
const PENALTY = 1

/** Beyond as many inputs, a fit over all training tasks takes longer than it tells. */
const MOST_POOLED = 400

/** `training` are examples of training tasks, those of all tasks with the same meaning of targets; none where classes are drawn anew. */
export function baselinesOf(kind: 'regression' | 'classification', inputs: number, training: Examples | undefined): Baseline[] {
  const simple = kind === 'classification' ? [chance] : inputs === 1 ? [supportMean, linearInterpolation] : [supportMean]
  const pooled = training && inputs <= MOST_POOLED ? [pooledFit(training)] : []
  return [...simple, nearestNeighbor, linearFit, ...pooled]
}

/** The target of the support example whose inputs are nearest. */
const nearestNeighbor: Baseline = {
  name: 'nearest neighbor',
  predict: ({ support, query }) => {
    const [width, outputs] = [support.x.length / support.count, support.y.length / support.count]
    return Float64Array.from({ length: query.count * outputs }, (_, place) => {
      const example = Math.floor(place / outputs)
      return Number(support.y[nearest(support, query, example, width) * outputs + (place % outputs)])
    })
  },
}

function nearest(support: Examples, query: Examples, example: number, width: number): number {
  let [best, least] = [0, Number.POSITIVE_INFINITY]
  for (let other = 0; other < support.count; other++) {
    let distance = 0
    for (let i = 0; i < width; i++) distance += (Number(support.x[other * width + i]) - Number(query.x[example * width + i])) ** 2
    if (distance < least) [best, least] = [other, distance]
  }
  return best
}

/** A linear model of the support examples alone; for classes, of their one-hot targets. */
const linearFit: Baseline = {
  name: 'ridge regression on support',
  predict: ({ support, query }: Episode) => apply(fit(support), query),
}

/** One linear model for all tasks, that learns nothing of a new one. */
function pooledFit(training: Examples): Baseline {
  const weights = fit(training)
  return { name: 'ridge regression on all training tasks', predict: ({ query }) => apply(weights, query) }
}

/** One row of weights per output, the last of each for the constant. */
function fit({ count, x, y }: Examples): number[][] {
  const [width, outputs] = [x.length / count, y.length / count]
  const features = Array.from({ length: count }, (_, example) => [...x.subarray(example * width, (example + 1) * width), 1])
  return Array.from({ length: outputs }, (_, output) => {
    const targets = Float64Array.from({ length: count }, (__, example) => Number(y[example * outputs + output]))
    return ridge(features, targets, PENALTY)
  })
}

function apply(weights: readonly (readonly number[])[], { count, x }: Examples): Float64Array {
  const width = x.length / count
  return Float64Array.from({ length: count * weights.length }, (_, place) => {
    const row = weights[place % weights.length] ?? []
    const first = Math.floor(place / weights.length) * width
    let sum = Number(row[width])
    for (let i = 0; i < width; i++) sum += Number(row[i]) * Number(x[first + i])
    return sum
  })
}
