// Episodes as pure functions of (seed, split, index), and the minibatches of the inner loop.

import { type FloatArray, fail, sizeOf } from '@assent/autodiff'
import type { Assignment } from '../contracts/executor.js'
import type { Episode, Examples, Split, TaskSource } from '../contracts/task-source.js'
import { createRng, type Rng } from '../rng.js'
import type { Run } from './run.js'

/**
 * The episode number `index` of a split: the same on every backend, in any order, on any machine. Its values are copies, because
 * a source may write its next episode over this one.
 */
export function sampleEpisode(tasks: TaskSource, seed: number, split: Split, index: number): Episode {
  const episode = tasks.sample(split, createRng(seed, 'episode', split, index))
  checkEpisode(tasks, split, episode)
  return { ...episode, support: copyOf(episode.support), query: copyOf(episode.query) }
}

function copyOf({ count, x, y }: Examples): Examples {
  return { count, x: x.slice(), y: y.slice() }
}

/** The meta-batch of a step: episodes `step · n` to `(step + 1) · n − 1` of the training split, and their minibatches. */
export function sampleAssignments({ tasks, learner, seed, tasksPerStep }: Batching, step: number): Assignment[] {
  const { batch, steps } = learner
  return Array.from({ length: tasksPerStep }, (_, place) => {
    const index = step * tasksPerStep + place
    const episode = sampleEpisode(tasks, seed, 'train', index)
    if (batch === undefined) return { episode, minibatches: undefined }
    const rng = createRng(seed, 'minibatches', 'train', index)
    return { episode, minibatches: drawMinibatches(rng, episode.support.count, batch, steps) }
  })
}

/** The part of a run that decides its meta-batches. */
type Batching = Pick<Run, 'tasks' | 'learner' | 'seed' | 'tasksPerStep'>

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

function checkEpisode(tasks: TaskSource, split: Split, episode: Episode): void {
  const sizes = tasks.episodeSize(split)
  for (const part of ['support', 'query'] as const) {
    checkExamples(`tasks ${tasks.name}, task ${episode.id}, ${part}`, tasks, episode[part], sizes[part])
  }
}

/** Refuses examples of the wrong number or with values that are not finite. */
export function checkExamples(
  where: string,
  tasks: Pick<TaskSource, 'inputShape' | 'targetShape'>,
  { count, x, y }: Examples,
  expected = count,
): void {
  if (count !== expected) fail(where, `${expected} examples`, `${count}`, 'correct the task source')
  for (const [name, values, size] of [
    ['x', x, sizeOf(tasks.inputShape)],
    ['y', y, sizeOf(tasks.targetShape)],
  ] as const) {
    if (values.length !== count * size) {
      fail(where, `${count} × ${size} values of ${name}`, `${values.length}`, 'match the shapes that the task source declares')
    }
    const bad = firstNotFinite(values)
    if (bad >= 0) {
      fail(where, `finite values of ${name}`, `${values[bad]} in example ${Math.floor(bad / size)}`, 'clean the data')
    }
  }
}

/** Its place, or −1. A plain loop: every value of every episode passes here. */
function firstNotFinite(values: FloatArray): number {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return i
  return -1
}
