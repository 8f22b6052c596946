// An outer optimizer: moves θ against the direction that the tasks voted for. Plain numbers, so that every
// backend takes the same step.

import { type FloatArray, fail } from '@assent/autodiff'
import type { Described } from './settings.js'

/** The outer rate at meta-step `step`, counted from 1, of `metaSteps`. */
export interface Schedule extends Described {
  /** α, a finite number of at least 0. */
  rate(step: number, metaSteps: number): number
}

/** How θ is moved once the tasks have voted: plain numbers in place, so that every backend takes the same step. */
export interface OuterOptimizer extends Described {
  readonly schedule: Schedule
  /** State kept from step to step, by name; each has θ's length and starts at zero. */
  readonly slots: readonly string[]
  /**
   * Moves `parameters` and `slots` in place against `direction`, which points uphill.
   *
   * @param count this step's number, from 1
   */
  update(parameters: FloatArray, direction: FloatArray, slots: readonly FloatArray[], rate: number, count: number): void
}

/** The scheduled rate, refused unless it is a finite number of at least 0. */
export function scheduledRate({ schedule }: OuterOptimizer, step: number, metaSteps: number): number {
  const rate = schedule.rate(step, metaSteps)
  if (!(rate >= 0 && Number.isFinite(rate))) {
    fail(`schedule ${schedule.name}`, 'a rate of at least 0', `${rate} at step ${step} of ${metaSteps}`, 'correct the schedule')
  }
  return rate
}
