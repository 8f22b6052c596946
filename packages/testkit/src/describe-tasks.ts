// What every task source must do.

import { type FloatArray, sizeOf } from '@assent/autodiff'
import { createRng, type Episode, type Examples, type Split, type TaskSource } from '@assent/core'
import { type Check, describeChecks, expectThat, settingsCheck } from './check.js'

const splits: readonly Split[] = ['train', 'validation', 'test']
const EPISODES = 20

/** Runs the conformance suite of a task source under vitest. */
export function describeTasks(source: TaskSource): void {
  describeChecks(`tasks ${source.name}`, tasksChecks(source))
}

/** The suite's checks by themselves. */
export function tasksChecks(source: TaskSource): Check[] {
  const draw = (split: Split, index: number) => source.sample(split, createRng(7, 'episode', split, index))
  const overEpisodes = (name: string, holds: (episode: Episode, split: Split, index: number) => void): Check => ({
    name,
    run: () => {
      for (const split of splits) for (let index = 0; index < EPISODES; index++) holds(draw(split, index), split, index)
    },
  })
  return [
    overEpisodes('has the shapes and sizes that it declares', (episode, split) => {
      const sizes = source.episodeSize(split)
      checkExamples(source, `${split} support`, episode.support, sizes.support)
      checkExamples(source, `${split} query`, episode.query, sizes.query)
    }),
    overEpisodes('gives finite values', ({ id, support, query }) => {
      const finite = [support.x, support.y, query.x, query.y].every((values) => values.every(Number.isFinite))
      expectThat(finite, 'finite values', `others in ${id}`, 'leave out or mend such examples')
    }),
    overEpisodes('draws the same episode from the same stream', (episode, split, index) => {
      const remedy = 'take all randomness from rng, and keep no state between calls'
      expectThat(textOf(draw(split, index)) === textOf(episode), `one episode for ${split} ${index}`, 'two', remedy)
    }),
    overEpisodes('lets go of an episode that it gave away', (episode, split, index) => {
      const before = textOf(episode)
      draw(split, index + 1)
      expectThat(textOf(episode) === before, 'an episode to stay as it was', 'another', 'fill new arrays for each episode')
    }),
    {
      name: 'draws different episodes from different streams',
      run: () => {
        for (const split of splits) {
          const drawn = new Set(Array.from({ length: EPISODES }, (_, index) => textOf(draw(split, index))))
          expectThat(drawn.size > 1, `more than one ${split} episode`, 'the same every time', 'draw the task from rng')
        }
      },
    },
    overEpisodes('shares no example between support and query', ({ id, support, query }) => {
      const seen = new Set(inputsOf(source, support))
      const shared = inputsOf(source, query).filter((input) => seen.has(input)).length
      const remedy = 'draw both at once, without replacement'
      expectThat(shared === 0, 'no query input among the support inputs', `${shared} in ${id}`, remedy)
    }),
    overEpisodes('says which task it is', ({ id }) =>
      expectThat(id.length > 0, 'an id', 'an empty one', 'name the task for people who read a report'),
    ),
    overEpisodes('gives classes as rows with a single one', ({ id, support, query }) => {
      if (source.kind === 'classification') for (const part of [support, query]) checkOneHot(source, id, part)
    }),
    overEpisodes('has baselines that predict every query example', (episode) => checkPredictions(source, episode)),
    overEpisodes('has baselines that do not look at query targets', (episode) => checkHonesty(source, episode)),
    settingsCheck(source),
  ]
}

function checkExamples(
  { inputShape, targetShape }: TaskSource,
  where: string,
  { count, x, y }: Examples,
  expected: number,
): void {
  const remedy = 'make episodeSize, inputShape and targetShape say what sample gives'
  expectThat(count === expected, `${expected} ${where} examples`, `${count}`, remedy)
  expectThat(x.length === count * sizeOf(inputShape), `${count * sizeOf(inputShape)} inputs in ${where}`, `${x.length}`, remedy)
  expectThat(
    y.length === count * sizeOf(targetShape),
    `${count * sizeOf(targetShape)} targets in ${where}`,
    `${y.length}`,
    remedy,
  )
}

function checkOneHot({ targetShape }: TaskSource, id: string, { count, y }: Examples): void {
  const classes = sizeOf(targetShape)
  for (let example = 0; example < count; example++) {
    const row = Array.from(y.subarray(example * classes, (example + 1) * classes))
    const oneHot = row.every((value) => value === 0 || value === 1) && row.filter((value) => value === 1).length === 1
    expectThat(oneHot, 'a single 1 among zeros in each target', `[${row}] in ${id}`, 'put a 1 at the class')
  }
}

function checkPredictions({ baselines }: TaskSource, episode: Episode): void {
  const before = textOf(episode)
  for (const { name, predict } of baselines) {
    const prediction = predict(episode)
    const expected = episode.query.y.length
    expectThat(
      prediction.length === expected && prediction.every(Number.isFinite),
      `${expected} finite predictions of ${name}`,
      `${prediction.length}, ${prediction.filter(Number.isFinite).length} of them finite`,
      'predict every value of every query target',
    )
    expectThat(textOf(episode) === before, `${name} to leave the episode as it is`, 'a change', 'copy before you compute')
  }
}

/** Predictions must be the same for other query targets. */
function checkHonesty({ baselines }: TaskSource, episode: Episode): void {
  const { query } = episode
  const others = {
    ...episode,
    query: {
      ...query,
      y: query.y
        .slice()
        .reverse()
        .map((value) => 1 - value),
    },
  }
  for (const { name, predict } of baselines) {
    const [own, blind] = [predict(episode), predict(others)] as [FloatArray, FloatArray]
    const remedy = 'predict from the support examples and the query inputs'
    expectThat(own.join() === blind.join(), `${name} to predict the same for other query targets`, 'others', remedy)
  }
}

function textOf({ id, support, query }: Episode): string {
  return JSON.stringify([id, ...[support, query].map(({ x, y }) => [Array.from(x), Array.from(y)])])
}

/** Each example's input as text, to find it again. */
function inputsOf({ inputShape }: TaskSource, { count, x }: Examples): string[] {
  const size = sizeOf(inputShape)
  return Array.from({ length: count }, (_, example) => x.subarray(example * size, (example + 1) * size).join())
}
