// The sine experiments of the gradient-agreement paper and of MAML.

import { mamlSinusoids, reptileSinusoids } from '@assent/tasks-sinusoid'
import type { Recipe } from '../config/recipe.js'

/**
 * Eshratifar, Eigen and Pedram 2018, section 4.1: ranges, 1-64-64-1 network, 10 points, 5 steps, 1000 test tasks. The paper
 * gives nothing else: activation, inner rate and minibatches are those of Reptile's demonstration; tasks per step, steps and
 * the outer rate are ours (the rate tuned per weighting; see results).
 */
export const sinusoidPaper: Recipe = {
  tasks: { name: 'sinusoid', options: toOptions(reptileSinusoids) },
  model: { name: 'mlp', options: { sizes: [1, 64, 64, 1], activation: 'tanh' } },
  learner: { name: 'reptile', steps: 5, batch: 10, inner: { name: 'sgd', rate: 0.02 } },
  weighting: 'gradientAgreement',
  optimizer: { name: 'sgd', rate: 1, schedule: 'linear' },
  backend: 'simd',
  tasksPerStep: 5,
  steps: 10_000,
  seed: 1,
  evaluation: { episodes: 1000, steps: 5 },
}

/**
 * Finn, Abbeel and Levine 2017, section 5.1 and code: ranges, 1-40-40-1 relu network, K = 10, one inner step of rate 0.01,
 * 25 tasks per step, Adam at 0.001, up to 10 steps at test. Fewer meta-steps than their 70 000 and 100 query points at
 * test are ours.
 */
export const sinusoidMaml: Recipe = {
  tasks: { name: 'sinusoid', options: toOptions({ ...mamlSinusoids, queries: 100, trainQueries: 10 }) },
  model: { name: 'mlp', options: { sizes: [1, 40, 40, 1] } },
  learner: { name: 'maml', steps: 1, inner: { name: 'sgd', rate: 0.01 } },
  weighting: 'uniform',
  optimizer: { name: 'adam', rate: 0.001 },
  backend: 'simd',
  tasksPerStep: 25,
  steps: 30_000,
  seed: 1,
  evaluation: { episodes: 1000, steps: 10 },
}

/** Options as plain data, free of their literal types. */
function toOptions(options: object): NonNullable<Exclude<Recipe['tasks'], { settings: unknown }>['options']> {
  return structuredClone(options) as never
}
