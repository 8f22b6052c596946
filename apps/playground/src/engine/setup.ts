// What one training of the Vote screen is made of. Everything that decides its numbers is in here, so that a link repeats it.

import type { Backend } from '@assent/autodiff'
import type { Experiment, Weighting } from '@assent/core'
import { innerSgd, maml, reptile } from '@assent/learners'
import { mlp } from '@assent/models'
import { linear, sgd } from '@assent/optimizers'
import { sinusoid } from '@assent/tasks-sinusoid'
import { RANGE } from './axis.js'
import { type RuleName, rules } from './rules.js'
import type { SpoilName } from './seats.js'

export const learners = {
  reptile: {
    title: 'Reptile, 5 inner steps',
    make: () => reptile({ inner: innerSgd({ rate: 0.02 }), innerSteps: 5 }),
  },
  maml: {
    title: 'MAML, second order',
    make: () => maml({ inner: innerSgd({ rate: 0.02 }), innerSteps: 1 }),
  },
} as const

export type LearnerName = keyof typeof learners

/** A training as the page asks for it. */
export interface LaneSetup {
  readonly learner: LearnerName
  readonly rule: RuleName
  /** The outer rate at the start; it falls linearly to 0. */
  readonly rate: number
  readonly metaSteps: number
  readonly seed: number
  /** What is done to the tasks of each seat; one seat per task of a meta-step. */
  readonly seats: readonly SpoilName[]
}

/** Waves of all phases; ten points to learn from and ten to be judged on. */
export const tasks = sinusoid({ phase: [0, 2 * Math.PI], x: RANGE, shots: 10, queries: 10 })

/** The experiment of a lane: sine waves, a small network, plain descent outside. */
export function experimentOf(setup: LaneSetup, backend: Backend, weighting: Weighting = rules[setup.rule].make()): Experiment {
  const { make } = learners[setup.learner]
  return {
    tasks,
    model: mlp({ sizes: [1, 40, 40, 1], activation: 'tanh' }),
    learner: make(),
    weighting,
    optimizer: sgd(linear(setup.rate)),
    backend,
    tasksPerStep: setup.seats.length,
    metaSteps: setup.metaSteps,
    seed: setup.seed,
  }
}
