// The smallest learner, model and tasks that the pipeline can run.

import { arrayRows, gradient, matMul, reference, scale, sub, type Tensor } from '@assent/autodiff'
import {
  defineWeighting,
  type Episode,
  type Experiment,
  gradientSteps,
  innerLoop,
  type Learner,
  type Model,
  normalizeL1,
  type OuterOptimizer,
  type Rng,
  rootMeanSquaredError,
  type TaskSource,
  uniformWeights,
} from '../src/index.js'
import type { Executor } from '../src/tools.js'

export const line: Model = {
  name: 'line',
  settings: {},
  inputShape: [2],
  outputShape: [1],
  transductive: false,
  parameters: [{ name: 'w', shape: [2, 1] }],
  initialize: (rng) => [[rng.normal(), rng.normal()]],
  apply: ([w], inputs) => matMul(inputs, w as Tensor),
}

export const descent = gradientSteps({
  name: 'descent',
  settings: { rate: 0.1 },
  move: ({ parameters, gradients }) => ({ parameters: parameters.map((p, i) => sub(p, scale(gradients[i]!, 0.1))) }),
})

export const learner: Learner = {
  name: 'first order',
  settings: {},
  order: 1,
  innerSteps: 2,
  batch: undefined,
  adaptation: descent,
  propose: (task) => {
    const adapted = innerLoop(task, descent)
    return { adapted, update: gradient(task.queryLoss(adapted), adapted) }
  },
}

/** θ − 0.1 · direction, with a running count of steps as its only state. */
export const optimizer: OuterOptimizer = {
  name: 'plain',
  settings: {},
  slots: ['trace'],
  schedule: { name: 'constant', settings: { rate: 0.1 }, rate: () => 0.1 },
  update: (parameters, direction, [trace], rate) => {
    for (let i = 0; i < parameters.length; i++) {
      if (trace) trace[i] = 0.5 * trace[i]! + direction[i]!
      parameters[i] = parameters[i]! - rate * (trace ? trace[i]! : direction[i]!)
    }
  },
}

export const average = defineWeighting({ name: 'average', needs: 'losses', weigh: ({ tasks }) => uniformWeights(tasks) })
export const agreement = defineWeighting({
  name: 'agreement',
  needs: 'scores',
  agreeOn: 'displacement',
  weigh: ({ scores }) => normalizeL1(scores),
})

/** Planes through 0 with random slopes; `spoil` may change an episode. */
export function planes(spoil: (episode: Episode, rng: Rng) => Episode = (episode) => episode): TaskSource {
  return {
    name: 'planes',
    settings: {},
    kind: 'regression',
    inputShape: [2],
    targetShape: [1],
    metric: rootMeanSquaredError({ unit: 'm' }),
    baselines: [{ name: 'zero', predict: ({ query }) => new Float32Array(query.count) }],
    episodeSize: () => ({ support: 4, query: 3 }),
    sample: (_split, rng) => {
      const slope = [rng.uniform(-2, 2), rng.uniform(-2, 2)] as const
      const examples = (count: number) => {
        const x = Float32Array.from({ length: 2 * count }, () => rng.normal())
        return { count, x, y: Float32Array.from({ length: count }, (_, i) => slope[0] * x[2 * i]! + slope[1] * x[2 * i + 1]!) }
      }
      return spoil({ id: `plane ${slope[0].toFixed(6)}`, support: examples(4), query: examples(3) }, rng)
    },
  }
}

export function planesRun(changes: Partial<Experiment> = {}): Experiment {
  return {
    tasks: planes(),
    model: line,
    learner,
    backend: reference(),
    weighting: agreement,
    optimizer,
    tasksPerStep: 4,
    metaSteps: 10,
    seed: 3,
    ...changes,
  }
}

/** What two-parameter tasks propose, made by hand: one row per task. */
export interface HandMade {
  readonly updates: readonly (readonly number[])[]
  readonly displacements: readonly (readonly number[])[]
  readonly supportLosses?: readonly number[]
  readonly queryLosses?: readonly number[]
}

/** An executor that proposes the same at every step, and counts its sessions. */
export function handMade({
  updates,
  displacements,
  supportLosses,
  queryLosses,
}: HandMade): Executor & { readonly counts: { opened: number; closed: number } } {
  const rows = (of: HandMade['updates']) => arrayRows(Float64Array.from(of.flat()), of.length)
  const counts = { opened: 0, closed: 0 }
  return {
    name: 'by hand',
    counts,
    open: async () => {
      counts.opened++
      return {
        propose: async () => ({
          updates: rows(updates),
          displacements: rows(displacements),
          supportLosses: supportLosses ?? updates.map((_, task) => 10 + task),
          queryLosses: queryLosses ?? updates.map((_, task) => 20 + task),
        }),
        close: () => {
          counts.closed++
        },
      }
    },
  }
}
