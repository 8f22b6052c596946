// A meta-training run: everything that decides its numbers, as one value.

import { type FloatArray, fail } from '@assent/autodiff'
import type { Executor } from '../contracts/executor.js'
import { createArray, initialParameters, parameterCount } from '../contracts/model.js'
import { type OuterOptimizer, scheduledRate } from '../contracts/optimizer.js'
import { checkProblem, checkWhole, type Problem } from '../contracts/problem.js'
import { describe, type Settings } from '../contracts/settings.js'
import type { AgreeOn, Weighting } from '../contracts/weighting.js'
import { createRng } from '../rng.js'

export interface Run extends Problem {
  readonly weighting: Weighting
  /** Which vectors the weighting compares; those that its rule is stated for, unless given. */
  readonly agreeOn?: AgreeOn
  readonly optimizer: OuterOptimizer
  /** Tasks per meta-step, n. */
  readonly tasksPerStep: number
  /** Meta-steps in all. */
  readonly steps: number
  /** Decides the initial parameters, all episodes and all random choices. */
  readonly seed: number
  /** In this process, unless given. */
  readonly executor?: Executor
  /** Meta-steps, counted from 1, whose events show the Gram matrix also when the weighting does not need it; none unless given. */
  readonly gramAt?: (step: number) => boolean
}

/** Where a run stands. `metaTrain` moves it in place, step by step. */
export interface TrainingState {
  /** Meta-steps done. */
  step: number
  /** θ, flat. */
  readonly parameters: FloatArray
  /** The outer optimizer's state, one array per slot. */
  readonly slots: readonly FloatArray[]
}

/** The state before the first meta-step, a function of the run's seed. */
export function initialState(run: Run): TrainingState {
  const { precision } = run.backend
  return {
    step: 0,
    parameters: initialParameters(run.model, createRng(run.seed, 'model'), precision),
    slots: run.optimizer.slots.map(() => createArray(precision, parameterCount(run.model))),
  }
}

/**
 * Which vectors the run's weighting compares.
 *
 * @throws AssentError when they are neither displacements nor updates
 */
export function agreesOn({ weighting, agreeOn = weighting.agreeOn ?? 'update' }: Pick<Run, 'weighting' | 'agreeOn'>): AgreeOn {
  if (agreeOn !== 'displacement' && agreeOn !== 'update') {
    fail(`weighting ${weighting.name}`, "agreeOn 'displacement' or 'update'", `'${agreeOn}'`, 'correct it, or leave it out')
  }
  return agreeOn
}

/** Refuses a run whose parts do not fit, before anything is computed. */
export function checkRun(run: Run): void {
  checkProblem(run)
  checkWhole('run', 'tasksPerStep', run.tasksPerStep, 1)
  checkWhole('run', 'steps', run.steps, 0)
  checkWhole('run', 'seed', run.seed, 0)
  scheduledRate(run.optimizer, 0, run.steps)
  agreesOn(run)
}

/** All that decides a run's numbers, as plain data: for checkpoints, logs and reports. */
export function describeRun(run: Run): Settings {
  return {
    tasks: describe(run.tasks),
    model: describe(run.model),
    learner: describe(run.learner),
    inner: describe(run.learner.inner),
    weighting: describe(run.weighting),
    agreeOn: agreesOn(run),
    optimizer: describe(run.optimizer),
    schedule: describe(run.optimizer.schedule),
    backend: run.backend.name,
    tasksPerStep: run.tasksPerStep,
    steps: run.steps,
    seed: run.seed,
  }
}
