// Episodes and meta-batches as pure functions of seed, split and number.

import { describe, expect, it } from 'vitest'
import { createRng, type Examples, evaluate, initialState, metaTrain, sampleEpisode, type TaskSource } from '../src/index.js'
import { sampleAssignments } from '../src/tools.js'
import { learner, planes, planesRun } from './support.js'

const tasks = planes()
const batched = { ...planesRun(), learner: { ...learner, batch: 3, innerSteps: 4 } }

describe('an episode', () => {
  it('is the same whenever and in whatever order it is drawn', () => {
    const forward = [0, 1, 2, 3].map((index) => sampleEpisode({ tasks }, 7, 'train', index))
    const backward = [3, 2, 1, 0].map((index) => sampleEpisode({ tasks: planes() }, 7, 'train', index))
    expect(backward.reverse()).toEqual(forward)
    expect(new Set(forward.map(({ id }) => id)).size).toBe(4)
  })

  it('is another for another seed, split or number', () => {
    const own = sampleEpisode({ tasks }, 7, 'train', 3).id
    const others = [
      sampleEpisode({ tasks }, 8, 'train', 3),
      sampleEpisode({ tasks }, 7, 'test', 3),
      sampleEpisode({ tasks }, 7, 'train', 4),
    ]
    for (const { id } of others) expect(id).not.toBe(own)
  })
})

describe('a source that reuses one buffer for all episodes', () => {
  /** The numbers of `planes`, in the same two arrays every time. */
  function reusing(): TaskSource {
    const source = planes()
    const parts = { support: new Map<string, Float64Array>(), query: new Map<string, Float64Array>() }
    const kept = (part: keyof typeof parts, { count, x, y }: Examples): Examples => {
      const arrays = Object.entries({ x, y }).map(([name, values]) => {
        const own = parts[part].get(name) ?? new Float64Array(values.length)
        own.set(values)
        parts[part].set(name, own)
        return [name, own]
      })
      return { count, ...Object.fromEntries(arrays) }
    }
    return {
      ...source,
      sample: (split, rng) => {
        const { id, support, query } = source.sample(split, rng)
        return { id, support: kept('support', support), query: kept('query', query) }
      },
    }
  }

  it('gives every task of a meta-batch its own values', () => {
    const valuesOf = (tasks: TaskSource) =>
      sampleAssignments(planesRun({ tasks }), 0).map(({ episode: { support, query } }) =>
        [support, query].map(({ x, y }) => [[...x], [...y]]),
      )
    expect(valuesOf(reusing())).toEqual(valuesOf(planes()))
    expect(new Set(valuesOf(reusing()).map((values) => JSON.stringify(values))).size).toBe(4)
  })

  it('trains and is evaluated to the same numbers as one that does not', async () => {
    const resultOf = async (tasks: TaskSource) => {
      const run = planesRun({ tasks })
      const state = initialState(run)
      const losses: (readonly number[])[] = []
      for await (const { queryLosses } of metaTrain(run, { state })) losses.push([...queryLosses])
      return { losses, evaluation: await evaluate(run, state.parameters, { episodes: 20, seed: 1 }) }
    }
    expect(await resultOf(reusing())).toEqual(await resultOf(planes()))
  })
})

describe('a meta-batch', () => {
  it('takes the next episodes of the training split', () => {
    for (const step of [0, 2]) {
      const drawn = sampleAssignments(planesRun({ tasksPerStep: 4 }), step).map(({ episode }) => episode)
      expect(drawn).toEqual([0, 1, 2, 3].map((place) => sampleEpisode({ tasks }, 3, 'train', 4 * step + place)))
    }
  })

  it('has no minibatches unless the learner wants them', () => {
    expect(sampleAssignments(planesRun(), 0).map(({ minibatches }) => minibatches)).toEqual(new Array(4).fill(undefined))
  })

  it('has minibatches of its own for each task, the same every time', () => {
    const [first, again] = [sampleAssignments(batched, 5), sampleAssignments(batched, 5)]
    expect(again.map(({ masks: _, ...rest }) => rest)).toEqual(first.map(({ masks: _, ...rest }) => rest))
    for (const { minibatches, episode } of first) {
      expect(minibatches?.map((batch) => batch.length)).toEqual([3, 3, 3, 3])
      // Twelve places go through the four support examples three times.
      const counts = [0, 1, 2, 3].map((example) => minibatches?.flat().filter((drawn) => drawn === example).length)
      expect(counts).toEqual(new Array(episode.support.count).fill(3))
    }
    expect(new Set(first.map(({ minibatches }) => String(minibatches))).size).toBeGreaterThan(1)
  })

  it('does not change its episodes when the learner changes', () => {
    const episodes = (of: typeof batched) => sampleAssignments(of, 5).map(({ episode }) => episode)
    expect(episodes({ ...batched, learner: { ...learner, batch: 2, innerSteps: 1 } })).toEqual(episodes(batched))
  })
})

describe('a sample without replacement', () => {
  it('puts every number at every place equally often', () => {
    const counts = Array.from({ length: 5 }, () => new Array<number>(5).fill(0))
    for (let draw = 0; draw < 10_000; draw++) {
      for (const [place, value] of createRng(draw, 'even').sample(5, 3).entries()) counts[place]![value]!++
    }
    // Five standard deviations of a count: 5 √(10000 · 0.2 · 0.8) = 200.
    for (const place of [0, 1, 2]) for (const count of counts[place]!) expect(Math.abs(count - 2000)).toBeLessThan(200)
  })
})
