// One cell: an ordinary run in its own folder, then its results on validation and test tasks. What is done already is read back.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Evaluation } from '@assent/core'
import { evaluateRun } from '../commands/train.js'
import { composeRun, override } from '../config/load.js'
import type { Recipe } from '../config/recipe.js'
import { mean } from '../output/progress.js'
import type { Terminal } from '../output/terminal.js'
import { writeWhole } from '../run/files.js'
import { trainRun } from '../run/train-run.js'
import { type Cell, cellName } from './grid.js'

export interface CellResult {
  readonly cell: Cell
  /** On validation tasks: what the outer rate is chosen by. */
  readonly validation: Evaluation
  readonly test: Evaluation
  /** Means over the log: Σw, share of negative weights, ‖direction‖ / ‖mean‖. */
  readonly weightSum: number
  readonly negativeShare: number
  readonly stretch: number
}

export interface CellOptions {
  readonly cell: Cell
  readonly recipe: Recipe
  readonly folder: string
  readonly out: string
  readonly resume: boolean
  readonly terminal: Terminal
  readonly shouldStop: () => boolean
}

/** The cell's result; undefined when it was stopped on the way. */
export async function runCell({
  cell,
  recipe,
  folder,
  out,
  resume,
  terminal,
  shouldStop,
}: CellOptions): Promise<CellResult | undefined> {
  const own = join(out, cellName(cell))
  const file = join(own, 'result.json')
  if (resume && existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as CellResult
  const { learner, weighting, backend, outerRate, seed } = cell
  const changes = {
    weighting,
    backend,
    seed,
    ...(learner === undefined ? {} : { learner }),
    ...(outerRate === undefined ? {} : { outerRate }),
  }
  const changed = override(recipe, changes)
  const run = await composeRun(changed, folder)
  const { state, log, finished } = await trainRun({
    recipe: changed,
    run,
    folder: own,
    label: cellName(cell),
    resume,
    terminal,
    shouldStop,
  })
  if (!finished) return undefined
  const judge = (split: Evaluation['split']) => evaluateRun(run, changed, state.parameters, terminal, split)
  const result: CellResult = {
    cell,
    validation: await judge('validation'),
    test: await judge('test'),
    weightSum: mean(log.map((line) => line.weightSum)),
    negativeShare: mean(log.map((line) => line.negativeShare)),
    stretch: mean(log.map((line) => line.stretch)),
  }
  writeWhole(file, `${JSON.stringify(result)}\n`)
  return result
}
