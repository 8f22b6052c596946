// The sine experiment of the gradient-agreement paper (Eshratifar, Eigen and Pedram 2018, section 4.1).
// Published there: ranges, 1-64-64-1 network, 10 points, 5 steps, 1000 test tasks. From Reptile's demonstration (Nichol,
// Achiam and Schulman 2018), as the paper says nothing: tanh, inner rate 0.02, batches of 10 of the 50-point grid, an outer
// rate that falls linearly to 0. Ours: tasks per step, steps, and the outer rate.

import { reptileSinusoids } from '@assent/tasks-sinusoid'
import type { Recipe } from '../config/recipe.js'
import { toOptions } from './to-options.js'

export const sinusoidPaper: Recipe = {
  tasks: { name: 'sinusoid', options: toOptions(reptileSinusoids) },
  model: { name: 'mlp', options: { sizes: [1, 64, 64, 1], activation: 'tanh' } },
  learner: { name: 'reptile', innerSteps: 5, batch: 10, inner: { name: 'sgd', rate: 0.02 } },
  weighting: 'gradientAgreement',
  optimizer: { name: 'sgd', rate: 1, schedule: 'linear' },
  backend: 'simd',
  tasksPerStep: 5,
  metaSteps: 10_000,
  seed: 1,
  evaluation: { episodes: 1000, innerSteps: 5 },
}
