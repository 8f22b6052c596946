// `assent evaluate`: a checkpoint on unseen tasks, on any backend.

import { resolve } from 'node:path'
import type { Evaluation } from '@assent/core'
import { renderEvaluation } from '../output/table.js'
import { processTerminal } from '../output/terminal.js'
import { evaluateRun } from '../run/evaluate-run.js'
import { showPath } from '../run/files.js'
import { type CheckpointSource, openCheckpoint } from '../run/open-checkpoint.js'

export interface EvaluateCommand extends CheckpointSource {
  readonly split: Evaluation['split']
  readonly episodes?: number
  readonly innerSteps?: number
  readonly json?: boolean
}

/** Runs the command; returns the exit code. */
export async function evaluateCommand(options: EvaluateCommand): Promise<number> {
  const folder = process.cwd()
  const terminal = processTerminal(Boolean(options.json))
  const { run, recipe, theta, step } = await openCheckpoint(options, folder, terminal)
  const { episodes = recipe.evaluation.episodes, innerSteps = recipe.evaluation.steps } = options
  const evaluation = await evaluateRun(run, { episodes, steps: innerSteps }, theta, terminal, options.split)
  const title = `${showPath(resolve(folder, options.checkpoint))}, ${step} meta-steps, on ${run.backend.name}`
  terminal.out(options.json ? JSON.stringify(evaluation) : `${title}\n${renderEvaluation(evaluation)}`)
  return 0
}
