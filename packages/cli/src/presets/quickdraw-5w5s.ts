// Doodles of classes never seen: 5 ways, 5 shots; fewer meta-steps, and judged after the single inner step that it is
// trained for, as more of them overshoot with five shots; all else as with one.

import type { Recipe } from '../config/recipe.js'
import { quickdraw5Way1Shot } from './quickdraw-5w1s.js'

export const quickdraw5Way5Shot: Recipe = {
  ...quickdraw5Way1Shot,
  tasks: { name: 'quickdraw', options: { ways: 5, shots: 5, queries: 15, trainQueries: 5 } },
  steps: 5_000,
  evaluation: { episodes: 600, steps: 1 },
}
