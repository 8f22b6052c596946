// A training as it lies in its folder, and the experiment that it came from.

import { type FloatArray, type Problem, parametersOf } from '@assent/core'
import type { MethodData } from '@assent/report'
import { composeProblem, type SharedParts } from '../config/compose.js'
import { loadRecipe } from '../config/load.js'
import { defined, override } from '../config/override.js'
import type { Recipe } from '../config/recipe.js'
import type { Terminal } from '../output/terminal.js'
import { checkBelongs } from '../run/belongs.js'
import { showPath } from '../run/files.js'
import type { LogLine } from '../run/log.js'
import { checkpointFile, logFile, readCheckpoint, readHistory, readRecipe, runFile, votesFile } from '../run/run-folder.js'
import { checkShape, logLineSchema, readJson, runSchema, voteLineSchema } from './schemas.js'

export interface Training {
  readonly folder: string
  /** Whether its recipe was written down: parts given as values cannot be. */
  readonly isPlain: boolean
  readonly names: { readonly tasks: string; readonly learner: string; readonly weighting: string }
  readonly log: readonly LogLine[]
  readonly data: MethodData['runs'][number]
}

/** @throws AssentError when a file is missing or not what training writes */
export function readTraining(folder: string): Training {
  const { versions, run, recipe } = readJson(runFile(folder), runSchema)
  const { tasks, learner, weighting, seed } = run
  const { step } = readCheckpoint(checkpointFile(folder))
  const history = readHistory(folder, step)
  const log = history.log.map((line) => checkShape(logFile(folder), logLineSchema, line))
  const votes = history.votes.map((line) => checkShape(votesFile(folder), voteLineSchema, line))
  const names = { tasks: tasks.name, learner: learner.name, weighting: weighting.name }
  return { folder, isPlain: recipe !== null, names, log, data: { seed, log, votes, setup: { ...run, versions } } }
}

/** What can be adapted to new tasks. */
export interface Trained {
  readonly problem: Problem
  readonly recipe: Recipe
  readonly theta: FloatArray
}

/** Where the parts of an experiment are looked for. */
export interface Surroundings {
  /** Of paths and packages. */
  readonly cwd: string
  readonly config: string | undefined
  readonly data: string | undefined
  readonly cache: string | undefined
  readonly terminal: Terminal
}

/**
 * Opens what a training has learned. `config` is needed when parts of it were values, which no file can hold.
 *
 * @throws AssentError when the checkpoint is not one of this experiment
 */
export async function openTraining(
  { folder }: Training,
  { cwd, config, data, cache, terminal }: Surroundings,
  shared?: SharedParts,
): Promise<Trained> {
  const known = config === undefined ? readRecipe(folder) : await loadRecipe({ folder: cwd, config })
  const recipe = override(known, defined({ data, cache }))
  const problem = await composeProblem(recipe, { folder: cwd, terminal, shared })
  const file = checkpointFile(folder)
  const checkpoint = readCheckpoint(file)
  checkBelongs(showPath(file), { ...recipe, ...problem }, checkpoint)
  return { problem, recipe, theta: parametersOf(problem, checkpoint, showPath(file)) }
}
