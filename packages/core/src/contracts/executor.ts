// Who adapts the tasks of a meta-batch, and where: in this process by default.

import type { FloatArray, Rows } from '@assent/autodiff'
import type { Rng } from '../rng.js'
import type { Problem } from './problem.js'
import type { Episode } from './task-source.js'
import type { AgreeOn, Need } from './weighting.js'

/** An episode with the draws that its inner loop needs. */
export interface Assignment {
  readonly episode: Episode
  /** `minibatches[k]`: which support examples inner step `k` uses; undefined for all of them. */
  readonly minibatches: readonly (readonly number[])[] | undefined
  /** The stream of this episode's random masks, from its start. */
  readonly masks: () => Rng
}

/** All that changes from one meta-step to the next. */
export interface MetaBatch {
  /** All meta-parameters, flat: θ, then the learner's own. */
  readonly theta: FloatArray
  readonly assignments: readonly Assignment[]
  /**
   * Where the assignments are from, if they were drawn: `sampleAssignments` of the problem with this seed and step draws them
   * again on any machine. An executor that sends no episodes refuses those of another origin.
   */
  readonly origin?: { readonly seed: number; readonly step: number }
  /** The numbers of the learner's schedule. */
  readonly schedule: readonly number[]
}

/** What the tasks of one meta-batch propose. Valid until the next call of `propose`. */
export interface Proposals {
  readonly supportLosses: readonly number[]
  readonly queryLosses: readonly number[]
  /** gᵢ, one row per task: what the direction is a weighted sum of. Over all meta-parameters. */
  readonly updates: Rows
  /** dᵢ = θ − θᵢ, one row per task. Over the model's parameters. */
  readonly displacements: Rows
}

/** What will be asked of the proposals, so that whoever holds them far away can choose what to send. */
export interface ProposalUse {
  /** What the weighting sees. */
  readonly needs: Need
  /** Which vectors it compares. */
  readonly agreeOn: AgreeOn
}

/** A place where one problem's meta-batches of a fixed number of tasks are worked on. */
export interface Session {
  /** Adapts every task of a batch. What comes back is valid until the next call. */
  propose(batch: MetaBatch): Promise<Proposals>
  /** Gives back what it holds. Proposing afterwards is refused. */
  close(): void
}

/**
 * Works on meta-batches somewhere: in this process, in threads, on other machines. Whatever it is, it proposes as one
 * process would:
 * `describeExecutor` of `@assent/testkit` holds it to that.
 */
export interface Executor {
  readonly name: string
  /** `use` is a hint: all that {@link Proposals} say can be asked for, whatever it is. */
  open(problem: Problem, tasks: number, use?: ProposalUse): Promise<Session>
}
