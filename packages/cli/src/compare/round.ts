// A round of a comparison: cells are trained to their ends and judged, whoever does it.

import type { Split } from '@assent/core'
import type { CompareCommand } from '../commands/compare.js'
import type { Terminal } from '../output/terminal.js'
import type { Interrupt } from '../run/interrupt.js'
import { cellName, ratesBeside } from './grid.js'
import type { Prepared } from './train-cells.js'

/** What is to be done. */
export interface Round {
  /** The numbers of the cells that are worked on; the others are beside them as rivals. */
  readonly which: readonly number[]
  /** The tasks that each is judged on when it is trained. */
  readonly judges: (cell: Prepared) => readonly Split[]
  /** Whether what is there is gone on with. */
  readonly resume: boolean
  /** What is said of a cell that is finished. */
  readonly finished: string
}

/** How it is done. */
export interface RoundOptions {
  readonly options: CompareCommand
  readonly folder: string
  readonly round: Round
  readonly terminal: Terminal
  readonly interrupt: Interrupt
}

/** Training, with validation tasks for those among which rates are chosen. */
export function trainingRound(cells: readonly Prepared[], which: readonly number[], resume: boolean): Round {
  const judges = ({ cell }: Prepared): Split[] => (ratesBeside(cells, cell).size > 1 ? ['validation'] : [])
  return { which, judges, resume, finished: 'finished' }
}

/** Test tasks for those that were chosen; they are trained. */
export function testRound(cells: readonly Prepared[], chosen: readonly Prepared[]): Round {
  const names = new Set(chosen.map(({ cell }) => cellName(cell)))
  const which = cells.flatMap(({ cell }, index) => (names.has(cellName(cell)) ? [index] : []))
  return { which, judges: () => ['test'], resume: true, finished: 'judged on test tasks' }
}
