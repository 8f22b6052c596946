// Who works on the cells of a comparison: this process, others beside it, or the workers of a cluster.

import { fail } from '@assent/core'
import type { CompareCommand } from '../commands/compare.js'
import { checkExecutor } from '../config/choose-executor.js'
import { trainOnCluster } from './on-cluster.js'
import type { RoundOptions } from './round.js'
import { trainSideBySide } from './side-by-side.js'
import type { Prepared } from './train-cells.js'

/** @throws AssentError where options do not go together */
export function checkElsewhere(options: CompareCommand): void {
  const { jobs = 1, executor, workers, split = false, audit } = options
  const remedy = 'leave one of them out'
  if (jobs > 1 && executor !== undefined) fail('--jobs', 'no --executor beside it', `'${executor}'`, remedy)
  checkExecutor(options)
  if (split && workers === undefined) fail('--split', '--workers beside it', 'none', 'say where the workers are')
  if (audit !== undefined && !split)
    fail('--audit', '--split beside it', 'none', 'only answers for blocks of tasks are computed again')
  if (jobs > 1 && workers !== undefined && !split) {
    fail('--jobs', 'no --workers beside it', workers, `${remedy}, or add --split: processes here, meta-batches there`)
  }
}

/** Works on a round, unless that is left to this process. */
export async function workElsewhere(cells: readonly Prepared[], options: RoundOptions): Promise<'done' | 'stopped' | 'here'> {
  const { jobs = 1, workers, split = false } = options.options
  const isOnCluster = workers !== undefined && !split
  if (options.round.which.length === 0) return 'done'
  if (!isOnCluster && jobs === 1) return 'here'
  const isDone = isOnCluster
    ? await trainOnCluster(cells, { ...options, url: workers })
    : await trainSideBySide(cells, { ...options, jobs })
  return isDone ? 'done' : 'stopped'
}
