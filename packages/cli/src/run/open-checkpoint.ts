// A checkpoint with the problem that it belongs to, for commands that use what was learned.

import { dirname, resolve } from 'node:path'
import { type FloatArray, type Problem, parametersOf } from '@assent/core'
import { checkProblem } from '@assent/core/tools'
import { composeProblem, type SharedParts } from '../config/compose.js'
import { loadRecipe, type Source } from '../config/load.js'
import { defined, override } from '../config/override.js'
import type { Recipe } from '../config/recipe.js'
import type { Terminal } from '../output/terminal.js'
import { showPath } from './files.js'
import { readCheckpoint, readRecipe } from './run-folder.js'

export interface CheckpointSource extends Omit<Source, 'folder'> {
  readonly checkpoint: string
  readonly backend?: string
  readonly shots?: number
  readonly data?: string
  readonly cache?: string
}

/**
 * Reads a checkpoint; the experiment is that of the `run.json` beside it, unless a preset or config file is given.
 *
 * @throws AssentError when the file is no checkpoint, or not one of the experiment's model
 */
export async function openCheckpoint(
  { checkpoint, preset, config, backend, shots, data, cache }: CheckpointSource,
  folder: string,
  terminal: Terminal,
  shared?: SharedParts,
): Promise<{ problem: Problem; recipe: Recipe; theta: FloatArray; step: number }> {
  const file = resolve(folder, checkpoint)
  const read = readCheckpoint(file)
  const known = preset === undefined && config === undefined
  const source = { folder, ...(preset === undefined ? {} : { preset }), ...(config === undefined ? {} : { config }) }
  const base = known ? readRecipe(dirname(file)) : await loadRecipe(source)
  const recipe = override(base, defined({ backend, shots, data, cache }))
  const problem = await composeProblem(recipe, { folder, terminal, shared })
  checkProblem(problem)
  return { problem, recipe, theta: parametersOf(problem, read, showPath(file)), step: read.step }
}
