// `assent compare`: learners, weightings, backends, outer rates and seeds against each other, on the same episodes.

import { dirname } from 'node:path'
import { fail } from '@assent/core'
import { checkElsewhere, workElsewhere } from '../compare/elsewhere.js'
import type { Grid } from '../compare/grid.js'
import { judgeMethods } from '../compare/judge-cells.js'
import { type Comparing, prepareComparison } from '../compare/prepare.js'
import { renderComparison } from '../compare/render.js'
import { testRound } from '../compare/round.js'
import { summarizeMethods } from '../compare/summary.js'
import type { Prepared } from '../compare/train-cells.js'
import { checkExtension, type Surroundings, trainAndChoose } from '../compare/tune.js'
import type { ExecutorOptions } from '../config/choose-executor.js'
import type { Overrides } from '../config/flags.js'
import type { Source } from '../config/load.js'
import { plainCommand, repeatCommand, showCommand } from '../output/command-text.js'
import { processTerminal, type Terminal } from '../output/terminal.js'
import { type Comparison, comparisonFile } from '../records/comparison-record.js'
import { writeRecord } from '../records/record.js'
import { sourceWords } from '../records/run-record.js'
import { showPath } from '../run/files.js'
import { STOPPED, withInterrupt } from '../run/interrupt.js'
import { inLockedFolder } from '../run/lock.js'
import { checkpointFile } from '../run/run-folder.js'

export interface CompareCommand extends Overrides, ExecutorOptions, Omit<Source, 'folder'>, Partial<Grid> {
  readonly out?: string
  readonly resume?: boolean
  /** Whether a method's rates go on where its best is the largest or smallest of them. */
  readonly extendRates?: boolean
  /** Processes that train cells side by side; this one alone unless given. */
  readonly jobs?: number
  /** Whether a cluster's workers share each meta-batch, instead of training a cell each. */
  readonly split?: boolean
  readonly json?: boolean
  /** The command line itself. */
  readonly words: readonly string[]
}

/** Runs the command; returns the exit code. */
export async function compareCommand(options: CompareCommand): Promise<number> {
  const terminal = processTerminal(Boolean(options.json))
  checkElsewhere(options)
  const prepared = await prepareComparison(options, process.cwd(), terminal)
  checkExtension(options, prepared.cells)
  return inLockedFolder(prepared.out, options.words, () => compareLocked(options, prepared, terminal))
}

async function compareLocked(options: CompareCommand, first: Comparing, terminal: Terminal): Promise<number> {
  const { json = false, words } = options
  const { config, out } = first
  const found = await withInterrupt(terminal.note, (interrupt) => findBest(options, first, { terminal, interrupt }))
  if (!found) {
    terminal.note(`stopped, saved; go on with: ${repeatCommand(words, '--resume')}`)
    if (json) terminal.out(JSON.stringify({ finished: false }))
    return STOPPED
  }
  const { chosen, cells } = found
  const summary = summarizeMethods(await judgeMethods(chosen, terminal))
  if (!summary) return fail('compare', 'one method with finite values', 'none', 'lower the inner or outer rates')
  const comparison = { command: plainCommand(words), ...summary }
  const file = comparisonFile(out)
  writeRecord(file, comparison, 2)
  if (json) terminal.out(JSON.stringify({ finished: true, ...comparison }))
  else terminal.out(`\n${renderComparison(comparison)}\n\n${whatNext(comparison, file, cells, config)}`)
  return 0
}

/** Each method at its best rate, judged on test tasks as far as that is done elsewhere. Undefined when it was stopped. */
async function findBest(options: CompareCommand, first: Comparing, around: Surroundings) {
  const found = await trainAndChoose(options, first, around)
  if (!found) return undefined
  const chosen = found.chosen.flatMap((method) => method.cells)
  const round = testRound(found.cells, chosen)
  const outcome = await workElsewhere(found.cells, { options: found.options, folder: process.cwd(), round, ...around })
  return outcome === 'stopped' ? undefined : found
}

function whatNext({ methods }: Comparison, file: string, cells: readonly Prepared[], config: string | undefined): string {
  const results = methods.flatMap(({ result }) => result ?? [])
  const [checkpoint = ''] = results.flatMap(({ checkpoints }) => checkpoints)
  const judged = cells.find(({ folder }) => showPath(checkpointFile(folder)) === checkpoint)
  const judge = ['evaluate', '--checkpoint', checkpoint, ...(judged ? sourceWords(judged.recipe, config) : [])]
  const advice = [
    ...(results.some(({ seeds }) => seeds.length < 3) ? ['--seeds 1,2,3          to tell luck from method'] : []),
    ...(methods.some(({ trials }) => trials.length < 2)
      ? ['--outer-rates A,B,C    each method at the rate that suits it; NAME=A,B for one of its own']
      : []),
  ]
  return [
    ...results.flatMap(({ checkpoints }) => checkpoints.map((path) => `checkpoint: ${path}`)),
    `numbers:    ${showPath(file)}`,
    ...advice.map((line, index) => `${index === 0 ? 'next:       the same with ' : '            or with       '}${line}`),
    `${advice.length === 0 ? 'next:       ' : '            '}${showCommand(judge)}`,
    `            ${showCommand(['report', showPath(dirname(file))])}    (all of this on one page)`,
  ].join('\n')
}
