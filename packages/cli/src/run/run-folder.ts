// A run's folder: what it is (run.json), how it went (log.jsonl), where it stands (checkpoint.safetensors).

import { existsSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import {
  type Checkpoint,
  describeRun,
  fail,
  load,
  type Run,
  restore,
  type StepEvent,
  save,
  type TrainingState,
} from '@assent/core'
import { checkRecipe } from '../config/load.js'
import type { Recipe } from '../config/recipe.js'
import { mean, negativeShare } from '../output/progress.js'
import { writeWhole } from './files.js'

/** One line of the log: the numbers of a single meta-step. */
export interface LogLine {
  readonly step: number
  readonly supportLoss: number
  readonly queryLoss: number
  readonly weightSum: number
  readonly negativeShare: number
  /** ‖Σ wᵢ gᵢ‖ / ‖Σ gᵢ / n‖. */
  readonly stretch: number
  readonly rate: number
  readonly screened: number
  readonly degenerate: boolean
}

export function toLogLine(event: StepEvent): LogLine {
  return {
    step: event.step,
    supportLoss: mean(event.supportLosses),
    queryLoss: mean(event.queryLosses),
    weightSum: event.weights.reduce((sum, weight) => sum + weight, 0),
    negativeShare: negativeShare(event.weights),
    stretch: event.directionNorm / event.meanNorm,
    rate: event.rate,
    screened: event.screened.length,
    degenerate: event.degenerate !== undefined,
  }
}

export const checkpointFile = (folder: string): string => join(folder, 'checkpoint.safetensors')
const runFile = (folder: string): string => join(folder, 'run.json')
const logFile = (folder: string): string => join(folder, 'log.jsonl')

/** As a user would write it: relative where that is shorter. */
export function showPath(path: string): string {
  const short = relative(process.cwd(), path)
  return short.length < path.length ? short : path
}

/** Writes what the run is. Parts given as values cannot be written; then the config file is needed again. */
export function writeRun(folder: string, recipe: Recipe, run: Run): void {
  const plain = Object.values(recipe).every((part) => typeof part !== 'object' || part === null || !('settings' in part))
  const content = { run: describeRun(run), recipe: plain ? recipe : null }
  writeWhole(runFile(folder), `${JSON.stringify(content, null, 2)}\n`)
}

/** The recipe that a run was started with. */
export function readRecipe(folder: string): Recipe {
  const file = runFile(folder)
  if (!existsSync(file)) fail(showPath(file), 'a run', 'no such file', 'pass the folder of a run, or --preset or --config')
  const { recipe } = parseJson(file) as { recipe: unknown }
  if (recipe === null) fail(showPath(file), 'parts given by name', 'parts of a config file', 'pass the same --config again')
  return checkRecipe(showPath(file), recipe)
}

function parseJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as unknown
  } catch {
    return fail(showPath(file), 'JSON', 'text that does not parse', 'the file was changed: use another run')
  }
}

export function readCheckpoint(file: string): Checkpoint {
  if (!existsSync(file)) fail(showPath(file), 'a checkpoint', 'no such file', 'correct the path')
  return load(readFileSync(file), showPath(file))
}

/** Where a run stands, and its log up to there. Lines after the checkpoint are of steps that will be taken again. */
export function resumeRun(folder: string, run: Run): { state: TrainingState; log: LogLine[] } {
  const file = checkpointFile(folder)
  const state = restore(run, readCheckpoint(file), showPath(file))
  const lines = existsSync(logFile(folder)) ? readFileSync(logFile(folder), 'utf8').split('\n') : []
  const log = lines.filter(Boolean).map((line) => JSON.parse(line) as LogLine)
  return { state, log: log.filter(({ step }) => step <= state.step) }
}

/** Writes log and checkpoint. The log goes first: more lines than the checkpoint knows of are dropped on resuming. */
export function saveRun(folder: string, run: Run, state: TrainingState, log: readonly LogLine[]): void {
  writeWhole(logFile(folder), log.map((line) => `${JSON.stringify(line)}\n`).join(''))
  writeWhole(checkpointFile(folder), save(run, state))
}

export function hasCheckpoint(folder: string): boolean {
  return existsSync(checkpointFile(resolve(folder)))
}
