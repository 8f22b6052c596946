// How tasks voted in one meta-step, as it is kept.

import type { StepEvent } from '@assent/core'
import type { VoteLine } from '../records/history.js'

export function toVoteLine({ step, tasks, weights, gram = [] }: StepEvent): VoteLine {
  return { step, tasks: [...tasks], weights: weights.map(shorten), gram: gram.map((row) => row.map(shorten)) }
}

/** To four significant digits. */
function shorten(value: number): number {
  return Number(value.toPrecision(4))
}
