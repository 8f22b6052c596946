// A process that trains cells of a comparison, one after the other, as it is told. Started by side-by-side.ts.

import { AssentError } from '@assent/core'
import { chooseExecutor } from '../config/choose-executor.js'
import { tellLines } from '../output/terminal.js'
import { withInterrupt } from '../run/interrupt.js'
import { completeCell } from './complete-cell.js'
import { prepareComparison } from './prepare.js'
import type { Answer, Order } from './protocol.js'
import type { CellOptions, Prepared } from './train-cells.js'

const say = (answer: Answer) => void process.send?.(answer)
/** The comparison decides how much of it is shown. */
const terminal = tellLines((text, lasting) => say({ kind: 'line', text, lasting }))

let cells: readonly Prepared[] = []
let words: readonly string[] = []
let executorOf: CellOptions['executorOf'] = async () => undefined

async function answer(order: Order): Promise<Answer> {
  if ('options' in order) {
    const { options, folder } = order
    words = options.words
    executorOf = (recipe) => chooseExecutor(options, recipe, { folder, terminal })
    cells = (await prepareComparison(options, folder, { ...terminal, note: () => {} })).cells
    return { kind: 'ready' }
  }
  const prepared = cells[order.cell] as Prepared
  const { resume } = order
  const unsaid = () => {}
  const outcome = await withInterrupt(unsaid, (interrupt) =>
    completeCell(prepared, order.judges, { resume, terminal, interrupt, words, executorOf }),
  )
  return { kind: 'trained', outcome }
}

process.on('message', (order: Order) => {
  answer(order).then(say, (error: unknown) => {
    if (!(error instanceof AssentError)) throw error
    say({ kind: 'failed', complaint: error.complaint, errorKind: error.kind })
  })
})
// Whoever asked is gone: what was saved is gone on with by whoever asks next.
process.on('disconnect', () => process.exit(1))
