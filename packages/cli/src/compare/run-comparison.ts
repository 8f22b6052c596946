// A comparison from its options to its record: cells are trained, rates chosen, methods judged.

import { fail } from '@assent/core'
import type { CompareCommand } from '../commands/compare.js'
import { plainCommand } from '../output/command-text.js'
import type { Terminal } from '../output/terminal.js'
import { type Comparison, comparisonFile } from '../records/comparison-record.js'
import { writeRecord } from '../records/record.js'
import { withInterrupt } from '../run/interrupt.js'
import { inLockedFolder } from '../run/lock.js'
import { checkElsewhere, workElsewhere } from './elsewhere.js'
import { judgeMethods } from './judge-cells.js'
import { type Comparing, prepareComparison } from './prepare.js'
import { testRound } from './round.js'
import { summarizeMethods } from './summary.js'
import type { Prepared } from './train-cells.js'
import { checkExtension, type Surroundings, trainAndChoose } from './tune.js'

/** A comparison that is done, and where. */
export interface Compared {
  readonly comparison: Comparison
  readonly file: string
  readonly cells: readonly Prepared[]
  /** The config file that it is from. */
  readonly config: string | undefined
}

/**
 * Undefined when it was stopped on the way.
 *
 * @throws AssentError when options do not go together, a training is refused, or every method diverges
 */
export async function runComparison(options: CompareCommand, terminal: Terminal): Promise<Compared | undefined> {
  checkElsewhere(options)
  const prepared = await prepareComparison(options, process.cwd(), terminal)
  checkExtension(options, prepared.cells)
  return inLockedFolder(prepared.out, options.words, () => compareLocked(options, prepared, terminal))
}

async function compareLocked(options: CompareCommand, first: Comparing, terminal: Terminal): Promise<Compared | undefined> {
  const { config, out } = first
  const found = await withInterrupt(terminal.note, (interrupt) => findBest(options, first, { terminal, interrupt }))
  if (!found) return undefined
  const { chosen, cells } = found
  const summary = summarizeMethods(await judgeMethods(chosen, terminal))
  if (!summary) return fail('compare', 'one method with finite values', 'none', 'lower the inner or outer rates')
  const comparison = { command: plainCommand(options.words), ...summary }
  const file = comparisonFile(out)
  writeRecord(file, comparison, 2)
  return { comparison, file, cells, config }
}

/** Each method at its best rate, judged on test tasks as far as that is done elsewhere. Undefined when it was stopped. */
async function findBest(options: CompareCommand, first: Comparing, around: Surroundings) {
  const found = await trainAndChoose(options, first, around)
  if (!found) return undefined
  const chosen = found.chosen.flatMap((method) => method.cells)
  const round = testRound(found.cells, chosen)
  const outcome = await workElsewhere(found.cells, { options: found.options, folder: process.cwd(), round, ...around })
  return outcome === 'stopped' ? undefined : found
}
