// `assent compare`: learners, weightings, backends, outer rates and seeds against each other, on the same episodes.

import { dirname } from 'node:path'
import type { Grid } from '../compare/grid.js'
import { renderComparison } from '../compare/render.js'
import { type Compared, runComparison } from '../compare/run-comparison.js'
import type { ExecutorOptions } from '../config/choose-executor.js'
import type { Overrides } from '../config/flags.js'
import type { Source } from '../config/load.js'
import { repeatCommand, showCommand } from '../output/command-text.js'
import { processTerminal, type Terminal } from '../output/terminal.js'
import { sourceWords } from '../records/run-record.js'
import { showPath } from '../run/files.js'
import { STOPPED } from '../run/interrupt.js'
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
  const { json = false } = options
  const terminal = processTerminal(json)
  const found = await runComparison(options, terminal)
  if (!found) return tellStopped(options, terminal)
  const { comparison } = found
  if (json) terminal.out(JSON.stringify({ finished: true, ...comparison }))
  else terminal.out(`\n${renderComparison(comparison)}\n\n${whatNext(found)}`)
  return 0
}

/** Says how to go on with a comparison that was stopped; the exit code. */
export function tellStopped({ json, words }: Pick<CompareCommand, 'json' | 'words'>, terminal: Terminal): number {
  terminal.note(`stopped, saved; go on with: ${repeatCommand(words, '--resume')}`)
  if (json) terminal.out(JSON.stringify({ finished: false }))
  return STOPPED
}

function whatNext({ comparison: { methods }, file, cells, config }: Compared): string {
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
