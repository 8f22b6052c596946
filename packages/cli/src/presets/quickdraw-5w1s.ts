// Doodles of classes never seen: 5 ways, 1 shot, judged on 15 drawings per class.
// Published: the class split (Meta-Dataset, Triantafillou et al. 2020), 15 queries and 600 episodes, as few-shot work has
// them; four blocks of stride-2 convolutions, as MAML's Omniglot network. Ours: all else, among it half that network's
// filters and a linear layer that begins at zero.

import type { Recipe } from '../config/recipe.js'

export const quickdraw5Way1Shot: Recipe = {
  tasks: { name: 'quickdraw', options: { ways: 5, shots: 1, queries: 15, trainQueries: 5 } },
  model: { name: 'convNet', options: { input: [28, 28, 1], classes: 5, stride: 2, pool: false, headStart: 'zero' } },
  learner: { name: 'maml', innerSteps: 1, inner: { name: 'sgd', rate: 0.5 } },
  weighting: 'uniform',
  optimizer: { name: 'adam', rate: 0.001, schedule: 'linear' },
  backend: 'simd',
  tasksPerStep: 8,
  metaSteps: 8_000,
  seed: 1,
  evaluation: { episodes: 600, innerSteps: 5 },
}
