// The cells of a comparison trained by the workers of a cluster: each is one errand, from its beginning to its end. What a worker
// saves on the way comes back too, so that nothing is lost with it, nor with this process.

import { existsSync } from 'node:fs'
import { describeExperiment, fail } from '@assent/core'
import type { Errand, Errands } from '@assent/executor-bullmq'
import { type CellErrand, readResult, rememberFingerprints } from '../cluster/cell-errand.js'
import { checkPlain, loadBullmq, serverOf } from '../cluster/client.js'
import { judgmentFile } from '../records/evaluation-record.js'
import { identityOf } from '../records/identity.js'
import { readRunRecord } from '../records/run-record.js'
import { showPath } from '../run/files.js'
import type { Interrupt } from '../run/interrupt.js'
import { inLockedFolder } from '../run/lock.js'
import { hasCheckpoint, readOwnCheckpoint } from '../run/run-folder.js'
import { readFiles, takeFiles } from './cell-files.js'
import { cellName } from './grid.js'
import type { RoundOptions, Split } from './round.js'
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
  if (!round.resume) for (const cell of all) checkFresh(cell)
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
  const stop = whenStopped(interrupt)
  try {
    return await Promise.race([Promise.all(all.map(work)).then(() => true), stop.asked.then(() => false)])
  } finally {
    stop.forget()
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

/** As a training here would refuse it. */
function checkFresh({ folder }: Prepared): void {
  if (!hasCheckpoint(folder)) return
  const remedy = 'add --resume to go on with it, or choose another folder'
  fail('--out', 'a folder without a run', `a checkpoint in ${showPath(folder)}`, remedy)
}

/** Whether there is nothing left to do. */
function isDone({ folder, run: { metaSteps } }: Prepared, judges: readonly Split[]): boolean {
  if (!hasCheckpoint(folder) || !judges.every((split) => existsSync(judgmentFile(folder, split)))) return false
  return readOwnCheckpoint(folder, readRunRecord(folder)).step >= metaSteps
}

/** How often to look whether it is asked to stop, in milliseconds. */
const LOOK = 50

function whenStopped({ shouldStop }: Interrupt) {
  let timer: ReturnType<typeof setInterval> | undefined
  const asked = new Promise<void>((resolve) => {
    timer = setInterval(() => {
      if (shouldStop()) resolve()
    }, LOOK)
  })
  return { asked, forget: () => clearInterval(timer) }
}
