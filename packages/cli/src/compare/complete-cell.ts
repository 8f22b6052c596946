// A cell from where it is to its end, and judged: what a process beside does with it, and what a worker of a cluster does.

import type { Split } from '@assent/core'
import { judgeCell } from './judge-cells.js'
import { type CellOptions, type Prepared, trainCell } from './train-cells.js'

/** What became of a cell. */
export type Outcome = 'finished' | 'diverged' | 'stopped'

/** @param judges the tasks that it is judged on when it is trained */
export async function completeCell(prepared: Prepared, judges: readonly Split[], options: CellOptions): Promise<Outcome> {
  const trained = await trainCell(prepared, options)
  if (trained.diverged !== undefined) return 'diverged'
  if (!trained.result?.finished) return 'stopped'
  for (const split of judges) await judgeCell(trained, split, options.terminal)
  return 'finished'
}
