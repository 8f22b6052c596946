// Tides at real stations, five readings each, in countries never seen: the sine experiment's practical twin.
// The network is that of the paper's sine experiment. Only its last layer adapts (Raghu et al. 2020, "ANIL"): what stations share
// are the periods of the waves, what is theirs alone is how high and when. All other settings are ours; rates and steps were chosen
// on validation countries. Steps of the last layer settle down, so tests take twice as many of them as training; validation tasks gain
// a little from a hundred, but a rate that is too large for a rare task then has the time to throw it off.

import type { Recipe } from '../config/recipe.js'

const rate = { w0: 0, b0: 0, w1: 0, b1: 0, w2: 0.05, b2: 0.05 }

export const tidesPreset: Recipe = {
  tasks: { name: 'tides', options: { shots: 5, trainQueries: 20 } },
  model: { name: 'mlp', options: { sizes: [1, 64, 64, 1], activation: 'tanh' } },
  learner: { name: 'maml', innerSteps: 10, inner: { name: 'sgd', rate } },
  weighting: 'uniform',
  optimizer: { name: 'adam', rate: 0.001, schedule: 'linear' },
  backend: 'simd',
  tasksPerStep: 25,
  metaSteps: 60_000,
  seed: 1,
  evaluation: { episodes: 1000, innerSteps: 20 },
}
