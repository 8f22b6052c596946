// Who adapts the tasks of a meta-batch, and where: in this process by default.

import type { FloatArray, Rows } from '@assent/autodiff'
import type { Problem } from './problem.js'
import type { Episode } from './task-source.js'

/** An episode with the draws that its inner minibatches need. */
export interface Assignment {
  readonly episode: Episode
  /** `minibatches[k]`: which support examples inner step `k` uses; undefined for all of them. */
  readonly minibatches: readonly (readonly number[])[] | undefined
}

/** What the tasks of one meta-batch propose. Valid until the next call of `propose`. */
export interface Proposals {
  readonly supportLosses: readonly number[]
  readonly queryLosses: readonly number[]
  /** gᵢ, one row per task: what the direction is a weighted sum of. */
  readonly updates: Rows
  /** dᵢ = θ − θᵢ, one row per task. */
  readonly displacements: Rows
}

/** A place where one problem's meta-batches of a fixed number of tasks are worked on. */
export interface Session {
  propose(theta: FloatArray, assignments: readonly Assignment[]): Promise<Proposals>
  close(): void
}

export interface Executor {
  readonly name: string
  open(problem: Problem, tasks: number): Promise<Session>
}
