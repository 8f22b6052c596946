// One training in one folder: saved as it goes, stopped when asked, and resumed to the same bytes.

import { fail, initialState, metaTrain, type Run, type TrainingState } from '@assent/core'
import type { Recipe } from '../config/recipe.js'
import { trackProgress } from '../output/progress.js'
import type { Terminal } from '../output/terminal.js'
import { prepareFolder } from './files.js'
import { hasCheckpoint, type LogLine, resumeRun, saveRun, showPath, toLogLine, writeRun } from './run-folder.js'

export interface TrainOptions {
  readonly recipe: Recipe
  readonly run: Run
  readonly folder: string
  readonly label: string
  readonly resume: boolean
  readonly terminal: Terminal
  /** Asked after each step; true saves and stops. */
  readonly shouldStop: () => boolean
}

export interface TrainResult {
  readonly state: TrainingState
  readonly log: readonly LogLine[]
  /** False when it was stopped on the way. */
  readonly finished: boolean
}

/** A run keeps about this many lines in its log. */
const LOG_LINES = 500

/**
 * Trains to the end, or until `shouldStop`.
 *
 * @throws AssentError when the folder holds another run, or cannot be written to; the last checkpoint stays
 */
export async function trainRun({ recipe, run, folder, label, resume, terminal, shouldStop }: TrainOptions): Promise<TrainResult> {
  prepareFolder(folder)
  const begun = hasCheckpoint(folder)
  if (begun && !resume) {
    fail(
      '--out',
      'a folder without a run',
      `a checkpoint in ${showPath(folder)}`,
      'add --resume to go on with it, or choose another folder',
    )
  }
  const { state, log } = begun ? resumeRun(folder, run) : { state: initialState(run), log: [] }
  if (!begun) writeRun(folder, recipe, run)
  const checkpointEvery = recipe.checkpointEvery ?? Math.max(1, Math.ceil(run.steps / 20))
  const logEvery = Math.max(1, Math.ceil(run.steps / LOG_LINES))
  const progress = trackProgress(terminal, label, state.step, run.steps)
  const odd = countOddities(terminal)
  let saved = begun ? state.step : -1
  const keep = () => {
    if (saved !== state.step) saveRun(folder, run, state, log)
    saved = state.step
  }
  for await (const event of metaTrain(run, state)) {
    if (event.step % logEvery === 0 || event.step === run.steps) log.push(toLogLine(event))
    progress.step(event)
    odd(event)
    if (event.step % checkpointEvery === 0) keep()
    if (shouldStop()) break
  }
  keep()
  return { state, log, finished: state.step >= run.steps }
}

/** Says once when tasks are left out, or a weighting has no answer; the log counts them all. */
function countOddities(terminal: Terminal) {
  let screened = false
  let degenerate = false
  return (event: { step: number; screened: readonly { task: string; reason: string }[]; degenerate: string | undefined }) => {
    const [first] = event.screened
    if (first && !screened) {
      screened = true
      terminal.note(`step ${event.step}: left out ${event.screened.length} of the tasks; first ${first.task}: ${first.reason}`)
    }
    if (event.degenerate && !degenerate) {
      degenerate = true
      terminal.note(`step ${event.step}: uniform weights, as ${event.degenerate}`)
    }
  }
}
