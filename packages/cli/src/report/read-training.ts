// A training as it lies in its folder, and the experiment that it came from.

import { existsSync } from 'node:fs'
import { type Checkpoint, type FloatArray, fail, type Problem, parametersOf } from '@assent/core'
import { describeProblem } from '@assent/core/tools'
import type { MethodData } from '@assent/report'
import type * as z from 'zod'
import { composeProblem, type SharedParts } from '../config/compose.js'
import type { Overrides } from '../config/flags.js'
import { override } from '../config/override.js'
import type { Recipe } from '../config/recipe.js'
import type { Terminal } from '../output/terminal.js'
import { evaluationFile, evaluationSchema } from '../records/evaluation-record.js'
import { type LogLine, readHistory } from '../records/history.js'
import { readRecord } from '../records/record.js'
import { type RunRecord, readRunRecord, recipeOf } from '../records/run-record.js'
import { checkBelongs } from '../run/belongs.js'
import { showPath } from '../run/files.js'
import { loadChanged } from '../run/open-checkpoint.js'
import { checkpointFile, readOwnCheckpoint } from '../run/run-folder.js'

export interface Training {
  readonly folder: string
  readonly record: RunRecord
  readonly checkpoint: Checkpoint
  readonly names: { readonly tasks: string; readonly learner: string; readonly weighting: string }
  readonly log: readonly LogLine[]
  readonly data: MethodData['runs'][number]
}

/**
 * Lines of its history that are not as they were written are left out, and told with `terminal`.
 *
 * @throws AssentError when a file is missing, not what training writes, or of another run
 */
export function readTraining(folder: string, terminal: Terminal): Training {
  const record = readRunRecord(folder)
  const { versions, run } = record
  const checkpoint = readOwnCheckpoint(folder, record)
  const { log, votes, faults } = readHistory(folder, record, checkpoint.step)
  for (const { file, found } of faults) terminal.note(`${showPath(file)}: left out what is not as it was written: ${found}`)
  const names = { tasks: run.tasks.name, learner: run.learner.name, weighting: run.weighting.name }
  return { folder, record, checkpoint, names, log, data: { seed: run.seed, log, votes, setup: { ...run, versions } } }
}

/** An evaluation of the training, if there is one; of what it went on from, it is out of date. */
export function readEvaluation({ folder, record, checkpoint }: Training): z.output<typeof evaluationSchema> | undefined {
  const file = evaluationFile(folder)
  if (!existsSync(file)) return undefined
  const evaluation = readRecord(file, evaluationSchema)
  if (evaluation.run === record.id && evaluation.step === checkpoint.step) return evaluation
  if (record.before.some(({ id }) => id === evaluation.run)) return undefined
  const expected = `an evaluation of run ${record.id} after step ${checkpoint.step}`
  const found = `one of run ${evaluation.run} after step ${evaluation.step}`
  return fail(showPath(file), expected, found, 'evaluate the run again, or remove the file', 'damaged')
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
  /** What the command line says of the parts. */
  readonly changes: Overrides
  readonly terminal: Terminal
}

/**
 * Opens what a training has learned. `config` is needed when parts of it were values, which no file can hold.
 *
 * @throws AssentError when the checkpoint is not one of this experiment
 */
export async function openTraining(
  { folder, record, checkpoint }: Training,
  { cwd, config, changes, terminal }: Surroundings,
  shared?: SharedParts,
): Promise<Trained> {
  const known = config === undefined ? recipeOf(folder, record) : await loadChanged({ folder: cwd, config }, folder)
  const recipe = override(known, changes)
  const problem = await composeProblem(recipe, { folder: cwd, terminal, shared })
  const where = showPath(checkpointFile(folder))
  const { tasksPerStep, metaSteps, seed } = recipe
  checkBelongs(where, checkpoint, { ...describeProblem(problem), tasksPerStep, metaSteps, seed })
  return { problem, recipe, theta: parametersOf(problem, checkpoint, where) }
}
