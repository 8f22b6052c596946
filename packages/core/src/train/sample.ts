// Episodes as pure functions of (seed, split, index), and the minibatches of the inner loop.

import { type FloatArray, fail, type Shape, sizeOf } from '@assent/autodiff'
import type { Assignment } from '../contracts/executor.js'
import { checkTargets, type Loss } from '../contracts/loss.js'
import { lossOf, type Problem } from '../contracts/problem.js'
import type { Episode, Examples, Split } from '../contracts/task-source.js'
import { createRng, type Rng } from '../rng.js'
import type { Experiment } from './experiment.js'

/**
 * The episode number `index` of a split: the same on every backend, in any order, on any machine. Its values are copies, because
 * a source may write its next episode over this one.
 */
export function sampleEpisode(from: Pick<Problem, 'tasks' | 'loss'>, seed: number, split: Split, index: number): Episode {
  const episode = from.tasks.sample(split, createRng(seed, 'episode', split, index))
  checkEpisode(from, split, episode)
  return { ...episode, support: copyOf(episode.support), query: copyOf(episode.query) }
}

function copyOf({ count, x, y }: Examples): Examples {
  return { count, x: x.slice(), y: y.slice() }
}

/**
 * The meta-batch of a step: episodes `step · n` to `(step + 1) · n − 1` of the training split, and their minibatches; or a few
 * of them, the same as in the whole.
 */
export function sampleAssignments(
  batching: Batching,
  step: number,
  { first, count } = { first: 0, count: batching.tasksPerStep },
): Assignment[] {
  const { learner, seed, tasksPerStep } = batching
  const { batch, innerSteps } = learner
  return Array.from({ length: count }, (_, place) => {
    const index = step * tasksPerStep + first + place
    const episode = sampleEpisode(batching, seed, 'train', index)
    const masks = () => createRng(seed, 'masks', 'train', index)
    if (batch === undefined) return { episode, minibatches: undefined, masks }
    const rng = createRng(seed, 'minibatches', 'train', index)
    return { episode, minibatches: drawMinibatches(rng, episode.support.count, batch, innerSteps), masks }
  })
}

/** The part of an experiment that decides its meta-batches. */
type Batching = Pick<Experiment, 'tasks' | 'learner' | 'loss' | 'seed' | 'tasksPerStep'>

/** `steps` batches out of `count` examples: each pass shuffles anew, and a batch may reach into the next pass. */
export function drawMinibatches(rng: Rng, count: number, batch: number, steps: number): number[][] {
  let left: number[] = []
  return Array.from({ length: steps }, () =>
    Array.from({ length: batch }, () => {
      if (left.length === 0) left = rng.sample(count, count)
      return left.pop() as number
    }),
  )
}

function checkEpisode(from: Pick<Problem, 'tasks' | 'loss'>, split: Split, episode: Episode): void {
  const { tasks } = from
  const sizes = tasks.episodeSize(split)
  const { inputShape, targetShape } = tasks
  const shapes = { inputShape, targetShape, loss: lossOf(from) }
  for (const part of ['support', 'query'] as const) {
    const where = `tasks ${tasks.name}, task ${episode.id}, ${part}`
    const { count } = episode[part]
    if (tasks.varies && split !== 'train' ? count > sizes[part] : count !== sizes[part]) {
      fail(where, `${tasks.varies ? 'at most ' : ''}${sizes[part]} examples`, `${count}`, 'correct the task source')
    }
    checkExamples(where, shapes, episode[part])
  }
}

/** What examples have to fit. */
export interface ExampleShapes {
  readonly inputShape: Shape
  readonly targetShape: Shape
  readonly loss: Loss
}

/** Refuses examples whose values do not fill their shapes or are not finite, and targets that the loss was not made for. */
export function checkExamples(where: string, { inputShape, targetShape, loss }: ExampleShapes, examples: Examples): void {
  const { count, x, y } = isExamples(examples)
    ? examples
    : fail(where, 'examples { count, x, y }', describe(examples), 'give all three')
  checkValues(where, 'x', x, count, sizeOf(inputShape))
  checkValues(where, 'y', y, count, sizeOf(targetShape))
  checkTargets(where, 'loss', loss, y, sizeOf(targetShape))
}

/** JavaScript may hand in anything. */
function isExamples(value: unknown): value is Examples {
  const { x, y } = { ...(value as Partial<Examples> | undefined) }
  return x !== undefined && y !== undefined
}

function describe(value: unknown): string {
  return typeof value === 'object' && value !== null ? `{ ${Object.keys(value).join(', ')} }` : `${value}`
}

/** Refuses values of the wrong number or that are not finite. */
export function checkValues(where: string, name: string, values: FloatArray, count: number, size: number): void {
  if (values.length !== count * size) {
    fail(where, `${count} × ${size} values of ${name}`, `${values.length}`, 'match the shapes that are declared')
  }
  const bad = firstNotFinite(values)
  if (bad >= 0) fail(where, `finite values of ${name}`, `${values[bad]} in example ${Math.floor(bad / size)}`, 'clean the data')
}

/** Its place, or −1. A plain loop: every value of every episode passes here. */
function firstNotFinite(values: FloatArray): number {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return i
  return -1
}
