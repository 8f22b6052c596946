// Doodles for an app: as with one shot, but with a layer norm, whose answer to a drawing does not depend on the drawings beside
// it. What is evaluated is what an app sees; batch norm is ahead only where an app asks about many drawings at once. Rates are
// those that validation tasks prefer with this norm.

import type { Recipe } from '../config/recipe.js'
import { quickdraw5Way1Shot } from './quickdraw-5w1s.js'

const input = [28, 28, 1]

export const quickdraw5Way1ShotApp: Recipe = {
  ...quickdraw5Way1Shot,
  model: { name: 'convNet', options: { input, classes: 5, stride: 2, pool: false, headStart: 'zero', norm: 'layer' } },
  learner: { name: 'maml', innerSteps: 1, inner: { name: 'sgd', rate: 0.25 } },
  optimizer: { name: 'adam', rate: 0.002, schedule: 'linear' },
}
