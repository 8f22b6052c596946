// Experiments that are ready to run.

import type { Recipe } from '../config/recipe.js'
import { miniImagenetPresets } from './mini-imagenet.js'
import { omniglotPresets } from './omniglot.js'
import { quickdraw5Way1Shot } from './quickdraw-5w1s.js'
import { quickdraw5Way1ShotApp } from './quickdraw-5w1s-app.js'
import { quickdraw5Way5Shot } from './quickdraw-5w5s.js'
import { sinusoidMaml } from './sinusoid-maml.js'
import { sinusoidPaper } from './sinusoid-paper.js'
import { tidesPreset } from './tides.js'

export const presets: { readonly [name: string]: Recipe } = {
  'sinusoid-paper': sinusoidPaper,
  'sinusoid-maml': sinusoidMaml,
  tides: tidesPreset,
  'quickdraw-5w1s': quickdraw5Way1Shot,
  'quickdraw-5w1s-app': quickdraw5Way1ShotApp,
  'quickdraw-5w5s': quickdraw5Way5Shot,
  ...omniglotPresets,
  ...miniImagenetPresets,
}
