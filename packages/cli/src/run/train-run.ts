// One training in one folder: saved as it goes, stopped when asked, and resumed to the same bytes.

import { describeExperiment, type Experiment, initialState, metaTrain, type TrainingState } from '@assent/core'
import { checkExperiment, type Executor } from '@assent/core/tools'
import { badTasks } from '@assent/tasks-robustness'
import type { Overrides } from '../config/flags.js'
import type { Recipe } from '../config/recipe.js'
import { trackProgress } from '../output/progress.js'
import type { Terminal } from '../output/terminal.js'
import { type History, isLogged, isVoteKept, type LogLine, writeHistory } from '../records/history.js'
import { identityOf } from '../records/identity.js'
import { type RunRecord, readRunRecord, writeRunRecord } from '../records/run-record.js'
import { showPath } from './files.js'
import type { Interrupt } from './interrupt.js'
import { keepBest } from './keep-best.js'
import { inLockedFolder, type Lock } from './lock.js'
import { type Oddities, toLogLine, watchOddities } from './log.js'
import { checkFresh, checkpointFile, hasCheckpoint, resumeRun, saveRun } from './run-folder.js'
import { toVoteLine } from './votes.js'

export interface TrainOptions {
  readonly recipe: Recipe
  /** What the command line changed in it. */
  readonly changes: Overrides
  readonly run: Experiment
  readonly folder: string
  /** Who adapts the tasks; this process unless given. The numbers do not depend on it. */
  readonly executor?: Executor | undefined
  readonly resume: boolean
  readonly terminal: Terminal
  /** Asked after each step whether to save and stop. */
  readonly interrupt: Interrupt
  /** The command line, for whoever meets the folder's lock. */
  readonly words: readonly string[]
  /** Hears that the folder holds all that there is, up to now. */
  readonly onSaved?: () => void
}

export interface TrainResult {
  readonly state: TrainingState
  readonly log: readonly LogLine[]
  readonly oddities: Oddities
  /** False when it was stopped on the way. */
  readonly finished: boolean
}

/** A run is saved about this often. */
const CHECKPOINTS = 20
/** And its history, for whoever watches, at most this often, in milliseconds. */
const BETWEEN_LOOKS = 2000

/**
 * Trains to the end, or until `shouldStop`. A run that is refused, or whose first step fails, leaves nothing behind; one
 * that fails later keeps its last checkpoint.
 *
 * @throws AssentError when the folder holds another run or cannot be written to, or when a step cannot be taken
 */
export async function trainRun(options: TrainOptions): Promise<TrainResult> {
  checkExperiment(options.run)
  return inLockedFolder(options.folder, options.words, (lock) => trainLocked(options, lock))
}

async function trainLocked(options: TrainOptions, lock: Lock): Promise<TrainResult> {
  const { recipe, changes, run, folder, terminal, interrupt, executor, onSaved = () => {} } = options
  const { state, log, votes, before, isRecorded } = openRun(options)
  const description = describeExperiment(run)
  const id = identityOf(description)
  const checkpointEvery = recipe.checkpointEvery ?? Math.ceil(run.metaSteps / CHECKPOINTS)
  const logs = isLogged(run.metaSteps)
  const keepsVote = isVoteKept(run.metaSteps)
  const progress = trackProgress(terminal, state.step, run.metaSteps)
  const oddities = watchOddities(terminal.note)
  const isBad = badTasks(run.tasks)
  const begun = state.step
  const ids = [id, ...before.map((earlier) => earlier.id)]
  const best = recipe.keepBest === undefined ? undefined : keepBest(folder, { every: recipe.keepBest, ids, begun }, options)
  let saved = begun
  let shown = performance.now()
  const keep = () => {
    lock.check()
    if (saved !== state.step) {
      saveRun(folder, id, run, state, { log, votes })
      onSaved()
    }
    saved = state.step
    shown = performance.now()
  }
  /** Lines that the checkpoint does not know of are dropped on resuming. */
  const show = () => {
    if (performance.now() - shown < BETWEEN_LOOKS) return
    lock.check()
    writeHistory(folder, id, { log, votes })
    shown = performance.now()
  }
  try {
    for await (const event of metaTrain(run, { state, gramAt: keepsVote, ...(executor && { executor }) })) {
      interrupt.hold()
      if (!isRecorded && event.step === begun + 1) writeRunRecord(folder, { run: description, recipe, changes, before })
      if (logs(event.step)) log.push(toLogLine(event, isBad))
      if (keepsVote(event.step)) votes.push(toVoteLine(event))
      progress.step(event)
      oddities.see(event)
      await best?.see(state)
      if (event.step % checkpointEvery === 0) keep()
      else if (logs(event.step)) show()
      if (interrupt.shouldStop()) break
    }
    keep()
  } catch (error) {
    if (hasCheckpoint(folder)) terminal.note(`the last checkpoint stays, of step ${saved}: ${showPath(checkpointFile(folder))}`)
    throw error
  } finally {
    interrupt.release()
  }
  return { state, log, oddities: oddities.seen, finished: state.step >= run.metaSteps }
}

/** Where a training begins, and what it goes on from. */
interface Opened extends History {
  readonly state: TrainingState
  readonly before: RunRecord['before']
  /** Whether its record is already there. */
  readonly isRecorded: boolean
}

/** Where to begin: at a checkpoint, if there is one and it is meant to be continued, also with more steps than it was to have. */
function openRun({ run, folder, resume, terminal }: TrainOptions): Opened {
  if (!hasCheckpoint(folder)) {
    if (resume) terminal.note(`no checkpoint in ${showPath(folder)} yet: from the beginning`)
    return { state: initialState(run), log: [], votes: [], before: [], isRecorded: false }
  }
  if (!resume) checkFresh(folder)
  const record = readRunRecord(folder)
  const opened = resumeRun(folder, run, record)
  const { step } = opened.state
  if (step < run.metaSteps) terminal.note(`going on after step ${step} of ${run.metaSteps}`)
  const isRecorded = record.run.metaSteps === run.metaSteps
  const earlier = { id: record.id, steps: record.run.metaSteps, until: step }
  return { ...opened, before: isRecorded ? record.before : [...record.before, earlier], isRecorded }
}
