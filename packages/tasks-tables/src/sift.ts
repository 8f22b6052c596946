// Which tasks have examples enough. Those that have not are left out by this one rule, and named.

import { fail, type SkippedTask } from '@assent/core'
import { poolsOf } from './episodes.js'
import type { TaskExamples } from './examples.js'

/** Names of classes, in the order of the outputs. */
export function labelsOf(tasks: readonly TaskExamples[]): string[] {
  const labels = [...new Set(tasks.flatMap(({ examples }) => examples.map(({ target }) => `${target}`)))].sort()
  if (labels.length < 2) fail('table', 'at least two classes', labels.join(', ') || 'none', 'use another target column')
  return labels
}

/**
 * The tasks that have `need` examples: of every class, where there are classes.
 *
 * @throws AssentError naming the first that has fewer, where they are refused; or when none is left
 */
export function sift(
  tasks: readonly TaskExamples[],
  labels: readonly string[] | undefined,
  need: number,
  small: 'skip' | 'refuse',
): { readonly kept: TaskExamples[]; readonly skipped: SkippedTask[] } {
  const kept: TaskExamples[] = []
  const skipped: SkippedTask[] = []
  for (const task of tasks) {
    const { pools } = poolsOf(task, labels)
    const short = pools.findIndex((pool) => pool.length < need)
    const of = labels ? ` of '${labels[short]}'` : ''
    const reason = `${pools[short]?.length} examples${of} of the ${need} that an episode needs`
    if (short < 0) kept.push(task)
    else skipped.push({ name: task.name, reason })
  }
  const [first] = skipped
  if (first && (small === 'refuse' || kept.length === 0)) {
    const remedy = "ask for fewer shots or queries, or leave small tasks out with small: 'skip'"
    fail(`table, task '${first.name}'`, `${need} examples`, first.reason, remedy)
  }
  return { kept, skipped }
}
