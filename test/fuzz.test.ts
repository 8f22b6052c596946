// A short run of `npm run check:fuzz`: the same seed every time, so that it fails only when something changed.

import { createRng } from '@assent/core'
import { describe, expect, it } from 'vitest'
import { Nonsense, type Target } from '../tools/fuzz/format.js'
import { runCases } from '../tools/fuzz/run-cases.js'
import { targets } from '../tools/fuzz/targets.js'

const plan = { seed: 1, first: 0, count: 300, seconds: 60 }

describe.each(Object.keys(targets))('changed files: %s', (name) => {
  it('are refused by name, or are what they say', async () => {
    const target = await targets[name]!()
    const { findings, cases, accepted } = await runCases(target, plan)
    expect(findings).toEqual([])
    expect(cases).toBe(plan.count)
    // Changes that nothing gets past, or that change nothing, would show nothing.
    expect(accepted).toBeGreaterThan(0)
    expect(accepted).toBeLessThan(cases)
  })

  it('follow from the seed and their number alone', async () => {
    const [one, other] = [await targets[name]!(), await targets[name]!()]
    const bytes = (target: Target, number: number) => target.make(createRng(1, 'fuzz', name, number)).bytes
    const forward = [0, 1, 2, 3].map((number) => Buffer.from(bytes(one, number)).toString('hex'))
    expect([3, 2, 1, 0].map((number) => Buffer.from(bytes(other, number)).toString('hex')).reverse()).toEqual(forward)
  })
})

describe('the fuzzer itself', () => {
  const made = { bytes: Uint8Array.of(1) }
  /** Of a machine where nothing takes time or memory but what a test says. */
  let [milliseconds, bytes] = [0, 0]
  const meters = { now: () => milliseconds, computed: () => milliseconds, peak: () => bytes }
  const run = (accept: Target['accept']) =>
    runCases({ name: 'broken', make: () => made, accept }, { seed: 1, first: 5, count: 1, seconds: 60 }, undefined, meters)
  const polluted = Object.prototype as { polluted?: number }

  it.each<[string, Target['accept'], RegExp]>([
    ['an error that is not ours', () => JSON.parse('{'), /^SyntaxError/],
    ['a promise that is not kept', () => Promise.reject(new RangeError('deep')), /^RangeError: deep/],
    [
      'nonsense',
      () => {
        throw new Nonsense('step')
      },
      /^accepted, but: step$/,
    ],
    [
      'a polluted prototype',
      () => {
        polluted.polluted = 1
      },
      /^prototypes are polluted$/,
    ],
    [
      'a case that takes long',
      () => {
        milliseconds += 2001
      },
      /^2001 ms$/,
    ],
    [
      'a case that takes much memory',
      () => {
        bytes += (64 << 20) + 4
      },
      /^64 MiB for 1 bytes$/,
    ],
  ])('finds %s', async (_, accept, what) => {
    try {
      const { findings } = await run(accept)
      expect(findings.map((finding) => finding.what)).toContainEqual(expect.stringMatching(what))
      expect(findings[0]).toMatchObject({ number: 5, file: 'AQ==' })
    } finally {
      delete polluted.polluted
    }
  })
})
