// Tides at real stations, five readings each, in countries never seen: the sine experiment's practical twin.
// The network is that of the paper's sine experiment; all other settings are ours.

import type { Recipe } from '../config/recipe.js'

export const tidesPreset: Recipe = {
  tasks: { name: 'tides', options: { shots: 5 } },
  model: { name: 'mlp', options: { sizes: [1, 64, 64, 1], activation: 'tanh' } },
  learner: { name: 'maml', steps: 5, inner: { name: 'sgd', rate: 0.01 } },
  weighting: 'uniform',
  optimizer: { name: 'adam', rate: 0.001, schedule: 'linear' },
  backend: 'simd',
  tasksPerStep: 25,
  steps: 20_000,
  seed: 1,
  evaluation: { episodes: 1000, steps: 10 },
}
