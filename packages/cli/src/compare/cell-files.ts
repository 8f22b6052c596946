// A cell's folder as files that travel: to a worker that goes on with it, and back. What comes back is looked at before it is
// written beside what was there.

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { AssentError, describeExperiment, fail, type Split } from '@assent/core'
import { judgmentFile, judgmentSchema } from '../records/evaluation-record.js'
import { logFile, votesFile } from '../records/history.js'
import { identityOf } from '../records/identity.js'
import { readRecord } from '../records/record.js'
import { type RunRecord, readRunRecord, runFile, writeRunRecord } from '../records/run-record.js'
import { prepareFolder, writeWhole } from '../run/files.js'
import { bestFile, bestRecordFile } from '../run/keep-best.js'
import { checkpointFile, hasCheckpoint, resumeRun } from '../run/run-folder.js'
import type { Prepared } from './train-cells.js'

type Files = ReadonlyMap<string, Uint8Array>

const judgments = (folder: string) => (['validation', 'test'] as const).map((split) => judgmentFile(folder, split))

/** In the order in which they are written: a checkpoint comes after all that belongs to its step. */
const filesOf = (folder: string): string[] => [
  ...[runFile(folder), bestRecordFile(folder), bestFile(folder), logFile(folder), votesFile(folder), checkpointFile(folder)],
  ...judgments(folder),
]

/** What a folder holds of a run. */
export function readFiles(folder: string): Map<string, Uint8Array> {
  return new Map(filesOf(folder).flatMap((file) => (existsSync(file) ? [[basename(file), readFileSync(file)]] : [])))
}

/** Puts files where nobody else looks: a worker's own folder. What they hold is checked by whoever opens them. */
export function placeFiles(folder: string, files: Files): void {
  for (const file of filesOf(folder)) {
    const bytes = files.get(basename(file))
    if (bytes) writeFileSync(file, bytes)
  }
}

/**
 * Takes what a worker sent of a cell into the cell's folder.
 *
 * @param judges the tasks that it is to be judged on by now
 * @throws AssentError of the kind `damaged` when it is not a run of that cell from beginning to end; the folder is as before then
 */
export function takeFiles(cell: Prepared, files: Files, judges: readonly Split[]): void {
  const undoFolder = prepareFolder(cell.folder)
  const staged = mkdtempSync(join(cell.folder, '.incoming-'))
  try {
    placeFiles(staged, files)
    const { before } = doubting(() => checkFiles(cell, staged, judges))
    writeRunRecord(staged, { run: describeExperiment(cell.run), recipe: cell.recipe, changes: cell.changes, before })
    for (const [name, bytes] of readFiles(staged)) writeWhole(join(cell.folder, name), bytes)
  } finally {
    rmSync(staged, { recursive: true, force: true })
    undoFolder()
  }
}

/** Opens all of it as `--resume` and a report would. */
function checkFiles({ run }: Prepared, staged: string, judges: readonly Split[]): RunRecord {
  const record = readRunRecord(staged)
  const id = identityOf(describeExperiment(run))
  if (record.id !== id) fail('its run', id, record.id, 'use the same data and versions everywhere', 'damaged')
  if (hasCheckpoint(staged)) resumeRun(staged, run, record)
  const due = judges.map((split) => judgmentFile(staged, split))
  for (const file of judgments(staged).filter((each) => due.includes(each) || existsSync(each))) {
    const { of } = readRecord(file, judgmentSchema)
    if (of.run !== id) fail(basename(file), `results of run ${id}`, `those of run ${of.run}`, 'judge it again', 'damaged')
  }
  return record
}

/** Whatever is wrong with what was sent, it is the sender's. */
function doubting<Result>(look: () => Result): Result {
  try {
    return look()
  } catch (error) {
    if (error instanceof AssentError) throw new AssentError(error.complaint, 'damaged')
    throw error
  }
}
