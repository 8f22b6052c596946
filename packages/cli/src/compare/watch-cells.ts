// All cells that are under way in one line, with how long the whole will take; what a cell says for good is a line of its own.

import { showDuration } from '../output/progress.js'
import type { Terminal } from '../output/terminal.js'

export interface CellsView {
  /** Hears what a cell says; `lasting` when it is not replaced by the next. */
  hear(name: string, text: string, lasting: boolean): void
  done(name: string, outcome: string): void
}

export function watchCells(count: number, terminal: Terminal): CellsView {
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
    hear: (name, text, lasting) => {
      if (lasting) return terminal.note(`${name}: ${text}`)
      current.set(name, text)
      draw()
    },
    done: (name, outcome) => {
      current.delete(name)
      finished++
      terminal.note(`${finished} of ${count}: ${name} ${outcome}${left()}`)
    },
  }
}
