// Episodes and meta-batches as pure functions of seed, split and number.

import { describe, expect, it } from 'vitest'
import { createRng, sampleAssignments, sampleEpisode } from '../src/index.js'
import { learner, planes, planesRun } from './support.js'

const tasks = planes()
const batched = { ...planesRun(), learner: { ...learner, batch: 3, steps: 4 } }

describe('an episode', () => {
  it('is the same whenever and in whatever order it is drawn', () => {
    const forward = [0, 1, 2, 3].map((index) => sampleEpisode(tasks, 7, 'train', index))
    const backward = [3, 2, 1, 0].map((index) => sampleEpisode(planes(), 7, 'train', index))
    expect(backward.reverse()).toEqual(forward)
    expect(new Set(forward.map(({ id }) => id)).size).toBe(4)
  })

  it('is another for another seed, split or number', () => {
    const own = sampleEpisode(tasks, 7, 'train', 3).id
    const others = [sampleEpisode(tasks, 8, 'train', 3), sampleEpisode(tasks, 7, 'test', 3), sampleEpisode(tasks, 7, 'train', 4)]
    for (const { id } of others) expect(id).not.toBe(own)
  })
})

describe('a meta-batch', () => {
  it('takes the next episodes of the training split', () => {
    for (const step of [0, 2]) {
      const drawn = sampleAssignments(planesRun({ tasksPerStep: 4 }), step).map(({ episode }) => episode)
      expect(drawn).toEqual([0, 1, 2, 3].map((place) => sampleEpisode(tasks, 3, 'train', 4 * step + place)))
    }
  })

  it('has no minibatches unless the learner wants them', () => {
    expect(sampleAssignments(planesRun(), 0).map(({ minibatches }) => minibatches)).toEqual(new Array(4).fill(undefined))
  })

  it('has minibatches of its own for each task, the same every time', () => {
    const [first, again] = [sampleAssignments(batched, 5), sampleAssignments(batched, 5)]
    expect(again).toEqual(first)
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
    expect(episodes({ ...batched, learner: { ...learner, batch: 2, steps: 1 } })).toEqual(episodes(batched))
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
