// Simple ways to predict without meta-learning. They see the support examples of one episode and nothing else.

import type { Baseline, Episode, Examples } from '../contracts/task-source.js'

/** Regression: the mean of the support targets, whatever the input. */
export const supportMean: Baseline = {
  name: 'mean of support',
  predict: ({ support, query }) => {
    const size = valuesPerExample(support, 'y')
    const mean = new Float64Array(size)
    for (const [place, value] of support.y.entries()) mean[place % size] = (mean[place % size] as number) + value / support.count
    return Float64Array.from({ length: query.count * size }, (_, place) => mean[place % size] as number)
  },
}

/** Regression on a line: joins neighboring support points; outside them, the value of the nearest. */
export const linearInterpolation: Baseline = {
  name: 'linear interpolation',
  predict: ({ support, query }) => {
    const points = Array.from(support.x, (x, place) => ({ x, y: support.y[place] as number })).sort((a, b) => a.x - b.x)
    return Float64Array.from(query.x, (x) => {
      const next = points.findIndex((point) => point.x > x)
      const right = points.at(next) as Point // the last one, where none lies beyond x
      const left = points[next - 1] ?? right
      return left === right ? right.y : left.y + ((right.y - left.y) * (x - left.x)) / (right.x - left.x)
    })
  },
}

interface Point {
  readonly x: number
  readonly y: number
}

/** Classification: all classes alike. As the first of equal scores counts, its accuracy is 1/n in every balanced episode. */
export const chance: Baseline = {
  name: 'chance',
  predict: ({ query }) => new Float64Array(query.y.length),
}

/**
 * Classification: the class whose mean support image is nearest in squared Euclidean distance; with one shot, the
 * nearest support image. Scores are negative distances.
 */
export const pixelNearestNeighbor: Baseline = {
  name: 'pixel nearest neighbor',
  predict: (episode) => {
    const means = classMeans(episode)
    const size = valuesPerExample(episode.query, 'x')
    return Float64Array.from({ length: episode.query.y.length }, (_, place) => {
      const example = Math.floor(place / means.length)
      return -squaredDistance(means[place % means.length] as Float64Array, episode.query.x, example * size)
    })
  },
}

function classMeans({ support }: Episode): Float64Array[] {
  const size = valuesPerExample(support, 'x')
  const classes = valuesPerExample(support, 'y')
  return Array.from({ length: classes }, (_, label) => {
    const members = Array.from({ length: support.count }, (_, example) => example).filter(
      (example) => support.y[example * classes + label] === 1,
    )
    const mean = new Float64Array(size)
    for (const example of members) {
      for (let i = 0; i < size; i++) mean[i] = (mean[i] as number) + (support.x[example * size + i] as number) / members.length
    }
    return mean
  })
}

function squaredDistance(mean: Float64Array, values: ArrayLike<number>, offset: number): number {
  let total = 0
  for (let i = 0; i < mean.length; i++) total += ((mean[i] as number) - (values[offset + i] as number)) ** 2
  return total
}

function valuesPerExample(examples: Examples, part: 'x' | 'y'): number {
  return examples[part].length / examples.count
}
