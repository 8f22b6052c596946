// A process that trains cells of a comparison, one after the other, as it is told. Started by side-by-side.ts.

import { AssentError } from '@assent/core'
import { chooseExecutor } from '../config/choose-executor.js'
import type { Terminal } from '../output/terminal.js'
import { withInterrupt } from '../run/interrupt.js'
import { judgeCell } from './judge-cells.js'
import { prepareComparison } from './prepare.js'
import type { Answer, Order } from './protocol.js'
import { type CellOptions, type Prepared, trainCell } from './train-cells.js'

const say = (answer: Answer) => void process.send?.(answer)
const line = (text: string, lasting: boolean) => say({ kind: 'line', text, lasting })

/** Told as on a terminal: the comparison decides how much of it is shown. */
const terminal: Terminal = {
  isLive: true,
  out: (text) => line(text, true),
  note: (text) => line(text, true),
  redraw: (text) => line(text, false),
}

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
  const trained = await withInterrupt(unsaid, (interrupt) =>
    trainCell(prepared, { resume, terminal, interrupt, words, executorOf }),
  )
  if (trained.diverged !== undefined) return { kind: 'trained', outcome: 'diverged' }
  if (!trained.result?.finished) return { kind: 'trained', outcome: 'stopped' }
  for (const split of order.judges) await judgeCell(trained, split, terminal)
  return { kind: 'trained', outcome: 'finished' }
}

process.on('message', (order: Order) => {
  answer(order).then(say, (error: unknown) => {
    if (!(error instanceof AssentError)) throw error
    say({ kind: 'failed', complaint: error.complaint, errorKind: error.kind })
  })
})
// Whoever asked is gone: what was saved is gone on with by whoever asks next.
process.on('disconnect', () => process.exit(1))
