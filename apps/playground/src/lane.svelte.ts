// A lane as the page sees it: its worker, and what has been heard of it.

import { paceFrames } from './charts/frames.js'
import { failedBy, type LaneFailed } from './engine/failure.js'
import type { FromLane, Pace, Progress, ToLane, View } from './engine/messages.js'
import type { RuleName } from './engine/rules.js'
import type { LaneSetup } from './engine/setup.js'

export type LaneStatus =
  | { readonly kind: 'opening' }
  | { readonly kind: 'training' }
  | { readonly kind: 'done'; readonly score: number; readonly interval: number }
  | LaneFailed

/** Where a lane's training is computed. */
export interface LanePort {
  post(message: ToLane): void
  close(): void
}

/** A worker of its own. */
export function openWorker(hear: (message: FromLane) => void): LanePort {
  const worker = new Worker(new URL('./engine/lane-worker.ts', import.meta.url), { type: 'module' })
  worker.onmessage = ({ data }: MessageEvent<FromLane>) => hear(data)
  worker.onerror = ({ message }) => hear(failedBy(message || 'the worker did not start'))
  return { post: (message) => worker.postMessage(message), close: () => worker.terminate() }
}

/** All charts of the page take turns. */
export const pace = paceFrames()

/** Steps that a point of the curve is the mean of. */
export const STEPS_PER_POINT = 10

export class Lane {
  readonly rule: RuleName
  status: LaneStatus = $state.raw({ kind: 'opening' })
  step = $state(0)
  /** The good tasks' query loss, each value the mean of {@link STEPS_PER_POINT} meta-steps. */
  curve: readonly number[] = $state.raw([])
  /** The bad seats' share of Σ|w|, over all steps so far. */
  badShare = $state(0)
  view: View | undefined = $state.raw(undefined)
  #port: LanePort
  #step = 0
  #points: number[] = []
  #pending: number[] = []
  #shares = { sum: 0, count: 0 }

  constructor(rule: RuleName, open: (hear: (message: FromLane) => void) => LanePort = openWorker) {
    this.rule = rule
    this.#port = open((message) => this.#hear(message))
  }

  start(setup: LaneSetup, pace: Pace, watched: boolean): void {
    this.status = { kind: 'opening' }
    this.step = this.#step = 0
    this.curve = []
    this.#points = []
    this.#pending = []
    this.#shares = { sum: 0, count: 0 }
    this.badShare = 0
    this.#port.post({ kind: 'start', setup, pace, watched })
  }

  setPace(pace: Pace): void {
    this.#port.post({ kind: 'pace', pace })
  }

  takeStep(): void {
    this.#port.post({ kind: 'step' })
  }

  watch(watched: boolean): void {
    this.#port.post({ kind: 'watch', watched })
  }

  close(): void {
    this.#port.close()
  }

  #hear(message: FromLane): void {
    if (message.kind === 'opened') this.status = { kind: 'training' }
    else if (message.kind === 'progress') this.#advance(message)
    else {
      this.status = message
      this.#show()
    }
  }

  /** Keeps what is new; it is shown when its turn among the frames comes. */
  #advance({ step, losses, badShares, view }: Progress): void {
    this.#step = step
    this.#pending.push(...losses)
    while (this.#pending.length >= STEPS_PER_POINT) this.#points.push(mean(this.#pending.splice(0, STEPS_PER_POINT)))
    for (const share of badShares) this.#shares.sum += share
    this.#shares.count += badShares.length
    pace(`numbers of ${this.rule}`, () => this.#show())
    if (view) this.view = view
  }

  #show(): void {
    this.step = this.#step
    if (this.#points.length > this.curve.length) this.curve = [...this.#points]
    this.badShare = this.#shares.count === 0 ? 0 : this.#shares.sum / this.#shares.count
  }
}

/** How far a lane is, or what it ended with. */
export function showStanding({ status, step }: Lane, metaSteps: number): string {
  if (status.kind === 'done') return `${status.score.toFixed(3)} ± ${status.interval.toFixed(3)}`
  if (status.kind === 'failed') return status.diverged ? `diverged at step ${step + 1}` : status.text
  return status.kind === 'opening' ? 'opening …' : `step ${step} of ${metaSteps}`
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
