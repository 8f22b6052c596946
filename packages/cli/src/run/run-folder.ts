// A run's folder: what it is (run.json), how it went (log.jsonl, votes.jsonl), where it stands (checkpoint.safetensors).

import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { type Checkpoint, describeExperiment, type Experiment, fail, load, restore, save, type TrainingState } from '@assent/core'
import { isValue, type Recipe } from '../config/recipe.js'
import { readRecorded } from '../config/sealed.js'
import { showPath, writeWhole } from './files.js'
import type { LogLine } from './log.js'
import type { VoteLine } from './votes.js'

export const checkpointFile = (folder: string): string => join(folder, 'checkpoint.safetensors')
export const comparisonFile = (folder: string): string => join(folder, 'comparison.json')
export const evaluationFile = (folder: string): string => join(folder, 'evaluation.json')
export const runFile = (folder: string): string => join(folder, 'run.json')
export const logFile = (folder: string): string => join(folder, 'log.jsonl')
export const votesFile = (folder: string): string => join(folder, 'votes.jsonl')

/** The version of a package that the command line is made of. */
export function versionOf(name: string): string {
  const require = createRequire(import.meta.url)
  return (require(`${name}/package.json`) as { version: string }).version
}

/** Whether every part is given by name, so that the recipe can be written down. */
export function isPlain(recipe: Recipe): boolean {
  return !Object.values(recipe).some((part: unknown) => isValue(part))
}

/**
 * Writes all that decides a run's numbers. Parts given as values cannot be written; then the config file is needed to go
 * on. No date: the same run gives the same file.
 */
export function writeRun(folder: string, recipe: Recipe, run: Experiment): void {
  const versions = { assent: versionOf('@assent/cli'), core: versionOf('@assent/core'), node: process.version }
  const content = { versions, run: describeExperiment(run), recipe: isPlain(recipe) ? recipe : null }
  writeWhole(runFile(folder), `${JSON.stringify(content, null, 2)}\n`)
}

/** The recipe that a run was started with. */
export function readRecipe(folder: string): Recipe {
  const file = runFile(folder)
  const where = showPath(file)
  if (!existsSync(file)) fail(where, 'a run', 'no such file', 'pass the folder of a run, or --preset or --config')
  const content = parseJson(where, readFileSync(file, 'utf8')) as { recipe?: unknown } | null
  if (content?.recipe === null) fail(where, 'parts given by name', 'parts of a config file', 'pass the same --config again')
  return readRecorded(where, content?.recipe)
}

/** @throws AssentError when it is none */
export function parseJson(where: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return fail(where, 'JSON', 'text that does not parse', 'the file was changed: restore it, or begin a new run')
  }
}

export function readCheckpoint(file: string): Checkpoint {
  if (!existsSync(file)) fail(showPath(file), 'a checkpoint', 'no such file', 'correct the path')
  return load(readFileSync(file), showPath(file))
}

/** What a run has written on its way. */
export interface History {
  readonly log: LogLine[]
  readonly votes: VoteLine[]
}

/** Where a run stands, and its history up to there. Lines after the checkpoint are of steps that will be taken again. */
export function resumeRun(folder: string, run: Experiment): History & { state: TrainingState } {
  const file = checkpointFile(folder)
  const state = restore(run, readCheckpoint(file), showPath(file))
  return { state, ...readHistory(folder, state.step) }
}

/** The lines of a run's history up to a step. A file that is not there has none. */
export function readHistory(folder: string, until: number): History {
  return { log: readLines<LogLine>(logFile(folder), until), votes: readLines<VoteLine>(votesFile(folder), until) }
}

function readLines<Line extends { readonly step: number }>(file: string, until: number): Line[] {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const lines = text.split('\n').filter(Boolean)
  return lines.map((line) => parseJson(showPath(file), line) as Line).filter(({ step }) => step <= until)
}

/** Writes history and checkpoint. The history goes first: lines that the checkpoint does not know of are dropped on resuming. */
export function saveRun(folder: string, run: Experiment, state: TrainingState, { log, votes }: History): void {
  writeLines(logFile(folder), log)
  writeLines(votesFile(folder), votes)
  writeWhole(checkpointFile(folder), save(run, state))
}

function writeLines(file: string, lines: readonly object[]): void {
  writeWhole(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
}

export function hasCheckpoint(folder: string): boolean {
  return existsSync(checkpointFile(folder))
}
