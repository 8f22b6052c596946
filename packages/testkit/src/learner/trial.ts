// A learner at work on the float64 reference: what it proposes, and what its adaptation comes to afterwards.

import { type FloatArray, reference, type Tensor, trace } from '@assent/autodiff'
import {
  createRng,
  type Episode,
  type Examples,
  initialState,
  type Learner,
  lossOf,
  openModel,
  type Problem,
  sampleEpisode,
  trainedPart,
} from '@assent/core'
import { type Assignment, inProcess, parameterCount, splitParameters } from '@assent/core/tools'
import { runProgram } from '../differentiate.js'
import type { TrialParts } from './small-net.js'

/** The tasks that learners are tried on, by the index of their episode. */
export const TASKS = [0, 1, 2]

const SEED = 2

export interface Trial {
  readonly problem: Problem
  /** Where the learner starts: all meta-parameters. */
  readonly theta: Float64Array
  /** How many of them are the model's. */
  readonly ownCount: number
  episode(task: number): Episode
  propose(tasks: readonly number[], theta: Float64Array): Promise<ProposedRows>
  /** The loss of the model's parameters on examples, by a program that no learner has a part in; for models without statistics. */
  lossAt(parameters: FloatArray, examples: Examples): Promise<number>
  /** The model's parameters after the learner's adaptation as `evaluate` and `adapt` run it. */
  adapt(theta: Float64Array, task: number): Promise<Float64Array>
}

export interface ProposedRows {
  readonly updates: readonly FloatArray[]
  readonly displacements: readonly FloatArray[]
  readonly queryLosses: readonly number[]
}

/** Makes ready what a learner is tried on. */
export function openTrial(learner: Learner, { tasks, model }: TrialParts): Trial {
  const problem: Problem = { tasks, model, learner, backend: reference() }
  const unused = {
    weighting: { name: '', settings: {}, needs: 'losses', weigh: () => [] } as const,
    tasksPerStep: 1,
    metaSteps: 0,
  }
  const optimizer = { name: '', settings: {}, slots: [], schedule: { name: '', settings: {}, rate: () => 0 }, update: () => {} }
  const { parameters } = initialState({ ...problem, ...unused, optimizer, seed: SEED })
  const episode = (task: number) => sampleEpisode(problem, SEED, 'train', task)
  return {
    problem,
    theta: Float64Array.from(parameters),
    ownCount: parameterCount(model),
    episode,
    propose: (of, theta) => propose(problem, of.map(episode), theta),
    lossAt: (values, examples) => lossAt(problem, values, examples),
    adapt: async (theta, task) => {
      const open = openModel(trainedPart(problem), theta)
      const { values } = await open.adapt(episode(task).support, learner.innerSteps)
      open.dispose()
      return Float64Array.from(model.parameters.flatMap(({ name }) => Array.from(values[`parameter/${name}`] ?? [])))
    },
  }
}

async function propose(problem: Problem, episodes: readonly Episode[], theta: Float64Array): Promise<ProposedRows> {
  const { learner } = problem
  const session = await inProcess().open(problem, episodes.length)
  const assignments = episodes.map((episode) => assign(learner, episode))
  const proposals = await session.propose({ theta, assignments, schedule: learner.schedule?.(1, 100) ?? [] })
  const rowsOf = async (rows: typeof proposals.updates) => Promise.all(episodes.map((_, row) => rows.combine([1], row)))
  const [updates, displacements] = [await rowsOf(proposals.updates), await rowsOf(proposals.displacements)]
  session.close()
  return { updates, displacements, queryLosses: proposals.queryLosses }
}

/** Minibatches, where the learner wants them, go round the support examples. */
function assign({ batch, innerSteps }: Learner, episode: Episode): Assignment {
  const masks = () => createRng(SEED, 'masks')
  if (batch === undefined) return { episode, minibatches: undefined, masks }
  const minibatches = Array.from({ length: innerSteps }, (_, step) =>
    Array.from({ length: batch }, (_, place) => (step * batch + place) % episode.support.count),
  )
  return { episode, minibatches, masks }
}

async function lossAt(problem: Problem, values: FloatArray, { count, x, y }: Examples): Promise<number> {
  const { model, tasks } = problem
  const perTask = (shape: readonly number[]) => ({ shape, perTask: true })
  const inputs = {
    x: perTask([count, ...tasks.inputShape]),
    y: perTask([count, ...tasks.targetShape]),
    ...Object.fromEntries(model.parameters.map(({ name, shape }) => [name, perTask(shape)])),
  }
  const program = trace<string>(inputs, (tensors) => {
    const parameters = model.parameters.map(({ name }) => tensors[name] as Tensor)
    return { loss: lossOf(problem).compute(model.apply(parameters, tensors.x as Tensor), tensors.y as Tensor) }
  })
  const split = splitParameters(model, values).map((value, p) => [model.parameters[p]?.name ?? '', value])
  const { loss } = await runProgram(reference(), program, 1, { ...Object.fromEntries(split), x, y })
  return Number(loss?.[0])
}

/** Central differences of a loss in every entry of `at`. */
export async function differences(at: Float64Array, loss: (at: Float64Array) => Promise<number>): Promise<Float64Array> {
  const step = 1e-5
  const found = new Float64Array(at.length)
  for (const i of at.keys()) {
    const moved = async (by: number) => loss(at.map((value, place) => (place === i ? value + by : value)))
    found[i] = ((await moved(step)) - (await moved(-step))) / (2 * step)
  }
  return found
}
