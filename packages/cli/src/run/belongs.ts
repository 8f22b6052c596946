// Whether a checkpoint is one of an experiment: what it says of itself, beside what the experiment's parts say of themselves.

import { type Checkpoint, fail, type Problem } from '@assent/core'
import { describeProblem, findDifference } from '@assent/core/tools'
import type { Recipe } from '../config/recipe.js'

/** What of an experiment is compared: parts that are there, and plain numbers. */
type Belonging = Problem & Pick<Recipe, 'tasksPerStep' | 'steps' | 'seed'>

/** Earlier versions told these parts as we do. */
const OLD_PARTS = ['tasks', 'model', 'tasksPerStep', 'seed']

/**
 * Compares what adapts, and what it was trained for.
 *
 * @throws AssentError naming the first setting that differs
 */
export function checkBelongs(where: string, of: Belonging, { experiment, old }: Checkpoint): void {
  const { tasksPerStep, steps, seed } = of
  const told = { ...describeProblem(of), tasksPerStep, metaSteps: steps, seed }
  for (const [part, own] of Object.entries(told)) {
    const difference = old && !OLD_PARTS.includes(part) ? undefined : findDifference(own, experiment[part], part)
    if (!difference) continue
    const [path, expected, found] = difference
    fail(where, `a run with ${path} ${expected}`, found, 'use the settings that it was trained with')
  }
}
