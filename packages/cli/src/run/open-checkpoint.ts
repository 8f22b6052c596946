// A checkpoint with the problem that it belongs to, for commands that use what was learned.

import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { type Checkpoint, type FloatArray, type Problem, parametersOf, thetaForWays } from '@assent/core'
import { checkProblem, describeProblem } from '@assent/core/tools'
import { composeProblem, type Surroundings } from '../config/compose.js'
import { type ProblemOverrides, problemOverrides } from '../config/flags.js'
import { loadRecipe, type Source } from '../config/load.js'
import { override } from '../config/override.js'
import type { Recipe } from '../config/recipe.js'
import { identityOf } from '../records/identity.js'
import { changesOf, readRunRecord, recipeOf, runFile } from '../records/run-record.js'
import { checkBelongs, checkSameRun, describeAdaptation } from './belongs.js'
import { showPath } from './files.js'
import { readCheckpoint } from './run-folder.js'

export interface CheckpointSource extends Omit<Source, 'folder'>, ProblemOverrides {
  readonly checkpoint: string
}

/** What was learned, and what adapts it. */
export interface OpenedCheckpoint {
  readonly problem: Problem
  readonly recipe: Recipe
  readonly theta: FloatArray
  readonly step: number
  /** Which run it is of. */
  readonly run: string
}

/**
 * Reads a checkpoint; the experiment is that of the `run.json` beside it, or of a preset or config file with the changes that
 * the command line made to it in training.
 *
 * @throws AssentError when the file is no checkpoint, or when the experiment adapts otherwise than in its training
 */
export async function openCheckpoint(
  { checkpoint, preset, config, ways, ...changes }: CheckpointSource,
  surroundings: Surroundings,
): Promise<OpenedCheckpoint> {
  const { folder } = surroundings
  const file = resolve(folder, checkpoint)
  const where = showPath(file)
  const read = readCheckpoint(file)
  const isTold = preset !== undefined || config !== undefined
  const base = isTold ? await loadChanged({ preset, config, folder }, dirname(file)) : openRecipe(dirname(file), where, read)
  const recipe = override(base, problemOverrides(changes))
  const problem = await composeProblem(recipe, surroundings)
  checkProblem(problem)
  // Other tasks may be asked for, and images may lie elsewhere; whatever adapts to them is what was trained.
  const asked = [changes.tasks, changes.shots, changes.data, changes.metric]
  const sameTasks = !isTold && asked.every((change) => change === undefined)
  checkBelongs(where, read, sameTasks ? describeProblem(problem) : describeAdaptation(problem))
  const opened = { problem, recipe, theta: parametersOf(problem, read, where), step: read.step, run: identityOf(read.experiment) }
  return ways === undefined ? opened : withWays(opened, ways, surroundings)
}

/** The same with another number of classes to a task. */
async function withWays(opened: OpenedCheckpoint, ways: number, surroundings: Surroundings): Promise<OpenedCheckpoint> {
  const recipe = override(opened.recipe, { ways })
  const problem = await composeProblem(recipe, surroundings)
  checkProblem(problem)
  return { ...opened, recipe, problem, theta: thetaForWays(opened.problem, opened.theta, problem.model) }
}

/** The recipe of the record beside a checkpoint, which must be of its run. */
function openRecipe(folder: string, where: string, checkpoint: Checkpoint): Recipe {
  const record = readRunRecord(folder)
  checkSameRun(where, checkpoint, folder, record)
  return recipeOf(folder, record)
}

/** The experiment that the user names, as the training beside it had it changed. */
export async function loadChanged(source: Source, folder: string): Promise<Recipe> {
  const { recipe } = await loadRecipe(source)
  return existsSync(runFile(folder)) ? override(recipe, changesOf(folder, readRunRecord(folder))) : recipe
}
