// All contestants compute the same numbers: speed of different work means nothing. Reads the build.

import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { type Contestant, openContestant } from '../src/peer/open.js'
import { relativeDistance } from '../src/subjects/relative-distance.js'
import type { Work } from '../src/work/work.js'

const opened: Contestant[] = []

/** Starts a script of dist/ on a piece of work. */
async function open(script: string, options: object): Promise<Contestant> {
  const path = fileURLToPath(new URL(`../dist/${script}.js`, import.meta.url))
  const contestant = await openContestant({ name: script, command: process.execPath, words: [path, JSON.stringify(options)] })
  if ('missing' in contestant) throw new Error(contestant.missing)
  opened.push(contestant)
  return contestant
}

const ours = (work: Work) => open('assent', { work, backend: 'simd', workers: 1, whole: false })

afterEach(() => {
  for (const contestant of opened.splice(0)) contestant.close()
})

const sine: Work = { name: 'sine', network: 'mlp', order: 1, steps: 2, rate: 0.01, tasks: 3, support: 10, query: 10, width: 40 }
const conv: Work = { ...sine, name: 'conv', network: 'conv4', steps: 1, rate: 0.4, tasks: 1, support: 5, query: 5, width: 4 }

describe('contestants', () => {
  it.each([sine, conv])('ours and stock TensorFlow.js propose the same first-order update: $name', async (work) => {
    const [mine, theirs] = await Promise.all([ours(work), open('stock-tfjs', { work })])
    expect(relativeDistance(theirs.direction, mine.direction)).toBeLessThan(1e-4)
    expect(await theirs.time()).toBeGreaterThan(0)
  })

  it('ours and jax-js propose the same second-order update', async () => {
    const work: Work = { ...sine, order: 2 }
    const [mine, theirs] = await Promise.all([ours(work), open('jax-js', { work })])
    expect(relativeDistance(theirs.direction, mine.direction)).toBeLessThan(1e-4)
    expect(relativeDistance((await ours(sine)).direction, mine.direction)).toBeGreaterThan(1e-3)
  })

  it('stock TensorFlow.js says why it sits out second order', async () => {
    await expect(open('stock-tfjs', { work: { ...sine, order: 2 } })).rejects.toThrow('second derivatives')
  })

  it('a contestant that is not installed is reported', async () => {
    const entrant = { name: 'nobody', command: 'no-such-python', words: [] }
    expect(await openContestant(entrant)).toEqual({ name: 'nobody', missing: expect.stringContaining('ENOENT') })
  })
})
