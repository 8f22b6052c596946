// `assent train`: one run, then its evaluation.

import { resolve } from 'node:path'
import { type Evaluation, evaluate, type Run } from '@assent/core'
import { composeRun, loadRecipe, type Overrides, override, type Source } from '../config/load.js'
import type { Recipe } from '../config/recipe.js'
import { renderEvaluation } from '../output/table.js'
import { processTerminal, type Terminal } from '../output/terminal.js'
import { writeWhole } from '../run/files.js'
import { listenForInterrupt } from '../run/interrupt.js'
import { checkpointFile, readRecipe, showPath } from '../run/run-folder.js'
import { trainRun } from '../run/train-run.js'

export interface TrainCommand extends Overrides, Omit<Source, 'folder'> {
  readonly out?: string
  /** `true`: the folder that --out or the defaults name. */
  readonly resume?: boolean | string
  readonly evaluate: boolean
  readonly json?: boolean
}

/** Runs the command; returns the exit code. */
export async function train(options: TrainCommand): Promise<number> {
  const folder = process.cwd()
  const terminal = processTerminal(Boolean(options.json))
  const resumed = typeof options.resume === 'string' ? options.resume : undefined
  const start = resumed !== undefined && !options.preset && !options.config ? readRecipe(resolve(folder, resumed)) : undefined
  const recipe = override(start ?? (await loadRecipe({ ...options, folder })), options)
  const run = await composeRun(recipe, folder)
  const name = `${options.preset ?? run.tasks.name}-${run.learner.name}-${run.weighting.name}-s${run.seed}`
  const out = resolve(folder, resumed ?? options.out ?? `runs/${name}`)
  const interrupt = listenForInterrupt()
  terminal.note(
    `training ${run.learner.name} with ${run.weighting.name} on ${run.tasks.name} (${run.backend.name}), into ${showPath(out)}`,
  )
  const result = await trainRun({
    recipe,
    run,
    folder: out,
    label: 'step',
    resume: Boolean(options.resume),
    terminal,
    shouldStop: interrupt.requested,
  })
  interrupt.dispose()
  if (!result.finished) {
    terminal.note(
      `stopped after ${result.state.step} of ${run.steps} steps, saved; go on with: assent train --resume ${showPath(out)}`,
    )
    return 130
  }
  const evaluation = options.evaluate ? await evaluateRun(run, recipe, result.state.parameters, terminal) : undefined
  report(terminal, Boolean(options.json), { out, run, evaluation, log: result.log })
  return 0
}

/** Evaluates on unseen tasks, on the same episodes for every run with this seed. */
export async function evaluateRun(
  run: Run,
  { evaluation: { episodes, steps } }: Pick<Recipe, 'evaluation'>,
  theta: Parameters<typeof evaluate>[1],
  terminal: Terminal,
  split: Evaluation['split'] = 'test',
): Promise<Evaluation> {
  const onProgress = (done: number, of: number) => terminal.redraw(`evaluating ${done}/${of} episodes`)
  return evaluate(run, theta, { split, episodes, steps, seed: EVALUATION_SEED, onProgress })
}

/** Apart from every training seed in use, and the same for all runs: results are over the same episodes. */
export const EVALUATION_SEED = 20_181_018

interface TrainReport {
  readonly out: string
  readonly run: Run
  readonly evaluation: Evaluation | undefined
  readonly log: readonly object[]
}

function report(terminal: Terminal, json: boolean, { out, run, evaluation, log }: TrainReport): void {
  const checkpoint = showPath(checkpointFile(out))
  if (evaluation) writeWhole(resolve(out, 'evaluation.json'), `${JSON.stringify(evaluation)}\n`)
  if (json) {
    terminal.out(JSON.stringify({ checkpoint, steps: run.steps, last: log.at(-1), evaluation: evaluation ?? null }))
    return
  }
  if (evaluation) terminal.out(`\n${renderEvaluation(evaluation)}`)
  terminal.out(`\ncheckpoint: ${checkpoint}`)
  terminal.out(`next: assent evaluate --checkpoint ${checkpoint} --split validation`)
  terminal.out(`      assent compare --weightings uniform,gradientAgreement  (the same experiment, side by side)`)
}
