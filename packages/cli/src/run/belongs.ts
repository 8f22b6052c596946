// Whether a checkpoint is one of an experiment: what it says of itself, beside what the experiment's parts say of themselves.

import { type Checkpoint, fail, type Problem, type Settings } from '@assent/core'
import { describeProblem, findDifference } from '@assent/core/tools'
import { identityOf } from '../records/identity.js'
import { type RunRecord, runFile } from '../records/run-record.js'
import { showPath } from './files.js'

/** Earlier versions told these parts as we do. */
const OLD_PARTS: readonly string[] = ['tasks', 'model', 'tasksPerStep', 'seed']

/** What adapts to a task: a problem without its tasks, and how they are judged. */
export function describeAdaptation(problem: Problem): Settings {
  const { model, learner, adaptation, loss } = describeProblem(problem)
  return { model, learner, adaptation, loss } as Settings
}

/**
 * Compares the settings that are given.
 *
 * @throws AssentError naming the first that differs
 */
export function checkBelongs(where: string, { experiment, old }: Checkpoint, settings: Settings): void {
  for (const [part, own] of Object.entries(settings)) {
    const difference = old && !OLD_PARTS.includes(part) ? undefined : findDifference(own, experiment[part], part)
    if (!difference) continue
    const [path, expected, found] = difference
    fail(where, `a run with ${path} ${expected}`, found, 'use the settings that it was trained with')
  }
}

/**
 * Compares the run of a checkpoint with the record beside it.
 *
 * @throws AssentError of the kind `damaged`, naming both
 */
export function checkSameRun(where: string, { experiment }: Checkpoint, folder: string, { id, before }: RunRecord): void {
  const found = identityOf(experiment)
  if (found === id || before.some((earlier) => earlier.id === found)) return
  const expected = `a checkpoint of run ${id}, as ${showPath(runFile(folder))} says`
  fail(where, expected, `one of run ${found}`, 'keep what belongs together in one folder', 'damaged')
}
