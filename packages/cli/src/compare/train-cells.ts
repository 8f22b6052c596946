// Trains every cell of a comparison: each an ordinary run in a folder of its own, so that any of them can be resumed.

import { join } from 'node:path'
import { AssentError, type Experiment } from '@assent/core'
import { checkExperiment, type Executor } from '@assent/core/tools'
import { composeRun, type SharedParts } from '../config/compose.js'
import type { Overrides } from '../config/flags.js'
import { defined, override } from '../config/override.js'
import type { Recipe } from '../config/recipe.js'
import type { Terminal } from '../output/terminal.js'
import { type TrainOptions, type TrainResult, trainRun } from '../run/train-run.js'
import { type Cell, cellName } from './grid.js'

/** A cell with its run, ready to be trained. */
export interface Prepared {
  readonly cell: Cell
  readonly recipe: Recipe
  /** What of it differs from the config file's. */
  readonly changes: Overrides
  readonly run: Experiment
  readonly folder: string
}

/** A cell after its training; `diverged` says what went wrong when there is no result. */
export interface Trained extends Prepared {
  readonly result: TrainResult | undefined
  readonly diverged: string | undefined
}

/** How cells are trained. */
export interface CellOptions extends Pick<TrainOptions, 'resume' | 'terminal' | 'interrupt' | 'words' | 'onSaved'> {
  /** Who adapts the tasks of an experiment; this process where it is undefined. */
  readonly executorOf: (recipe: Recipe) => Promise<Executor | undefined>
}

/** Composes all runs before the first is trained, so that what is wrong with any of them is said at once. */
export async function prepareCells(
  cells: readonly Cell[],
  { recipe, changes }: { readonly recipe: Recipe; readonly changes: Overrides },
  { folder, out, terminal }: { readonly folder: string; readonly out: string; readonly terminal: Terminal },
): Promise<Prepared[]> {
  const shared: SharedParts = new Map()
  const prepared: Prepared[] = []
  for (const cell of cells) {
    const changed = override(recipe, defined(cell))
    const run = await composeRun(changed, { folder, terminal, shared })
    checkExperiment(run)
    prepared.push({ cell, recipe: changed, changes: { ...changes, ...defined(cell) }, run, folder: join(out, cellName(cell)) })
  }
  return prepared
}

/** Trains cell by cell; undefined when it was stopped on the way. */
export async function trainCells(cells: readonly Prepared[], options: CellOptions): Promise<Trained[] | undefined> {
  const { terminal, interrupt } = options
  const trained: Trained[] = []
  for (const [index, prepared] of cells.entries()) {
    terminal.note(`${index + 1} of ${cells.length}: ${cellName(prepared.cell)}`)
    const outcome = await trainCell(prepared, options)
    if (outcome.diverged === undefined && (!outcome.result?.finished || interrupt.shouldStop())) return undefined
    trained.push(outcome)
  }
  return trained
}

/** Trains one cell, or goes on with it. */
export async function trainCell(prepared: Prepared, { executorOf, ...options }: CellOptions): Promise<Trained> {
  const executor = await executorOf(prepared.recipe)
  const outcome = await unlessDiverged(() => trainRun({ ...prepared, ...options, executor }))
  if (outcome.diverged !== undefined) options.terminal.note(outcome.diverged)
  return { ...prepared, ...outcome }
}

/** Values that stop being finite are a result of the comparison; every other error ends it. */
async function unlessDiverged<Result>(
  work: () => Promise<Result>,
): Promise<{ result: Result; diverged: undefined } | { result: undefined; diverged: string }> {
  try {
    return { result: await work(), diverged: undefined }
  } catch (error) {
    if (!(error instanceof AssentError) || error.kind !== 'diverged') throw error
    return { result: undefined, diverged: error.message }
  }
}
