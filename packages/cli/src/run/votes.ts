// How tasks voted: some two dozen meta-steps of a run, each with every task's weight and how far each pair agreed.

import type { StepEvent } from '@assent/core'

/** The vote of a single meta-step, with four significant digits. */
export interface VoteLine {
  readonly step: number
  readonly tasks: readonly string[]
  readonly weights: readonly number[]
  /** `dᵢ · dⱼ` of the vectors that were compared. */
  readonly gram: readonly (readonly number[])[]
}

/** A run keeps about this many votes. */
const VOTES = 24

/** Which meta-steps, counted from 1, are kept: the first, the last, and some between. */
export function voteSteps(steps: number): (step: number) => boolean {
  const every = Math.ceil(steps / VOTES)
  return (step) => step === 1 || step % every === 0 || step === steps
}

export function toVoteLine(event: StepEvent): VoteLine {
  const { step, tasks, weights, gram = [] } = event
  return { step, tasks, weights: weights.map(shorten), gram: gram.map((row) => row.map(shorten)) }
}

function shorten(value: number): number {
  return Number(value.toPrecision(4))
}
