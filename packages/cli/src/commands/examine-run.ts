// `assent doctor RUN`: whether a run's or a comparison's folder holds together, and what is wrong with each of its files.

import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { AssentError, fail } from '@assent/core'
import { renderTable } from '../output/table.js'
import type { Terminal } from '../output/terminal.js'
import { comparisonFile, comparisonSchema } from '../records/comparison-record.js'
import { evaluationFile, evaluationSchema, judgmentFile, judgmentSchema } from '../records/evaluation-record.js'
import { logFile, readHistory, votesFile } from '../records/history.js'
import { readRecord } from '../records/record.js'
import { type RunRecord, readRunRecord, runFile } from '../records/run-record.js'
import { checkSameRun } from '../run/belongs.js'
import { showPath } from '../run/files.js'
import { bestFile } from '../run/keep-best.js'
import { describeHolder } from '../run/lock.js'
import { checkpointFile, hasCheckpoint, readCheckpoint, readOwnCheckpoint } from '../run/run-folder.js'

/** What is said of one file. */
export interface FileFinding {
  readonly file: string
  readonly state: 'whole' | 'wrong' | 'none'
  readonly detail: string
}

/** Examines a folder and tells; returns the exit code: 1 when something is wrong. */
export function examineRun(target: string, json: boolean, terminal: Terminal): number {
  const folder = resolve(process.cwd(), target)
  const found = existsSync(comparisonFile(folder)) || hasCells(folder) ? examineComparison(folder) : examineFolder(folder)
  terminal.out(
    json
      ? JSON.stringify(found)
      : renderTable(
          ['', '', ''],
          found.map(({ file, state, detail }) => [file, state, detail]),
        ),
  )
  return found.some(({ state }) => state === 'wrong') ? 1 : 0
}

function hasCells(folder: string): boolean {
  return !existsSync(runFile(folder)) && cellsIn(folder).length > 0
}

/** The folders of runs in a folder. */
function cellsIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  const entries = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return entries.map(({ name }) => join(folder, name)).filter((cell) => existsSync(runFile(cell)) || hasCheckpoint(cell))
}

function examineComparison(folder: string): FileFinding[] {
  const file = comparisonFile(folder)
  const cells = cellsIn(folder)
  const summary = examine(file, () => {
    const { methods } = readRecord(file, comparisonSchema)
    const results = methods.flatMap(({ result }) => result ?? [])
    for (const { checkpoints, runs } of results) {
      for (const [seed, checkpoint] of checkpoints.entries()) checkCell(folder, checkpoint, runs[seed])
    }
    return `${methods.length} methods`
  })
  return [summary, ...examineLock(folder), ...cells.flatMap(examineFolder)]
}

function checkCell(folder: string, checkpoint: string, expected: string | undefined): void {
  const cell = join(folder, basename(dirname(checkpoint)))
  const { id } = readRunRecord(cell)
  if (id !== expected) fail(showPath(cell), `run ${expected}`, `run ${id}`, 'keep the comparison as it was written', 'damaged')
}

function examineFolder(folder: string): FileFinding[] {
  if (!existsSync(folder)) return [{ file: showPath(folder), state: 'wrong', detail: 'no such folder' }]
  let record: RunRecord | undefined
  const found = [
    examine(runFile(folder), () => {
      record = readRunRecord(folder)
      return `run ${record.id}, ${record.run.learner.name} with ${record.run.weighting.name} on ${record.run.tasks.name}`
    }),
    ...examineLock(folder),
  ]
  return record ? [...found, ...examineFiles(folder, record)] : found
}

function examineFiles(folder: string, record: RunRecord): FileFinding[] {
  if (!hasCheckpoint(folder)) {
    return [{ file: showPath(checkpointFile(folder)), state: 'none', detail: 'not saved yet' }]
  }
  let step: number | undefined
  const checkpoint = examine(checkpointFile(folder), () => {
    step = readOwnCheckpoint(folder, record).step
    return `after ${step} of ${record.run.metaSteps} meta-steps, all values finite`
  })
  if (step === undefined) return [checkpoint]
  return [checkpoint, ...examineHistory(folder, record, step), ...examineResults(folder, record, step)]
}

function examineHistory(folder: string, record: RunRecord, step: number): FileFinding[] {
  const { log, votes, faults } = readHistory(folder, record, step)
  const files = { [logFile(folder)]: `${log.length} lines`, [votesFile(folder)]: `${votes.length} votes` }
  return Object.entries(files).map(([file, whole]) => {
    const fault = faults.find((each) => each.file === file)
    return { file: showPath(file), state: fault ? 'wrong' : 'whole', detail: fault?.found ?? whole }
  })
}

/** An evaluation, and what a comparison has found of the run, as far as they are there. */
function examineResults(folder: string, record: RunRecord, step: number): FileFinding[] {
  const { id, before } = record
  const refuse = (file: string, found: string) => fail(showPath(file), `results of run ${id}`, found, 'judge it again', 'damaged')
  const evaluation = evaluationFile(folder)
  const found: FileFinding[] = []
  if (existsSync(evaluation)) {
    found.push(
      examine(evaluation, () => {
        const judged = readRecord(evaluation, evaluationSchema)
        if (judged.run === id && judged.step === step) return `${judged.episodes} ${judged.split} episodes`
        if (before.some((earlier) => earlier.id === judged.run)) return `of step ${judged.step}, before the run went on`
        return refuse(evaluation, `those of run ${judged.run} after step ${judged.step}`)
      }),
    )
  }
  const best = bestFile(folder)
  if (existsSync(best)) {
    found.push(
      examine(best, () => {
        const checkpoint = readCheckpoint(best)
        checkSameRun(showPath(best), checkpoint, folder, record)
        return `after ${checkpoint.step} meta-steps, the best on validation tasks`
      }),
    )
  }
  for (const file of (['validation', 'test'] as const).map((split) => judgmentFile(folder, split)).filter(existsSync)) {
    found.push(
      examine(file, () => {
        const { of } = readRecord(file, judgmentSchema)
        return of.run === id ? `${of.episodes} ${of.split} episodes` : refuse(file, `those of run ${of.run}`)
      }),
    )
  }
  return found
}

function examineLock(folder: string): FileFinding[] {
  const holder = describeHolder(folder)
  return holder === undefined ? [] : [{ file: showPath(folder), ...holder }]
}

/** What `look` says of a file, or what it complains of. */
function examine(file: string, look: () => string): FileFinding {
  try {
    return { file: showPath(file), state: 'whole', detail: look() }
  } catch (error) {
    if (!(error instanceof AssentError)) throw error
    const { expected, found, remedy } = error.complaint
    return { file: showPath(file), state: 'wrong', detail: `expected ${expected}; found ${found}; ${remedy}` }
  }
}
