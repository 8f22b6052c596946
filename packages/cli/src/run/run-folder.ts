// A run's folder: what it is (run.json), how it went (log.jsonl, votes.jsonl), where it stands (checkpoint.safetensors).

import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Checkpoint, type Experiment, fail, load, restore, save, type TrainingState } from '@assent/core'
import { checkHistory, type History, readHistory, writeHistory } from '../records/history.js'
import type { RunRecord } from '../records/run-record.js'
import { checkSameRun } from './belongs.js'
import { showPath, writeWhole } from './files.js'

export const checkpointFile = (folder: string): string => join(folder, 'checkpoint.safetensors')

export function hasCheckpoint(folder: string): boolean {
  return existsSync(checkpointFile(folder))
}

/** @throws AssentError when a run that is not to be gone on with would be written over */
export function checkFresh(folder: string): void {
  if (!hasCheckpoint(folder)) return
  const remedy = 'add --resume to go on with it, or choose another folder'
  fail('--out', 'a folder without a run', `a checkpoint in ${showPath(folder)}`, remedy)
}

export function readCheckpoint(file: string): Checkpoint {
  if (!existsSync(file)) fail(showPath(file), 'a checkpoint', 'no such file', 'correct the path', 'missing')
  if (statSync(file).isDirectory()) {
    const remedy = hasCheckpoint(file) ? `use ${showPath(checkpointFile(file))}` : 'name the file'
    fail(showPath(file), 'a checkpoint', 'a folder', remedy)
  }
  return load(readFileSync(file), showPath(file))
}

/**
 * The checkpoint of the run that the record beside it is of.
 *
 * @throws AssentError of the kind `damaged` when it is one of another run, naming both
 */
export function readOwnCheckpoint(folder: string, record: RunRecord): Checkpoint {
  const file = checkpointFile(folder)
  const checkpoint = readCheckpoint(file)
  checkSameRun(showPath(file), checkpoint, folder, record)
  return checkpoint
}

/** Where a run stands, and its history up to there. Lines after the checkpoint are of steps that will be taken again. */
export function resumeRun(folder: string, run: Experiment, record: RunRecord): History & { state: TrainingState } {
  const state = restore(run, readOwnCheckpoint(folder, record), showPath(checkpointFile(folder)))
  const history = readHistory(folder, record, state.step)
  checkHistory(history)
  return { state, log: history.log, votes: history.votes }
}

/** Writes history and checkpoint. The history goes first: lines that the checkpoint does not know of are dropped on resuming. */
export function saveRun(folder: string, id: string, run: Experiment, state: TrainingState, history: History): void {
  writeHistory(folder, id, history)
  writeWhole(checkpointFile(folder), save(run, state))
}
