// `assent compare`: learners, weightings, backends, outer rates and seeds against each other, on the same episodes.

import { dirname, resolve } from 'node:path'
import { fail } from '@assent/core'
import { cellsOf, type Grid } from '../compare/grid.js'
import { judgeMethods } from '../compare/judge-cells.js'
import { renderComparison } from '../compare/render.js'
import { checkJobs, trainSideBySide } from '../compare/side-by-side.js'
import { summarizeMethods } from '../compare/summary.js'
import { type Prepared, prepareCells, type Trained, trainCells } from '../compare/train-cells.js'
import { chooseExecutor, type ExecutorOptions } from '../config/choose-executor.js'
import type { Overrides } from '../config/flags.js'
import { loadRecipe, type Source } from '../config/load.js'
import { override } from '../config/override.js'
import type { Recipe } from '../config/recipe.js'
import { withStartHash } from '../config/start.js'
import { plainCommand, repeatCommand, showCommand } from '../output/command-text.js'
import { processTerminal, silent, type Terminal } from '../output/terminal.js'
import { type Comparison, comparisonFile } from '../records/comparison-record.js'
import { writeRecord } from '../records/record.js'
import { sourceWords } from '../records/run-record.js'
import { showPath } from '../run/files.js'
import { type Interrupt, STOPPED, withInterrupt } from '../run/interrupt.js'
import { inLockedFolder } from '../run/lock.js'
import { checkpointFile } from '../run/run-folder.js'

export interface CompareCommand extends Overrides, ExecutorOptions, Omit<Source, 'folder'>, Partial<Grid> {
  readonly out?: string
  readonly resume?: boolean
  /** Processes that train cells side by side; this one alone unless given. */
  readonly jobs?: number
  readonly json?: boolean
  /** The command line itself. */
  readonly words: readonly string[]
}

/** Runs the command; returns the exit code. */
export async function compareCommand(options: CompareCommand): Promise<number> {
  const terminal = processTerminal(Boolean(options.json))
  checkJobs(options)
  const { cells, config, out } = await prepareComparison(options, process.cwd(), terminal)
  return inLockedFolder(out, options.words, () => compareLocked({ ...options, config }, cells, out, terminal))
}

/** The cells of a comparison, ready to be trained, and where: the same in every process that trains some of them. */
export async function prepareComparison(options: CompareCommand, folder: string, terminal: Terminal) {
  const { recipe: base, config } = await loadRecipe({ ...options, folder })
  const recipe = withStartHash(override(base, options), folder)
  const out = resolve(folder, options.out ?? `runs/compare-${options.preset ?? 'config'}`)
  const cells = await prepareCells(cellsOf(gridOf(options, recipe)), { recipe, changes: options }, { folder, out, terminal })
  return { cells, config, out }
}

async function compareLocked(
  options: Omit<CompareCommand, 'config'> & { readonly config: string | undefined },
  cells: readonly Prepared[],
  out: string,
  terminal: Terminal,
): Promise<number> {
  const { json = false, words, config } = options
  const trained = await withInterrupt(terminal.note, (interrupt) => trainAll(options, cells, { terminal, interrupt }))
  if (!trained) {
    terminal.note(`stopped, saved; go on with: ${repeatCommand(words, '--resume')}`)
    if (json) terminal.out(JSON.stringify({ finished: false }))
    return STOPPED
  }
  const summary = summarizeMethods(await judgeMethods(trained, terminal))
  if (!summary) return fail('compare', 'one method with finite values', 'none', 'lower the inner or outer rates')
  const comparison = { command: plainCommand(words), ...summary }
  const file = comparisonFile(out)
  writeRecord(file, comparison, 2)
  if (json) terminal.out(JSON.stringify({ finished: true, ...comparison }))
  else terminal.out(`\n${renderComparison(comparison)}\n\n${whatNext(comparison, file, cells, config)}`)
  return 0
}

/**
 * Here, one after the other; or side by side, and then taken up here, where each is found finished, and nothing is told again.
 * Undefined when it was stopped.
 */
async function trainAll(
  options: CompareCommand,
  cells: readonly Prepared[],
  { terminal, interrupt }: { readonly terminal: Terminal; readonly interrupt: Interrupt },
): Promise<Trained[] | undefined> {
  const { resume = false, jobs = 1, words } = options
  const folder = process.cwd()
  const executorOf = (recipe: Recipe) => chooseExecutor(options, recipe, { folder, terminal })
  if (jobs === 1) return trainCells(cells, { resume, terminal, interrupt, words, executorOf })
  const isDone = await trainSideBySide(cells, { options, folder, jobs, terminal, interrupt })
  return isDone ? trainCells(cells, { resume: true, terminal: silent, interrupt, words, executorOf }) : undefined
}

/** Compares weightings, unless something else is. */
function gridOf({ learners, weightings, backends, outerRates, seeds }: CompareCommand, recipe: Recipe): Grid {
  const others = (learners?.length ?? 1) > 1 || (backends?.length ?? 1) > 1
  return {
    learners: learners ?? [undefined],
    weightings: weightings ?? (others ? [undefined] : ['uniform', 'gradientAgreement']),
    backends: backends ?? [undefined],
    outerRates: outerRates ?? { all: [], own: new Map() },
    seeds: seeds ?? [recipe.seed],
  }
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
