// The command that repeats a training, found from its recipe: a preset, and the options that change it.

import { isDeepStrictEqual } from 'node:util'
import { allFlags, type Overrides } from '../config/flags.js'
import { override } from '../config/override.js'
import { type Recipe, SealedPart } from '../config/recipe.js'
import { showCommand } from '../output/command-text.js'
import { presets } from '../presets/index.js'

/** Undefined when no preset with options gives this very recipe. */
export function repeatTraining(recorded: Recipe): string | undefined {
  const { weighting } = recorded
  const recipe = { ...recorded, weighting: weighting instanceof SealedPart ? weighting.text : weighting }
  for (const [preset, base] of Object.entries(presets)) {
    const changes = allFlags.filter(([, { read }]) => !isDeepStrictEqual(read(recipe), read(base)))
    const overrides: Overrides = Object.fromEntries(changes.map(([name, { read }]) => [name, read(recipe)]))
    if (!isDeepStrictEqual(override(base, overrides), recipe)) continue
    return showCommand([
      'train',
      '--preset',
      preset,
      ...changes.flatMap(([, { usage, read }]) => [usage.split(' ')[0] ?? '', `${read(recipe)}`]),
    ])
  }
  return undefined
}
