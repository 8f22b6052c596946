// What the page says of its accuracy is what its own code reaches on doodles of classes that it never saw.

import { readFileSync } from 'node:fs'
import { simd } from '@assent/backend-simd'
import { sampleEpisode } from '@assent/core'
import { quickdraw } from '@assent/tasks-quickdraw'
import { describe, expect, it } from 'vitest'
import { type Example, openDoodles } from '../src/engine/doodles.js'

const WAYS = 3
const TASKS = 60
const bytes = readFileSync(new URL('../models/doodles.safetensors', import.meta.url))

/** The drawings of a part of an episode, with their classes. */
function examplesOf({ count, x, y }: { count: number; x: ArrayLike<number>; y: ArrayLike<number> }): Example[] {
  return Array.from({ length: count }, (_, i) => ({
    drawing: Float32Array.from(Array.from(x).slice(i * 784, (i + 1) * 784)),
    label: Array.from({ length: WAYS }, (_, way) => way).find((way) => y[i * WAYS + way] === 1) ?? -1,
  }))
}

describe('the doodles of the drawing screen', () => {
  it('are told apart as often as the page says', async () => {
    const doodles = openDoodles(bytes, await simd())
    const { mean, interval, innerSteps } = doodles.earned
    const tasks = await quickdraw({ ways: WAYS, shots: 5, queries: 15 })
    const shares: number[] = []
    for (let index = 0; index < TASKS; index++) {
      const { support, query } = sampleEpisode({ tasks }, 77, 'test', index)
      await doodles.learn(examplesOf(support), innerSteps)
      let right = 0
      for (const { drawing, label } of examplesOf(query)) {
        const guesses = await doodles.guess(drawing)
        if (guesses.indexOf(Math.max(...guesses)) === label) right++
      }
      shares.push(right / query.count)
    }
    const found = shares.reduce((sum, share) => sum + share, 0) / TASKS
    const spread = Math.sqrt(shares.reduce((sum, share) => sum + (share - found) ** 2, 0) / (TASKS - 1) / TASKS)
    // Four standard errors of the difference: other tasks, the same truth.
    expect(Math.abs(found - mean)).toBeLessThan(4 * Math.hypot(spread, interval / 1.96))
    expect(found).toBeGreaterThan(0.7)
  })
})
