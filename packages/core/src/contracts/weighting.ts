// A weighting: how much each task's proposal counts. It sees plain float64 numbers, never tensors, and
// the direction is Σ wᵢ gᵢ, so the plain average has weights 1/n.

import { fail } from '@assent/autodiff'
import type { Rng } from '../rng.js'
import type { Described, Settings } from './settings.js'

/** What every weighting may know of a step. Screened tasks are left out. */
export interface LossAgreement {
  /** Number of tasks, n. */
  readonly tasks: number
  /** This meta-step's number, counted from 1. */
  readonly step: number
  /** A stream of its own for each step. */
  readonly rng: Rng
  /** Each task's loss on its first inner batch at θ. */
  readonly supportLosses: readonly number[]
  /** Each task's loss on its query examples at θᵢ. */
  readonly queryLosses: readonly number[]
}

/** Also how each task agrees with all: needs two vector sums, however many tasks there are. */
export interface ScoreAgreement extends LossAgreement {
  /** `sᵢ = dᵢ · Σⱼ dⱼ` of the vectors that are compared; see `AgreeOn`. */
  readonly scores: readonly number[]
  /** `‖dᵢ‖²`. */
  readonly squaredNorms: readonly number[]
}

/** Also how each pair of tasks agrees: needs every proposal in one place. */
export interface GramAgreement extends ScoreAgreement {
  /** `gram[i][j] = dᵢ · dⱼ`. */
  readonly gram: readonly (readonly number[])[]
}

/** What each level of need gives, in rising cost. */
export interface AgreementByNeed {
  readonly losses: LossAgreement
  readonly scores: ScoreAgreement
  readonly gram: GramAgreement
}

/** How much a weighting sees of the tasks' agreement: `losses`, `scores` or `gram`, in rising cost. */
export type Need = keyof AgreementByNeed

/** One finite number per task; may be negative. */
export type Weights = readonly number[]

/** Weights for a step in which the rule itself has no answer, and why. The step's event says so. */
export interface DegenerateWeights {
  readonly weights: Weights
  readonly degenerate: string
}

/**
 * Which vectors a weighting compares: the displacements dᵢ = θ − θᵢ, or the updates gᵢ that the weights multiply.
 * For Reptile both are the same.
 */
export type AgreeOn = 'displacement' | 'update'

/** A weighting that needs what `N` gives. */
export interface WeightingOf<N extends Need> extends Described {
  readonly needs: N
  /** The vectors that its rule is stated for, the updates unless given; a run's `agreeOn` may ask for the others. */
  readonly agreeOn?: AgreeOn
  /** One weight per task, in their order; flagged where the rule has no answer. They need not sum to 1. */
  weigh(agreement: AgreementByNeed[N]): Weights | DegenerateWeights
}

/** A weighting, whatever it needs. */
export type Weighting = { [N in Need]: WeightingOf<N> }[Need]

/** Writes a weighting with the types of what it needs; `settings` may be left out when there are none. */
export function defineWeighting<N extends Need>(
  weighting: Omit<WeightingOf<N>, 'settings'> & { readonly settings?: Settings },
): WeightingOf<N> {
  return { settings: {}, ...weighting }
}

/** `1/n` for each of `n` tasks. */
export function uniformWeights(tasks: number): Weights {
  return new Array<number>(tasks).fill(1 / tasks)
}

/**
 * `values / ‖values‖₁`: signed weights whose absolute values sum to one (eq. 12). Where the sum vanishes beside
 * `magnitude`, a bound on what its terms could add up to, the rule has no answer: uniform weights, flagged.
 */
export function normalizeL1(values: Weights, magnitude = Math.max(...values.map(Math.abs))): Weights | DegenerateWeights {
  const total = values.reduce((sum, value) => sum + Math.abs(value), 0)
  if (!(total > 1e-9 * magnitude)) {
    return { weights: uniformWeights(values.length), degenerate: 'the tasks cancel out: no direction to agree on' }
  }
  return values.map((value) => value / total)
}

function isFlagged(answer: Weights | DegenerateWeights): answer is DegenerateWeights {
  return typeof answer === 'object' && answer !== null && 'weights' in answer
}

/** Asks a weighting, and checks its answer: one finite number per task. */
export function weigh<N extends Need>(
  weighting: WeightingOf<N>,
  agreement: AgreementByNeed[N],
): { weights: Weights; degenerate: string | undefined } {
  const where = `weighting ${weighting.name}`
  const answer = weighting.weigh(agreement)
  const { weights, degenerate } = isFlagged(answer) ? answer : { weights: answer, degenerate: undefined }
  if (!Array.isArray(weights)) {
    fail(where, 'an array of weights', typeof weights, 'return one number per task')
  }
  if (weights.length !== agreement.tasks) {
    fail(where, `${agreement.tasks} weights, one per task`, `${weights.length}`, 'return one number per task')
  }
  for (const [task, weight] of weights.entries()) {
    if (typeof weight !== 'number' || !Number.isFinite(weight)) {
      fail(where, 'finite numbers', `${String(weight)} for task ${task}`, 'return a finite number for every task')
    }
  }
  return { weights, degenerate }
}
