// How a training goes: one line that is redrawn on a terminal, a few plain lines elsewhere.

import type { StepEvent } from '@assent/core'
import type { Terminal } from './terminal.js'

export interface Progress {
  step(event: StepEvent): void
}

const LINES_IN_A_PIPE = 10
const REDRAW_MILLISECONDS = 100

export function trackProgress(terminal: Terminal, from: number, steps: number): Progress {
  const started = performance.now()
  const every = Math.max(1, Math.ceil(steps / LINES_IN_A_PIPE))
  let drawnAt = 0
  const smoothed = new Map<string, number>()
  const smooth = (name: string, value: number): number => {
    const before = smoothed.get(name) ?? value
    const after = before + 0.05 * (value - before)
    smoothed.set(name, after)
    return after
  }
  return {
    step: (event) => {
      const support = smooth('support', mean(event.supportLosses))
      const query = smooth('query', mean(event.queryLosses))
      const negative = smooth('negative', negativeShare(event.weights))
      const now = performance.now()
      const due = terminal.isLive ? now - drawnAt >= REDRAW_MILLISECONDS : event.step % every === 0
      if (!due && event.step !== steps) return
      drawnAt = now
      const perSecond = (event.step - from) / ((now - started) / 1000)
      const line = [
        `step ${event.step}/${steps}`,
        `${showDuration((steps - event.step) / perSecond)} left`,
        `loss ${showLoss(support)} → ${showLoss(query)}`,
        `w < 0 ${(100 * negative).toFixed(0)} %`,
        `rate ${event.rate.toPrecision(3)}`,
        `${perSecond.toFixed(perSecond < 10 ? 1 : 0)} steps/s`,
      ].join('  ')
      if (terminal.isLive) terminal.redraw(line)
      else terminal.note(line)
    },
  }
}

/** How far reading images is: every percent on a terminal, every tenth of the way elsewhere. */
export function showReading(terminal: Terminal): (done: number, total: number) => void {
  let tenths = 0
  return (done, total) => {
    const line = `reading images, once: ${done} of ${total}`
    if (terminal.isLive) terminal.redraw(line)
    else if (done >= ((tenths + 1) * total) / 10) terminal.note(line)
    tenths = Math.floor((10 * done) / total)
  }
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

export function negativeShare(weights: readonly number[]): number {
  return weights.filter((weight) => weight < 0).length / weights.length
}

function showLoss(loss: number): string {
  return loss < 1e4 ? loss.toFixed(3) : loss.toExponential(1)
}

export function showDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '?'
  if (seconds < 60) return `${Math.ceil(seconds)} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.ceil(seconds % 60)} s`
  return `${Math.floor(seconds / 3600)} h ${Math.ceil((seconds % 3600) / 60)} min`
}
