// Algorithm 1 of Eshratifar, Eigen and Pedram, "Gradient Agreement as an Optimization Objective for
// Meta-Learning" (2018): start reading here.

import { type FloatArray, fail } from '@assent/autodiff'
import { measureAgreement, type ScreenedTask, screen } from './agreement.js'
import type { Session } from './executor.js'
import { scheduledRate } from './optimizer.js'
import { createRng } from './rng.js'
import type { Run, TrainingState } from './run.js'
import { sampleAssignments } from './sample.js'
import { uniformWeights, type Weights, weigh } from './weighting.js'

/** What happened in one meta-step, as plain numbers. Arrays over tasks are in the order of `tasks`. */
export interface StepEvent {
  /** Meta-steps done, this one included. */
  readonly step: number
  readonly rate: number
  /** The tasks that voted. */
  readonly tasks: readonly string[]
  readonly supportLosses: readonly number[]
  readonly queryLosses: readonly number[]
  readonly weights: readonly number[]
  /** Why the weighting had no answer of its own, if it had none. */
  readonly degenerate: string | undefined
  /** `dᵢ · dⱼ`, when the weighting needed it. */
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
 * @throws AssentError when no task of the step is finite, or when a weighting's answer is refused
 */
export async function metaStep(run: Run, session: Session, state: TrainingState): Promise<StepEvent> {
  const { tasks, learner, weighting, optimizer, tasksPerStep, seed } = run
  const { step } = state

  // Line 3: sample n tasks.
  const assignments = sampleAssignments(tasks, learner, seed, step, tasksPerStep)

  // Lines 4–7: from θ, k inner steps on each task give θᵢ and the displacement dᵢ = θ − θᵢ.
  const proposals = await session.propose(state.parameters, assignments)
  const ids = assignments.map(({ episode }) => episode.id)
  const { healthy, screened, squaredNorms } = await screen(proposals, ids)
  if (healthy.length === 0) stopDiverged(step, screened)
  const ofHealthy = <Value>(values: readonly Value[]) => healthy.map((i) => values[i] as Value)

  // Line 8: each task's weight, from its agreement with the others.
  const compared = learner.agreeOn === 'displacement' ? proposals.displacements : proposals.updates
  const losses = { supportLosses: ofHealthy(proposals.supportLosses), queryLosses: ofHealthy(proposals.queryLosses) }
  const known = { ...losses, tasks: healthy.length, step, rng: createRng(seed, 'weighting', step) }
  const agreement = await measureAgreement(weighting.needs, known, compared, healthy, squaredNorms)
  const { weights, degenerate } = weigh(weighting, agreement)

  // Line 9: θ ← θ − α Σᵢ wᵢ gᵢ.
  const combine = (of: Weights) => proposals.updates.combine(spread(of, healthy, tasksPerStep))
  const meanNorm = norm(await combine(uniformWeights(healthy.length)))
  const direction = await combine(weights)
  const rate = scheduledRate(optimizer, step, run.steps)
  checkDirection(weighting.name, step, direction)
  optimizer.update(state.parameters, direction, state.slots, rate, step + 1)
  state.step = step + 1

  const gram = 'gram' in agreement ? agreement.gram : undefined
  const norms = { directionNorm: norm(direction), meanNorm }
  return { step: state.step, rate, tasks: ofHealthy(ids), ...losses, weights, degenerate, gram, ...norms, screened }
}

/** Weights at the tasks' own places in the meta-batch, 0 for the screened. */
function spread(weights: Weights, healthy: readonly number[], tasks: number): Float64Array {
  const all = new Float64Array(tasks)
  for (const [place, i] of healthy.entries()) all[i] = weights[place] as number
  return all
}

function norm(vector: FloatArray): number {
  let squares = 0
  for (const value of vector) squares += value * value
  return Math.sqrt(squares)
}

function stopDiverged(step: number, screened: readonly ScreenedTask[]): never {
  const reasons = screened.slice(0, 3).map(({ task, reason }) => `${task}: ${reason}`).join('; ')
  fail(`meta-step ${step + 1}`, 'at least one task with finite values', `none of ${screened.length} (${reasons})`,
    'lower the inner or outer rate, or resume from an earlier checkpoint')
}

function checkDirection(weighting: string, step: number, direction: FloatArray): void {
  if (!direction.every(Number.isFinite)) {
    fail(`meta-step ${step + 1}`, 'a finite direction', 'an overflow', `check the size of the weights of ${weighting}`)
  }
}
