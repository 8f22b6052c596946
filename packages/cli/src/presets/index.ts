// Experiments that are ready to run.

import type { Recipe } from '../config/recipe.js'
import { quickdraw5Way } from './quickdraw.js'
import { sinusoidMaml, sinusoidPaper } from './sinusoid.js'
import { tidesPreset } from './tides.js'

export const presets: { readonly [name: string]: Recipe } = {
  'sinusoid-paper': sinusoidPaper,
  'sinusoid-maml': sinusoidMaml,
  tides: tidesPreset,
  'quickdraw-5w1s': quickdraw5Way(1),
  'quickdraw-5w5s': quickdraw5Way(5),
}
