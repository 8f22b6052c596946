// An experiment: everything that decides its numbers, as one value. How it is run (executor, probes, state) is given beside it.

import { type FloatArray, fail } from '@assent/autodiff'
import { metaParameters } from '../contracts/learner.js'
import { createArray, initialParameters, parameterCount } from '../contracts/model.js'
import { type OuterOptimizer, scheduledRate } from '../contracts/optimizer.js'
import { checkOptions } from '../contracts/options.js'
import { checkProblem, checkTheta, checkWhole, lossOf, metricOf, type Problem } from '../contracts/problem.js'
import { describe, type Settings } from '../contracts/settings.js'
import type { AgreeOn, Weighting } from '../contracts/weighting.js'
import { createRng } from '../rng.js'

/**
 * Everything that decides the numbers of a training, as one value; how it is run (executor, probes, state) is given beside
 * it.
 */
export interface Experiment extends Problem {
  readonly weighting: Weighting
  /** Which vectors the weighting compares. @defaultValue those that its rule is stated for */
  readonly agreeOn?: AgreeOn
  readonly optimizer: OuterOptimizer
  /** Tasks per meta-step, n. */
  readonly tasksPerStep: number
  /** Meta-steps in all. */
  readonly metaSteps: number
  /** Decides the initial parameters, all episodes and all random choices. */
  readonly seed: number
}

/** The names of its members. */
const MEMBERS: readonly (keyof Experiment)[] = [
  'tasks',
  'model',
  'learner',
  'loss',
  'metric',
  'backend',
  'weighting',
  'agreeOn',
  'optimizer',
  'tasksPerStep',
  'metaSteps',
  'seed',
]

/** Where an experiment stands. `metaTrain` moves it in place, step by step. */
export interface TrainingState {
  /** Meta-steps done. */
  step: number
  /** All meta-parameters, flat: θ, then the learner's own. */
  readonly parameters: FloatArray
  /** The outer optimizer's state, one array per slot. */
  readonly slots: readonly FloatArray[]
}

/** The state before the first meta-step, a function of the experiment's seed. */
export function initialState(experiment: Experiment): TrainingState {
  const { backend, model, learner, optimizer, seed } = experiment
  const parameters = createArray(backend.precision, parameterCount({ parameters: metaParameters(experiment) }))
  const own = learner.learned?.(model) ?? []
  const stream = createRng(seed, 'learner')
  parameters.set(initialParameters(model, createRng(seed, 'model'), backend.precision))
  let offset = parameterCount(model)
  for (const values of own.map((parameter) => parameter.initialize(stream))) {
    parameters.set(Float32Array.from(values), offset)
    offset += values.length
  }
  return { step: 0, parameters, slots: optimizer.slots.map(() => createArray(backend.precision, parameters.length)) }
}

/**
 * Which vectors the experiment's weighting compares.
 *
 * @throws AssentError when they are neither displacements nor updates
 */
export function agreesOn(experiment: Pick<Experiment, 'weighting' | 'agreeOn'>): AgreeOn {
  const { weighting, agreeOn = weighting.agreeOn ?? 'update' } = experiment
  if (agreeOn !== 'displacement' && agreeOn !== 'update') {
    fail(`weighting ${weighting.name}`, "agreeOn 'displacement' or 'update'", `'${agreeOn}'`, 'correct it, or leave it out')
  }
  return agreeOn
}

/** Refuses an experiment whose parts do not fit, before anything is computed. */
export function checkExperiment(experiment: Experiment): void {
  const { tasksPerStep, metaSteps, seed, optimizer } = experiment
  checkOptions('experiment', experiment, MEMBERS)
  checkProblem(experiment)
  checkWhole('experiment', 'tasksPerStep', tasksPerStep, 1)
  checkWhole('experiment', 'metaSteps', metaSteps, 0)
  checkWhole('experiment', 'seed', seed, 0)
  scheduledRate(optimizer, 1, metaSteps)
  agreesOn(experiment)
}

/**
 * Refuses a state of another experiment, whose numbers would be taken for this one's.
 *
 * @throws AssentError naming what does not fit
 */
export function checkState(experiment: Experiment, { step, parameters, slots }: TrainingState): void {
  const { optimizer, metaSteps } = experiment
  const remedy = 'go on from a state of this experiment'
  if (!Number.isSafeInteger(step) || step < 0 || step > metaSteps)
    fail('state.step', `a whole number from 0 to ${metaSteps}`, `${step}`, remedy)
  checkTheta('state', experiment, parameters)
  const found = slots.map(({ length }) => length)
  const expected = optimizer.slots.map(() => parameters.length)
  if (found.join() !== expected.join())
    fail('state.slots', `slots of [${expected}] values, as ${optimizer.name} has`, `[${found}]`, remedy)
}

/** All that decides what a problem's θ means and how it is judged, as plain data; the backend is left out. */
export function describeProblem(problem: Problem): Settings {
  const { tasks, model, learner } = problem
  return {
    tasks: describe(tasks),
    model: describe(model),
    learner: describe(learner),
    adaptation: describe(learner.adaptation),
    loss: describe(lossOf(problem)),
    metric: describe(metricOf(problem)),
  }
}

/** All that decides an experiment's numbers, as plain data: for checkpoints, logs and reports. */
export function describeExperiment(experiment: Experiment): Settings {
  const { weighting, optimizer, backend, tasksPerStep, metaSteps, seed } = experiment
  return {
    ...describeProblem(experiment),
    weighting: describe(weighting),
    agreeOn: agreesOn(experiment),
    optimizer: describe(optimizer),
    schedule: describe(optimizer.schedule),
    backend: { name: backend.name, settings: backend.settings ?? {} },
    tasksPerStep,
    metaSteps,
    seed,
  }
}
