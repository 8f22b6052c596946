// The log of a run: a line of plain numbers every few steps.

import type { StepEvent } from '@assent/core'
import { mean, negativeShare } from '../output/progress.js'
import type { LogLine } from '../records/history.js'

/** @param isBad tells bad tasks from others, where there are some */
export function toLogLine(event: StepEvent, isBad?: (id: string) => boolean): LogLine {
  return {
    step: event.step,
    supportLoss: mean(event.supportLosses),
    queryLoss: mean(event.queryLosses),
    weightSum: event.weights.reduce((sum, weight) => sum + weight, 0),
    negativeShare: negativeShare(event.weights),
    stretch: event.meanNorm === 0 ? null : event.directionNorm / event.meanNorm,
    rate: event.rate,
    screened: event.screened.length,
    degenerate: event.degenerate !== undefined,
    ...(isBad && { badShare: badShare(event, isBad) }),
  }
}

/** The share of Σ|wᵢ| that bad tasks have; 0 where all weights are. */
function badShare({ tasks, weights }: StepEvent, isBad: (id: string) => boolean): number {
  const size = (of: readonly number[]) => of.reduce((sum, weight) => sum + Math.abs(weight), 0)
  const all = size(weights)
  return all === 0 ? 0 : size(weights.filter((_, task) => isBad(tasks[task] ?? ''))) / all
}

/** Means over a log: Σw, share of negative weights, ‖direction‖ / ‖mean‖, bad tasks' share of Σ|w|; and tasks left out in all. */
export interface LogSummary {
  readonly weightSum: number
  readonly negativeShare: number
  readonly stretch: number
  readonly screenedTasks: number
  /** Undefined where no tasks are bad. */
  readonly badShare?: number
}

export function summarizeLog(lines: readonly LogLine[]): LogSummary {
  const average = (of: (line: LogLine) => number | null) => mean(lines.map(of).filter((value) => value !== null))
  return {
    weightSum: average((line) => line.weightSum),
    negativeShare: average((line) => line.negativeShare),
    stretch: average((line) => line.stretch),
    screenedTasks: lines.reduce((sum, line) => sum + line.screened, 0),
    ...(lines.some((line) => line.badShare !== undefined) && { badShare: average((line) => line.badShare ?? null) }),
  }
}

/** What did not go as it should, since the training was begun or resumed. */
export interface Oddities {
  /** Tasks left out, because something of theirs was not finite. */
  readonly screenedTasks: number
  /** Steps in which the weighting had no answer of its own. */
  readonly degenerateSteps: number
}

/** Counts oddities, and tells of the first of each kind at once. */
export function watchOddities(note: (line: string) => void): { see(event: StepEvent): void; readonly seen: Oddities } {
  let screenedTasks = 0
  let degenerateSteps = 0
  return {
    see: ({ step, screened, degenerate }) => {
      const [first] = screened
      if (first && screenedTasks === 0) note(`step ${step}: left out task ${first.task}: ${first.reason}`)
      if (degenerate !== undefined && degenerateSteps === 0) note(`step ${step}: uniform weights, as ${degenerate}`)
      screenedTasks += screened.length
      if (degenerate !== undefined) degenerateSteps++
    },
    get seen() {
      return { screenedTasks, degenerateSteps }
    },
  }
}

/** Both counts in words; undefined when there is nothing to tell. */
export function showOddities({ screenedTasks, degenerateSteps }: Oddities): string | undefined {
  const parts = [
    screenedTasks > 0 ? `${screenedTasks} tasks left out as not finite` : undefined,
    degenerateSteps > 0 ? `${degenerateSteps} steps with uniform weights, as the weighting had no answer` : undefined,
  ]
  return parts.filter(Boolean).join('; ') || undefined
}
