// Algorithm 1 of Eshratifar, Eigen and Pedram, "Gradient Agreement as an Optimization Objective for
// Meta-Learning" (2018): start reading here.

import { type FloatArray, fail } from '@assent/autodiff'
import type { Session } from '../contracts/executor.js'
import { scheduledRate } from '../contracts/optimizer.js'
import { weigh } from '../contracts/weighting.js'
import { createRng } from '../rng.js'
import { measureAgreement, measureGram } from './agreement.js'
import { type ScreenedTask, screen } from './ballot.js'
import { agreesOn, type Experiment, type TrainingState } from './experiment.js'
import { sampleAssignments } from './sample.js'

/** What happened in one meta-step, as plain numbers. Arrays over tasks are in the order of `tasks`. */
export interface StepEvent {
  /** Meta-steps done, this one included. */
  readonly step: number
  /** The outer rate α. */
  readonly rate: number
  /** The tasks that voted. */
  readonly tasks: readonly string[]
  /** Each task's loss on its first inner batch, at θ. */
  readonly supportLosses: readonly number[]
  /** Each task's loss on its query examples, at θᵢ. */
  readonly queryLosses: readonly number[]
  /** wᵢ, as the weighting gave them. */
  readonly weights: readonly number[]
  /** Why the weighting had no answer of its own, if it had none. */
  readonly degenerate: string | undefined
  /** `dᵢ · dⱼ` of the vectors that were compared, when the weighting needed it or `gramAt` asked for it. */
  readonly gram: readonly (readonly number[])[] | undefined
  /** `‖Σ wᵢ gᵢ‖`. */
  readonly directionNorm: number
  /** `‖Σ gᵢ / n‖`, to tell agreement from a bigger step. */
  readonly meanNorm: number
  /** The tasks left out because something of theirs was not finite. */
  readonly screened: readonly ScreenedTask[]
}

/**
 * One meta-step; moves `state` in place.
 *
 * @throws AssentError when no task of the step or not all of θ is finite, or when a weighting's answer is refused
 */
export async function metaStep(
  experiment: Experiment,
  session: Session,
  state: TrainingState,
  gramAt: (step: number) => boolean = () => false,
): Promise<StepEvent> {
  const { learner, weighting, optimizer, metaSteps, seed } = experiment
  const { step, parameters, slots } = state
  const where = `meta-step ${step + 1}`

  // Line 3: sample n tasks.
  const assignments = sampleAssignments(experiment, step)

  // Lines 4–7: on each task, k inner steps lead from θ to θᵢ; each proposes gᵢ and is known by dᵢ = θ − θᵢ.
  const schedule = learner.schedule?.(step + 1, metaSteps) ?? []
  const proposals = await session.propose({ theta: parameters, assignments, schedule, origin: { seed, step } })
  const ballot = await screen(where, { needs: weighting.needs, agreeOn: agreesOn(experiment) }, proposals, assignments)

  // Line 8: wᵢ, from how far the tasks agree.
  const agreement = await measureAgreement(weighting.needs, ballot, step + 1, createRng(seed, 'weighting', step))
  const { weights, degenerate } = weigh(weighting, agreement)

  // Line 9: θ ← θ − α Σᵢ wᵢ gᵢ.
  const total = isUniform(weights) ? undefined : norm(await ballot.combine(weights.map(() => 1)))
  const direction = await ballot.combine(weights)
  const directionNorm = norm(direction)
  const meanNorm = total === undefined ? directionNorm : total / weights.length
  if (!Number.isFinite(directionNorm)) stopOverflow(where, weighting.name)
  const rate = scheduledRate(optimizer, step + 1, metaSteps)
  optimizer.update(parameters, direction, slots, rate, step + 1)
  if (!Number.isFinite(norm(parameters))) stopDiverged(where, rate)
  state.step = step + 1

  const { tasks, supportLosses, queryLosses, screened } = ballot
  const gram = 'gram' in agreement ? agreement.gram : gramAt(state.step) ? await measureGram(ballot) : undefined
  const norms = { directionNorm, meanNorm }
  return { step: state.step, rate, tasks, supportLosses, queryLosses, weights, degenerate, gram, ...norms, screened }
}

/** Whether the direction is the mean. */
function isUniform(weights: readonly number[]): boolean {
  return weights.every((weight) => weight === 1 / weights.length)
}

/** Not finite where a value is not, and where float64 values are beyond 1e154; squares of float32 values do not overflow. */
function norm(vector: FloatArray): number {
  let squares = 0
  for (const value of vector) squares += value * value
  return Math.sqrt(squares)
}

function stopOverflow(where: string, weighting: string): never {
  fail(where, 'a finite direction', 'an overflow', `check the size of the weights of ${weighting}`, 'diverged')
}

function stopDiverged(where: string, rate: number): never {
  const remedy = 'lower the outer rate; the last saved state is still good'
  fail(where, 'finite parameters', `NaN or infinity after a step at rate ${rate}`, remedy, 'diverged')
}
