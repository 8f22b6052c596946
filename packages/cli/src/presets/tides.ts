// Tides at real stations: the sine experiment's practical twin. All settings are ours.

import type { Recipe } from '../config/recipe.js'

/** Five readings of a station in a country never seen; the network of MAML's sine experiment. */
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
