// The cells of a comparison trained over several processes. A cell is the same run wherever it is trained, so the bytes do not
// depend on their number, nor on who takes which.

import { type ChildProcess, fork } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { AssentError } from '@assent/core'
import { STOPPED, whenAsked } from '../run/interrupt.js'
import { cellName } from './grid.js'
import type { Answer, Order } from './protocol.js'
import type { RoundOptions } from './round.js'
import type { Prepared } from './train-cells.js'
import { watchCells } from './watch-cells.js'

/** As it was built: a process needs a file of JavaScript. */
const program = () => join(dirname(createRequire(import.meta.url).resolve('@assent/cli/package.json')), 'dist/compare-cells.js')

export interface SideBySide extends RoundOptions {
  readonly jobs: number
}

/**
 * Has every cell of a round trained and judged.
 *
 * @returns false when it was stopped on the way, with everything saved
 * @throws AssentError what a process found wrong, or that it died; the others end, with what they saved last
 */
export async function trainSideBySide(cells: readonly Prepared[], options: SideBySide): Promise<boolean> {
  const { round, jobs, terminal, interrupt } = options
  const view = watchCells(round.which.length, terminal)
  const waiting = [...round.which]
  const children = Array.from({ length: Math.min(jobs, waiting.length) }, () => start(options))
  const endAll = () => {
    for (const { process } of children) process.kill('SIGTERM')
  }
  // Children are in groups of their own, so that Ctrl-C reaches them once: through here.
  interrupt.hold()
  const forget = whenAsked(interrupt, endAll)
  let stopped = false
  const work = async (child: Child) => {
    await child.ask({ options: options.options, folder: options.folder })
    for (let cell = waiting.shift(); cell !== undefined && !stopped; cell = waiting.shift()) {
      const prepared = cells[cell] as Prepared
      const name = cellName(prepared.cell)
      child.listen(({ text, lasting }) => view.hear(name, text, lasting))
      const answer = await child.ask({ cell, judges: round.judges(prepared), resume: round.resume })
      if (answer.kind !== 'trained' || answer.outcome === 'stopped') stopped = true
      else view.done(name, answer.outcome === 'finished' ? round.finished : answer.outcome)
    }
  }
  try {
    await Promise.all(children.map(work))
    return !stopped && !interrupt.shouldStop()
  } finally {
    forget()
    endAll()
    interrupt.release()
  }
}

interface Child {
  readonly process: ChildProcess
  ask(order: Order): Promise<Answer>
  listen(listener: (line: Extract<Answer, { kind: 'line' }>) => void): void
}

function start({ interrupt }: Pick<SideBySide, 'interrupt'>): Child {
  const child = fork(program(), {
    execArgv: [],
    serialization: 'advanced',
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  let listener: Parameters<Child['listen']>[0] = () => {}
  const ask = (order: Order) =>
    new Promise<Answer>((resolve, reject) => {
      const settle = (act: () => void) => {
        child.off('exit', onExit)
        child.off('message', onMessage)
        act()
      }
      const onExit = (code: number | null, signal: string | null) =>
        settle(() => {
          if (interrupt.shouldStop() || code === STOPPED) return resolve({ kind: 'trained', outcome: 'stopped' })
          const found = `its end (${signal ?? `exit code ${code}`})`
          reject(
            new AssentError(
              { where: 'compare', expected: 'its process to go on', found, remedy: 'go on with --resume' },
              'refused',
            ),
          )
        })
      const onMessage = (answer: Answer) => {
        if (answer.kind === 'line') listener(answer)
        else if (answer.kind === 'failed') settle(() => reject(new AssentError(answer.complaint, answer.errorKind)))
        else settle(() => resolve(answer))
      }
      if (child.exitCode !== null || child.signalCode !== null) return onExit(child.exitCode, child.signalCode)
      child.once('exit', onExit)
      child.on('message', onMessage)
      child.send(order)
    })
  return {
    process: child,
    ask,
    listen: (next) => {
      listener = next
    },
  }
}
