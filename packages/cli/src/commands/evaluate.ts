// `assent evaluate`: a checkpoint on unseen tasks, on any backend, or on several side by side.

import { resolve } from 'node:path'
import { type Evaluation, fail } from '@assent/core'
import type { SharedParts } from '../config/compose.js'
import { checkBackends } from '../cross-backend/choose-backends.js'
import { type EvaluatedOn, renderEvaluatedOn } from '../cross-backend/evaluate-on.js'
import { renderEvaluation } from '../output/table.js'
import { processTerminal, type Terminal } from '../output/terminal.js'
import { evaluateRun } from '../run/evaluate-run.js'
import { showPath } from '../run/files.js'
import { type CheckpointSource, openCheckpoint } from '../run/open-checkpoint.js'

export interface EvaluateCommand extends CheckpointSource {
  readonly backends?: readonly string[]
  readonly split: Evaluation['split']
  readonly episodes?: number
  readonly innerSteps?: number
  readonly json?: boolean
}

/** Runs the command; returns the exit code. */
export async function evaluateCommand(options: EvaluateCommand): Promise<number> {
  if (options.backends !== undefined) return evaluateOnBackends(options, options.backends)
  const terminal = processTerminal(Boolean(options.json))
  const { title, backend, evaluation } = await evaluateOnce(options, terminal)
  terminal.out(options.json ? JSON.stringify(evaluation) : `${title}, on ${backend}\n${renderEvaluation(evaluation)}`)
  return 0
}

async function evaluateOnBackends(options: EvaluateCommand, backends: readonly string[]): Promise<number> {
  if (options.backend !== undefined) fail('--backends', 'no --backend beside it', `'${options.backend}'`, 'leave one of them out')
  await checkBackends(backends)
  const terminal = processTerminal(Boolean(options.json))
  const shared: SharedParts = new Map()
  const all: (EvaluatedOn & { readonly title: string })[] = []
  for (const backend of backends) all.push(await evaluateOnce({ ...options, backend }, terminal, shared))
  const evaluated = all.map(({ title: _, ...each }) => each)
  terminal.out(options.json ? JSON.stringify(evaluated) : `${all[0]?.title}\n${renderEvaluatedOn(evaluated)}`)
  return 0
}

async function evaluateOnce(
  options: EvaluateCommand,
  terminal: Terminal,
  shared?: SharedParts,
): Promise<EvaluatedOn & { readonly title: string }> {
  const folder = process.cwd()
  const { problem, recipe, theta, step } = await openCheckpoint(options, { folder, terminal, shared })
  const { episodes = recipe.evaluation.episodes, innerSteps = recipe.evaluation.innerSteps } = options
  const started = performance.now()
  const evaluation = await evaluateRun(problem, { episodes, innerSteps }, theta, terminal, options.split)
  const title = `${showPath(resolve(folder, options.checkpoint))}, ${step} meta-steps`
  return { title, backend: problem.backend.name, evaluation, milliseconds: performance.now() - started }
}
