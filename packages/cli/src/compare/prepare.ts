// The runs of a comparison, from what the command line says of them.

import { resolve } from 'node:path'
import type { CompareCommand } from '../commands/compare.js'
import { loadRecipe } from '../config/load.js'
import { override } from '../config/override.js'
import type { Recipe } from '../config/recipe.js'
import { withStartHash } from '../config/start.js'
import type { Terminal } from '../output/terminal.js'
import { cellsOf, type Grid } from './grid.js'
import { NO_RATES } from './outer-rates.js'
import { prepareCells } from './train-cells.js'

export type Comparing = Awaited<ReturnType<typeof prepareComparison>>

/** The cells of a comparison, ready to be trained, and where: the same in every process that trains some of them. */
export async function prepareComparison(options: CompareCommand, folder: string, terminal: Terminal) {
  const { recipe: base, config } = await loadRecipe({ ...options, folder })
  const recipe = withStartHash(override(base, options), folder)
  const out = resolve(folder, options.out ?? `runs/compare-${options.preset ?? 'config'}`)
  const cells = await prepareCells(cellsOf(gridOf(options, recipe)), { recipe, changes: options }, { folder, out, terminal })
  return { cells, config, out }
}

/** Compares weightings, unless something else is. */
function gridOf({ learners, weightings, backends, outerRates, seeds }: CompareCommand, recipe: Recipe): Grid {
  const others = (learners?.length ?? 1) > 1 || (backends?.length ?? 1) > 1
  return {
    learners: learners ?? [undefined],
    weightings: weightings ?? (others ? [undefined] : ['uniform', 'gradientAgreement']),
    backends: backends ?? [undefined],
    outerRates: outerRates ?? NO_RATES,
    seeds: seeds ?? [recipe.seed],
  }
}
