// Judging a run: on the same episodes for every run, so that results can be compared one by one.

import { type Evaluation, evaluate, type FloatArray, type Problem } from '@assent/core'
import type { Recipe } from '../config/recipe.js'
import type { Terminal } from '../output/terminal.js'

/** Decides the episodes of every evaluation; no training uses it. */
export const EVALUATION_SEED = 20_181_018

/** Adapts θ to unseen tasks, with progress. */
export function evaluateRun(
  problem: Problem,
  { episodes, innerSteps }: Recipe['evaluation'],
  theta: FloatArray,
  terminal: Terminal,
  split: Evaluation['split'] = 'test',
): Promise<Evaluation> {
  const onProgress = (done: number, of: number) => terminal.redraw(`evaluating ${done}/${of} episodes`)
  return evaluate(problem, theta, { split, episodes, innerSteps, seed: EVALUATION_SEED, onProgress })
}
