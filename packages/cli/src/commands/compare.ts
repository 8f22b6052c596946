// `assent compare`: learners, weightings, backends, outer rates and seeds against each other, on the same episodes.

import { resolve } from 'node:path'
import { cellName, cellsOf, type Grid } from '../compare/grid.js'
import { type CellResult, runCell } from '../compare/run-cell.js'
import { renderComparison, summarizeMethods } from '../compare/summary.js'
import { loadRecipe, type Overrides, override, type Source } from '../config/load.js'
import { processTerminal } from '../output/terminal.js'
import { prepareFolder, writeWhole } from '../run/files.js'
import { listenForInterrupt } from '../run/interrupt.js'
import { showPath } from '../run/run-folder.js'

export interface CompareCommand
  extends Omit<Overrides, 'learner' | 'weighting' | 'backend' | 'outerRate' | 'seed'>,
    Omit<Source, 'folder'>,
    Partial<Grid> {
  readonly out?: string
  readonly resume?: boolean
  readonly json?: boolean
}

/** Runs the command; returns the exit code. */
export async function compare(options: CompareCommand): Promise<number> {
  const folder = process.cwd()
  const terminal = processTerminal(Boolean(options.json))
  const { learners, weightings, backends, outerRates, seeds, ...overrides } = options
  const recipe = override(await loadRecipe({ ...options, folder }), overrides)
  const grid: Grid = {
    learners: learners ?? [undefined],
    weightings: weightings ?? ['uniform', 'gradientAgreement'],
    backends: backends ?? [recipe.backend],
    outerRates: outerRates ?? [undefined],
    seeds: seeds ?? [recipe.seed],
  }
  const cells = cellsOf(grid)
  const out = resolve(folder, options.out ?? `runs/compare-${options.preset ?? 'config'}`)
  prepareFolder(out)
  const interrupt = listenForInterrupt()
  const results: CellResult[] = []
  for (const [index, cell] of cells.entries()) {
    terminal.note(`${index + 1} of ${cells.length}: ${cellName(cell)}`)
    const result = await runCell({
      cell,
      recipe,
      folder,
      out,
      resume: Boolean(options.resume),
      terminal,
      shouldStop: interrupt.requested,
    })
    if (!result) {
      terminal.note(`stopped, saved; go on with the same command and --resume`)
      return 130
    }
    results.push(result)
  }
  interrupt.dispose()
  const methods = summarizeMethods(results, out)
  writeWhole(resolve(out, 'comparison.json'), `${JSON.stringify(methods, null, 2)}\n`)
  terminal.out(options.json ? JSON.stringify(methods) : `\n${renderComparison(methods)}\n\nresults: ${showPath(out)}`)
  return 0
}
