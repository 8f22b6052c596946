// What the page and a lane's worker say to each other. A lane is one training under one rule.

import type { Curves } from './curves.js'
import type { LaneFailed } from './failure.js'
import type { RuleName } from './rules.js'
import type { LaneSetup } from './setup.js'

/** A fixed pace in meta-steps per second, as fast as it goes, or one step at a time when asked. */
export type Pace = number | 'full' | 'paused'

export type ToLane =
  | { readonly kind: 'start'; readonly setup: LaneSetup; readonly pace: Pace; readonly watched: boolean }
  | { readonly kind: 'pace'; readonly pace: Pace }
  | { readonly kind: 'step' }
  /** Whether the page shows this lane's tasks: only then are they drawn. */
  | { readonly kind: 'watch'; readonly watched: boolean }

/** The meta-step that was just done, in full. */
export interface View {
  readonly step: number
  /** By seat; 0 for a task that was left out as it was not finite. */
  readonly weights: readonly number[]
  readonly screened: readonly number[]
  /** `gᵢ · gⱼ` by voter, and which seats the voters sit on. */
  readonly gram: readonly (readonly number[])[]
  readonly voters: readonly number[]
  /** What other rules would have said of the same proposals. */
  readonly others: readonly { readonly rule: RuleName; readonly weights: readonly number[] }[]
  readonly points: readonly SeatPoints[]
  readonly curves: Curves
}

/** The examples of the task that sat on a seat. */
export interface SeatPoints {
  readonly support: { readonly x: Float32Array; readonly y: Float32Array }
  readonly query: { readonly x: Float32Array; readonly y: Float32Array }
}

/** What happened since the message before. */
export interface Progress {
  readonly kind: 'progress'
  readonly step: number
  /** Per meta-step: the mean query loss of the good seats, and the bad seats' share of Σ|w|. */
  readonly losses: readonly number[]
  readonly badShares: readonly number[]
  readonly view: View | undefined
}

export type FromLane =
  | { readonly kind: 'opened' }
  | Progress
  /** All steps are done; the error on unseen, good tasks, with the half-width of its 95 % interval. */
  | { readonly kind: 'done'; readonly score: number; readonly interval: number }
  | LaneFailed
