// Doodles of classes never seen: 5 ways, 5 shots. Three smaller inner steps, which tell five shots apart better than one
// (chosen on validation classes), and fewer meta-steps, as each costs more; all else as with one shot.

import type { Recipe } from '../config/recipe.js'
import { quickdraw5Way1Shot } from './quickdraw-5w1s.js'

export const quickdraw5Way5Shot: Recipe = {
  ...quickdraw5Way1Shot,
  tasks: { name: 'quickdraw', options: { ways: 5, shots: 5, queries: 15, trainQueries: 5 } },
  learner: { name: 'maml', innerSteps: 3, inner: { name: 'sgd', rate: 0.15 } },
  metaSteps: 6_000,
}
