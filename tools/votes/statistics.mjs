// Means with intervals, over tasks and over seeds.

import { estimate, pairedDifference } from 'assent'

export const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length

/** Each task's score, averaged over seeds. */
const overSeeds = (scores) => scores[0].map((_, task) => mean(scores.map((ofSeed) => ofSeed[task])))

/** The mean, its 95 % interval over tasks, and the score that a tenth of the tasks do worse than. */
export function estimateOver(scores) {
  const ofTasks = overSeeds(scores)
  const sorted = [...ofTasks].sort((a, b) => a - b)
  return { ...estimate(ofTasks), worstDecile: sorted[Math.ceil(0.9 * sorted.length) - 1] }
}

/** The 97.5 % point of Student's t with `seeds − 1` degrees of freedom, for the numbers of seeds that are used here. */
const STUDENT = { 3: 4.303, 5: 2.776, 10: 2.262 }

/** A method's mean minus another's, with 95 % intervals over tasks (paired) and over seeds (paired, Student's t). */
export function difference(tests, others) {
  const { mean: apart, interval } = pairedDifference(
    overSeeds(tests.map(({ scores }) => scores)),
    overSeeds(others.map(({ scores }) => scores)),
  )
  const bySeed = tests.map(({ scores }, i) => mean(scores) - mean(others[i].scores))
  const center = mean(bySeed)
  const deviation = Math.sqrt(bySeed.reduce((sum, value) => sum + (value - center) ** 2, 0) / (bySeed.length - 1))
  return {
    mean: apart,
    overTasks: interval,
    overSeeds: (STUDENT[bySeed.length] * deviation) / Math.sqrt(bySeed.length),
    seedsBelow: bySeed.filter((value) => value < 0).length,
  }
}
