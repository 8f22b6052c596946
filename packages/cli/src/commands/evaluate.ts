// `assent evaluate`: a checkpoint on unseen tasks, on any backend.

import { dirname, resolve } from 'node:path'
import { type Evaluation, parametersOf } from '@assent/core'
import { composeRun, loadRecipe, type Overrides, override, type Source } from '../config/load.js'
import { renderEvaluation } from '../output/table.js'
import { processTerminal } from '../output/terminal.js'
import { readCheckpoint, readRecipe, showPath } from '../run/run-folder.js'
import { evaluateRun } from './train.js'

export interface EvaluateCommand extends Pick<Overrides, 'backend' | 'episodes'>, Omit<Source, 'folder'> {
  readonly checkpoint: string
  readonly split: Evaluation['split']
  readonly innerSteps?: number
  readonly json?: boolean
}

/** Runs the command; returns the exit code. */
export async function evaluateCommand(options: EvaluateCommand): Promise<number> {
  const folder = process.cwd()
  const file = resolve(folder, options.checkpoint)
  const terminal = processTerminal(Boolean(options.json))
  const checkpoint = readCheckpoint(file)
  const known = options.preset === undefined && options.config === undefined
  const { backend, episodes } = options
  const recipe = override(known ? readRecipe(dirname(file)) : await loadRecipe({ ...options, folder }), {
    ...(backend === undefined ? {} : { backend }),
    ...(episodes === undefined ? {} : { episodes }),
  })
  const run = await composeRun(recipe, folder)
  const steps = options.innerSteps ?? recipe.evaluation.steps
  const theta = parametersOf(run, checkpoint, showPath(file))
  const evaluation = await evaluateRun(run, { evaluation: { ...recipe.evaluation, steps } }, theta, terminal, options.split)
  terminal.out(
    options.json
      ? JSON.stringify(evaluation)
      : `${showPath(file)}, ${checkpoint.step} meta-steps, on ${run.backend.name}\n${renderEvaluation(evaluation)}`,
  )
  return 0
}
