// What every task source must do.

import { sizeOf } from '@assent/autodiff'
import { createRng, type Episode, type Examples, type Split, type TaskSource } from '@assent/core'
import { type Check, describeChecks, expectThat } from './check.js'

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
      expectThat(finite, 'finite values', `others in ${id}`)
    }),
    overEpisodes('draws the same episode from the same stream', (episode, split, index) => {
      const again = draw(split, index)
      expectThat(
        JSON.stringify(plain(again)) === JSON.stringify(plain(episode)),
        'equal episodes',
        `different ones for ${split} ${index}`,
      )
    }),
    {
      name: 'draws different episodes from different streams',
      run: () => {
        for (const split of splits) {
          const drawn = new Set(Array.from({ length: EPISODES }, (_, index) => JSON.stringify(plain(draw(split, index)))))
          expectThat(drawn.size > 1, `more than one ${split} episode`, 'the same every time')
        }
      },
    },
    overEpisodes('shares no example between support and query', ({ id, support, query }) => {
      const seen = new Set(rows(source, support))
      const shared = rows(source, query).filter((row) => seen.has(row))
      expectThat(shared.length === 0, 'support and query apart', `${shared.length} examples in both, in ${id}`)
    }),
    overEpisodes('says which task it is', ({ id }) => expectThat(id.length > 0, 'an id', 'an empty one')),
    overEpisodes('gives classes as rows with a single one', ({ id, support, query }) => {
      if (source.kind !== 'classification') return
      const [classes] = source.targetShape as [number]
      for (const { count, y } of [support, query]) {
        for (let example = 0; example < count; example++) {
          const row = Array.from(y.subarray(example * classes, (example + 1) * classes))
          const oneHot = row.every((value) => value === 0 || value === 1) && row.filter((value) => value === 1).length === 1
          expectThat(oneHot, 'one-hot targets', `[${row}] in ${id}`)
        }
      }
    }),
    overEpisodes('has baselines that predict every query example', (episode) => {
      for (const { name, predict } of source.baselines) {
        const prediction = predict(episode)
        const expected = episode.query.y.length
        expectThat(
          prediction.length === expected && prediction.every(Number.isFinite),
          `${expected} finite predictions of ${name}`,
          `${prediction.length}`,
        )
      }
    }),
  ]
}

function checkExamples(
  { inputShape, targetShape }: TaskSource,
  where: string,
  { count, x, y }: Examples,
  expected: number,
): void {
  expectThat(count === expected, `${expected} ${where} examples`, `${count}`)
  expectThat(x.length === count * sizeOf(inputShape), `${count * sizeOf(inputShape)} inputs in ${where}`, `${x.length}`)
  expectThat(y.length === count * sizeOf(targetShape), `${count * sizeOf(targetShape)} targets in ${where}`, `${y.length}`)
}

function plain({ id, support, query }: Episode): unknown {
  return [id, ...[support, query].map(({ x, y }) => [Array.from(x), Array.from(y)])]
}

/** Each example's input as text, to find it again. */
function rows({ inputShape }: TaskSource, { count, x }: Examples): string[] {
  const size = sizeOf(inputShape)
  return Array.from({ length: count }, (_, example) => x.subarray(example * size, (example + 1) * size).join())
}
