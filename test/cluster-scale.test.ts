// The simulated legs of a meta-step, against values worked out by hand.

import { describe, expect, it } from 'vitest'
import { legSeconds, stepSeconds } from '../tools/cluster/legs.mjs'

const large = { workers: 1000, parameters: 1e7 }

describe('one leg with 1000 workers and 10 M parameters over 10 Gb/s', () => {
  it.each([
    // 1000 × 40 MB / 1.25 GB/s
    ['star', {}, 32],
    // 3 levels of 10 × 40 MB
    ['tree', { fanIn: 10 }, 0.96],
    // 2 levels of 32 × 40 MB
    ['tree', { fanIn: 32 }, 2.048],
    // 1000 × 40 MB / 32 servers
    ['sharded', { shards: 32 }, 1],
    ['sharded', { shards: 100 }, 0.32],
  ] as const)('%s %j takes %d s', (layout, options, seconds) => {
    expect(legSeconds(layout, { ...large, ...options })).toBeCloseTo(seconds, 9)
  })
})

it('a meta-step on one worker is its tasks, three jobs, and θ four times', () => {
  const step = stepSeconds('star', { workers: 1, parameters: 1e6, tasks: 10, taskSeconds: 0.1 })
  expect(step).toBeCloseTo(1 + 3 * 0.00084 + (4 * 4e6) / 1.25e9, 12)
})
