// Whether a checkpoint is one of an experiment: what it says of itself, beside what the experiment's parts say of themselves.

import { type Checkpoint, type Described, fail, type Problem } from '@assent/core'
import type { Recipe } from '../config/recipe.js'

/** What of an experiment is compared: parts that are there, and plain numbers. */
type Belonging = Problem & Pick<Recipe, 'tasksPerStep' | 'steps' | 'seed'>

/**
 * Compares what adapts, and what it was trained for.
 *
 * @throws AssentError naming the first setting that differs
 */
export function checkBelongs(where: string, of: Belonging, { run }: Checkpoint): void {
  const plain = ({ name, settings }: Described) => ({ name, settings })
  const { tasks, model, learner, tasksPerStep, steps, seed } = of
  const parts = { tasks: plain(tasks), model: plain(model), learner: plain(learner), inner: plain(learner.inner) }
  for (const [part, expected] of Object.entries({ ...parts, tasksPerStep, steps, seed })) {
    const [own, stored] = [expected, run[part]].map((value) => JSON.stringify(value))
    if (own !== stored) fail(where, `a run with ${part} ${own}`, `${stored}`, 'use the settings that it was trained with')
  }
}
