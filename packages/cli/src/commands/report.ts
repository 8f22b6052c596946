// `assent report`: one page about a run or a comparison.

import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fail } from '@assent/core'
import { renderReport } from '@assent/report'
import type { Overrides } from '../config/flags.js'
import { onlyOverrides } from '../config/override.js'
import { processTerminal } from '../output/terminal.js'
import { comparisonFile } from '../records/comparison-record.js'
import { runFile } from '../records/run-record.js'
import { reportOnComparison } from '../report/report-on-comparison.js'
import { reportOnRun } from '../report/report-on-run.js'
import { prepareFolder, showPath, writeWhole } from '../run/files.js'

export interface ReportCommand extends Pick<Overrides, 'tasks' | 'model' | 'learner' | 'backend' | 'data' | 'cache'> {
  /** The folder of a run or a comparison. */
  readonly target: string
  readonly out?: string
  readonly config?: string
  readonly date?: string
}

/** Runs the command; returns the exit code. */
export async function reportCommand({ target, out, config, date, ...changes }: ReportCommand): Promise<number> {
  const cwd = process.cwd()
  const folder = resolve(cwd, target)
  const file = resolve(cwd, out ?? join(folder, 'report.html'))
  const terminal = processTerminal(false)
  const report = reporterFor(folder)
  const undoFolder = prepareFolder(dirname(file))
  try {
    terminal.redraw(`reading ${showPath(folder)}`)
    const content = await report({ folder, cwd, config, changes: onlyOverrides(changes), terminal })
    terminal.redraw('drawing')
    writeWhole(file, renderReport({ ...content, date }))
    if (content.withoutSamples !== undefined) terminal.note(`no sample tasks: ${content.withoutSamples}`)
    terminal.out(`report: ${showPath(file)}`)
    return 0
  } finally {
    undoFolder()
  }
}

function reporterFor(folder: string): typeof reportOnRun {
  if (existsSync(comparisonFile(folder))) return reportOnComparison
  if (existsSync(runFile(folder))) return reportOnRun
  const found = existsSync(folder) ? 'neither run.json nor comparison.json' : 'no such folder'
  return fail(showPath(folder), 'the folder of a run or a comparison', found, 'pass a folder that train or compare finished')
}
