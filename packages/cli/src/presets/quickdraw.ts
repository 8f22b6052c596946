// Doodles of classes never seen: 5-way, by the usual few-shot network. All settings are ours.

import type { Recipe } from '../config/recipe.js'

/** 5-way episodes with `shots` drawings per class to learn from and 15 to be judged on. */
export function quickdraw5Way(shots: number): Recipe {
  return {
    tasks: { name: 'quickdraw', options: { ways: 5, shots, queries: 15, trainQueries: 5 } },
    model: { name: 'convNet', options: { input: [28, 28, 1], classes: 5, stride: 2, pool: false } },
    learner: { name: 'fomaml', steps: 3, inner: { name: 'sgd', rate: 0.2 } },
    weighting: 'gradientAgreement',
    optimizer: { name: 'adam', rate: 0.001 },
    backend: 'simd',
    tasksPerStep: 8,
    steps: 10_000,
    seed: 1,
    evaluation: { episodes: 600, steps: 10 },
  }
}
