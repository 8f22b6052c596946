// The sine experiment of MAML (Finn, Abbeel and Levine 2017, section 5.1 and code).
// Published there: ranges, 1-40-40-1 relu network, K = 10, one inner step of rate 0.01, 25 tasks per step with 10 query
// points, Adam at 0.001, up to 10 steps at test. Ours: fewer meta-steps than their 70 000, 100 query points and 1000 tasks
// at test, and the initial weights (He et al. in the place of a normal of deviation 0.01).

import { mamlSinusoids } from '@assent/tasks-sinusoid'
import type { Recipe } from '../config/recipe.js'
import { toOptions } from './to-options.js'

export const sinusoidMaml: Recipe = {
  tasks: { name: 'sinusoid', options: toOptions({ ...mamlSinusoids, queries: 100, trainQueries: 10 }) },
  model: { name: 'mlp', options: { sizes: [1, 40, 40, 1] } },
  learner: { name: 'maml', innerSteps: 1, inner: { name: 'sgd', rate: 0.01 } },
  weighting: 'uniform',
  optimizer: { name: 'adam', rate: 0.001 },
  backend: 'simd',
  tasksPerStep: 25,
  metaSteps: 30_000,
  seed: 1,
  evaluation: { episodes: 1000, innerSteps: 10 },
}
