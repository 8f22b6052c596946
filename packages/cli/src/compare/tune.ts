// Trains the cells of a comparison and chooses each method's rate; where that is at an end of its grid, and it is asked for, the
// grid goes on.

import { fail } from '@assent/core'
import type { CompareCommand } from '../commands/compare.js'
import { chooseExecutor } from '../config/choose-executor.js'
import type { Recipe } from '../config/recipe.js'
import { silent, type Terminal } from '../output/terminal.js'
import type { Interrupt } from '../run/interrupt.js'
import { workElsewhere } from './elsewhere.js'
import { nextRates, withRates } from './extend-rates.js'
import { methodName, ratesBeside } from './grid.js'
import { type Chosen, chooseRates } from './judge-cells.js'
import { NO_RATES } from './outer-rates.js'
import { type Comparing, prepareComparison } from './prepare.js'
import { trainingRound } from './round.js'
import { type Prepared, type Trained, trainCells } from './train-cells.js'

/** @throws AssentError when rates are to go on where there are no two to go on from */
export function checkExtension(options: CompareCommand, cells: readonly Prepared[]): void {
  if (!options.extendRates) return
  const lone = cells.find(({ cell }) => ratesBeside(cells, cell).size < 2)
  if (lone === undefined) return
  const [rate] = ratesBeside(cells, lone.cell)
  fail('--extend-rates', 'two --outer-rates or more for each method', `${rate ?? 'none'} for ${methodName(lone.cell)}`, 'add one')
}

/** Who watches, and who may stop it. */
export interface Surroundings {
  readonly terminal: Terminal
  readonly interrupt: Interrupt
}

/** Trains all cells and chooses rates; with `extendRates` until no method's best is at an end. Undefined when it was stopped. */
export async function trainAndChoose(
  options: CompareCommand,
  first: Comparing,
  around: Surroundings,
): Promise<{ chosen: Chosen[]; cells: readonly Prepared[]; options: CompareCommand } | undefined> {
  let [own, { cells }] = [options, first]
  let trained: Trained[] = []
  while (true) {
    const others = await trainAll(own, cells, trained, around)
    if (!others) return undefined
    trained = [...trained, ...others]
    const chosen = await chooseRates(trained, around.terminal)
    const tried = chosen.map((method) => ({ ...method, best: method.cells[0]?.cell.outerRate }))
    const next = own.extendRates ? nextRates(tried) : new Map<string, number>()
    if (next.size === 0) return { chosen, cells, options: own }
    for (const [name, rate] of next) around.terminal.note(`${name}: its best rate is at an end of those tried; trying ${rate}`)
    own = { ...own, outerRates: withRates(own.outerRates ?? NO_RATES, tried, next) }
    cells = (await prepareComparison(own, process.cwd(), silent)).cells
  }
}

/**
 * Trains the cells that are not trained yet: here, one after the other; or elsewhere, and then taken up here, where each is
 * found finished, and nothing is told again. Undefined when it was stopped.
 */
async function trainAll(
  options: CompareCommand,
  cells: readonly Prepared[],
  trained: readonly Trained[],
  { terminal, interrupt }: Surroundings,
): Promise<Trained[] | undefined> {
  const { resume = false, words } = options
  const folder = process.cwd()
  const executorOf = (recipe: Recipe) => chooseExecutor(options, recipe, { folder, terminal })
  const known = new Set(trained.map((cell) => cell.folder))
  const others = cells.filter((cell) => !known.has(cell.folder))
  const which = cells.flatMap((cell, index) => (known.has(cell.folder) ? [] : [index]))
  const round = trainingRound(cells, which, resume)
  const outcome = await workElsewhere(cells, { options, folder, round, terminal, interrupt })
  if (outcome === 'here') return trainCells(others, { resume, terminal, interrupt, words, executorOf })
  if (outcome === 'stopped') return undefined
  return trainCells(others, { resume: true, terminal: silent, interrupt, words, executorOf: async () => undefined })
}
