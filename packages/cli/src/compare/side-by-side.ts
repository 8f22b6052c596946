// The cells of a comparison trained over several processes. A cell is the same run wherever it is trained, so the bytes do not
// depend on their number, nor on who takes which.

import { type ChildProcess, fork } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { AssentError, fail } from '@assent/core'
import type { CompareCommand } from '../commands/compare.js'
import { showDuration } from '../output/progress.js'
import type { Terminal } from '../output/terminal.js'
import { type Interrupt, STOPPED } from '../run/interrupt.js'
import { cellName, ratesBeside } from './grid.js'
import type { Answer, Order } from './protocol.js'
import type { Prepared } from './train-cells.js'

/** As it was built: a process needs a file of JavaScript. */
const program = () => join(dirname(createRequire(import.meta.url).resolve('@assent/cli/package.json')), 'dist/compare-cells.js')

export interface SideBySide {
  readonly options: CompareCommand
  readonly folder: string
  /** The numbers of the cells that are trained; the others are beside them as rivals. */
  readonly which: readonly number[]
  readonly jobs: number
  readonly terminal: Terminal
  readonly interrupt: Interrupt
}

/**
 * Trains cells, and judges on validation tasks those among which rates are chosen.
 *
 * @returns false when it was stopped on the way, with everything saved
 * @throws AssentError what a process found wrong, or that it died; the others end, with what they saved last
 */
export async function trainSideBySide(cells: readonly Prepared[], options: SideBySide): Promise<boolean> {
  const { which, jobs, terminal, interrupt } = options
  const view = watchCells(which.length, terminal)
  const waiting = [...which]
  const children = Array.from({ length: Math.min(jobs, which.length) }, () => start(options))
  const endAll = () => {
    for (const { process } of children) process.kill('SIGTERM')
  }
  // Children are in groups of their own, so that Ctrl-C reaches them once: through here.
  interrupt.hold()
  const asked = setInterval(() => {
    if (!interrupt.shouldStop()) return
    clearInterval(asked)
    endAll()
  }, 50)
  let stopped = false
  const work = async (child: Child) => {
    await child.ask({ options: options.options, folder: options.folder })
    for (let cell = waiting.shift(); cell !== undefined && !stopped; cell = waiting.shift()) {
      const name = cellName((cells[cell] as Prepared).cell)
      child.listen(({ text, lasting }) => view.hear(name, text, lasting))
      const answer = await child.ask({
        cell,
        judges: ratesBeside(cells, (cells[cell] as Prepared).cell).size > 1,
        resume: options.options.resume ?? false,
      })
      if (answer.kind !== 'trained' || answer.outcome === 'stopped') stopped = true
      else view.done(name, answer.outcome)
    }
  }
  try {
    await Promise.all(children.map(work))
    return !stopped && !interrupt.shouldStop()
  } finally {
    clearInterval(asked)
    endAll()
    interrupt.release()
  }
}

interface Child {
  readonly process: ChildProcess
  ask(order: Order): Promise<Answer>
  listen(listener: (line: Extract<Answer, { kind: 'line' }>) => void): void
}

function start({ interrupt }: SideBySide): Child {
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

/** All cells in one line, with how long the whole will take; what a cell says for good is a line of its own. */
function watchCells(count: number, terminal: Terminal) {
  const started = performance.now()
  const current = new Map<string, string>()
  let finished = 0
  const draw = () => {
    const each = [...current].map(([name, text]) => `${name}: ${text.split('  ', 2).join(', ')}`).join(' | ')
    terminal.redraw(`${finished}/${count} cells${left()}  ${each}`)
  }
  const left = () => {
    if (finished === 0) return ''
    const seconds = (((performance.now() - started) / finished) * (count - finished)) / 1000
    return `, about ${showDuration(seconds)} left`
  }
  return {
    hear: (name: string, text: string, lasting: boolean) => {
      if (lasting) return terminal.note(`${name}: ${text}`)
      current.set(name, text)
      draw()
    },
    done: (name: string, outcome: string) => {
      current.delete(name)
      finished++
      terminal.note(`${finished} of ${count}: ${name} ${outcome}${left()}`)
    },
  }
}

/** @throws AssentError where cells cannot be trained side by side */
export function checkJobs({ jobs = 1, executor }: CompareCommand): number {
  if (jobs > 1 && executor !== undefined) fail('--jobs', 'no --executor beside it', `'${executor}'`, 'leave one of them out')
  return jobs
}
