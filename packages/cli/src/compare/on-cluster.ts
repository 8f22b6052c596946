// The cells of a comparison trained by the workers of a cluster: each is one errand, from its beginning to its end. What a worker
// saves on the way comes back too, so that nothing is lost with it, nor with this process.

import { existsSync } from 'node:fs'
import { describeExperiment, type Split } from '@assent/core'
import type { Errand, Errands } from '@assent/executor-bullmq'
import { type CellErrand, readResult, rememberFingerprints } from '../cluster/cell-errand.js'
import { checkPlain, loadBullmq, serverOf } from '../cluster/client.js'
import { judgmentFile } from '../records/evaluation-record.js'
import { identityOf } from '../records/identity.js'
import { readRunRecord } from '../records/run-record.js'
import { whenAsked } from '../run/interrupt.js'
import { inLockedFolder } from '../run/lock.js'
import { checkFresh, hasCheckpoint, readOwnCheckpoint } from '../run/run-folder.js'
import { readFiles, takeFiles } from './cell-files.js'
import { cellName } from './grid.js'
import type { RoundOptions } from './round.js'
import type { Prepared } from './train-cells.js'
import { type CellsView, watchCells } from './watch-cells.js'

export interface OnCluster extends RoundOptions {
  /** Where its server is. */
  readonly url: string
}

/**
 * Has every cell of a round trained and judged.
 *
 * @returns false when it was stopped on the way; what was saved until then is in the cells' folders
 * @throws AssentError when the cluster cannot go on, or what a cell throws
 */
export async function trainOnCluster(cells: readonly Prepared[], options: OnCluster): Promise<boolean> {
  const { round, folder, terminal, interrupt, url } = options
  const all = round.which.map((index) => cells[index] as Prepared)
  for (const { recipe } of all) checkPlain(recipe)
  if (!round.resume) for (const cell of all) checkFresh(cell.folder)
  const { openErrands, takeFingerprint } = await loadBullmq(folder)
  const { cluster, passwordFile } = options.options
  const errands = await openErrands({
    ...serverOf({ url, cluster, passwordFile }),
    onEvent: ({ text }) => terminal.note(text),
  })
  const fingerprintOf = rememberFingerprints(takeFingerprint)
  const view = watchCells(all.length, terminal)
  const work = async (cell: Prepared) => {
    const judges = round.judges(cell)
    const fingerprint = await fingerprintOf(cell.run)
    const errand = describeErrand(cell, { judges, fingerprint, view })
    const outcome = isDone(cell, judges)
      ? 'finished'
      : await inLockedFolder(cell.folder, options.options.words, () => run(errands, errand))
    view.done(cellName(cell.cell), outcome === 'finished' ? round.finished : outcome)
  }
  interrupt.hold()
  let forget = () => {}
  const stopped = new Promise<false>((resolve) => {
    forget = whenAsked(interrupt, () => resolve(false))
  })
  try {
    return await Promise.race([Promise.all(all.map(work)).then(() => true), stopped])
  } finally {
    forget()
    interrupt.release()
    await errands.close()
  }
}

async function run(errands: Errands, errand: Errand): Promise<'finished' | 'diverged'> {
  const { result } = await errands.run(errand)
  return readResult(result).outcome
}

function describeErrand(
  cell: Prepared,
  {
    judges,
    fingerprint,
    view,
  }: Pick<CellErrand, 'fingerprint'> & { readonly judges: readonly Split[]; readonly view: CellsView },
): Errand {
  const name = cellName(cell.cell)
  const run = identityOf(describeExperiment(cell.run))
  const description: CellErrand = { recipe: cell.recipe, run, judges: [...judges], fingerprint }
  return {
    description: JSON.parse(JSON.stringify(description)),
    title: `cell ${name}`,
    saved: readFiles(cell.folder),
    onSaved: (files) => takeFiles(cell, files, []),
    onLine: (text, lasting) => view.hear(name, text, lasting),
    accept: ({ result, files }) => {
      const { outcome } = readResult(result)
      if (outcome === 'finished' || files.size > 0) takeFiles(cell, files, outcome === 'finished' ? judges : [])
    },
  }
}

/** Whether there is nothing left to do. */
function isDone({ folder, run: { metaSteps } }: Prepared, judges: readonly Split[]): boolean {
  if (!hasCheckpoint(folder) || !judges.every((split) => existsSync(judgmentFile(folder, split)))) return false
  return readOwnCheckpoint(folder, readRunRecord(folder)).step >= metaSteps
}
