// The arithmetic behind the tables: floors counted by hand, quartiles, rounds, and the page's markers.

import { convolve, gradient, matMul, sum, type Tensor, trace } from '@assent/autodiff'
import { describe, expect, it } from 'vitest'
import { interleave, ratios, spread } from '../src/interleave.js'
import { floorMilliseconds, floorOf } from '../src/limits/floor.js'
import { fillPage } from '../src/results/page.js'
import type { Result } from '../src/results/result.js'

describe('floorOf', () => {
  it('counts a product per task, and its values in and out', () => {
    const program = trace({ a: { shape: [3, 4], perTask: true }, b: { shape: [5, 4], perTask: false } }, ({ a, b }) => ({
      c: matMul(a, b, { transposeB: true }),
    }))
    expect(floorOf(program, 2)).toEqual({ flops: 2 * 2 * 3 * 4 * 5, bytes: 4 * (2 * 12 + 20 + 2 * 15) })
  })

  it('counts a convolution and both its adjoints alike', () => {
    const one = 2 * (2 * 6 * 6 * 8) * (3 * 3 * 4)
    const program = trace(
      { x: { shape: [2, 6, 6, 4], perTask: true }, w: { shape: [3, 3, 4, 8], perTask: true } },
      ({ x, w }) => {
        const out = convolve(x, w)
        const [dx, dw] = gradient(sum(out), [x, w]) as [Tensor, Tensor]
        return { out, dx, dw }
      },
    )
    const products = floorOf(program, 1).flops
    expect(products).toBeGreaterThanOrEqual(3 * one)
    expect(products).toBeLessThan(3.1 * one)
  })

  it('takes the slower of arithmetic and memory', () => {
    const limits = { flopsPerSecond: 1e9, bytesPerSecond: 1e9 }
    expect(floorMilliseconds({ flops: 2e6, bytes: 1e6 }, limits)).toBe(2)
    expect(floorMilliseconds({ flops: 1e6, bytes: 3e6 }, limits)).toBe(3)
  })
})

describe('interleave', () => {
  it('asks everyone once a round, each round beginning with another', async () => {
    const asked: string[] = []
    const timer = (name: string) => ({ name, time: () => asked.push(name) })
    const times = await interleave([timer('a'), timer('b')], 2)
    expect(asked).toEqual(['a', 'b', 'b', 'a'])
    expect([...times]).toEqual([
      ['a', [1, 4]],
      ['b', [2, 3]],
    ])
  })

  it('gives medians, quartiles and paired ratios', () => {
    expect(spread([4, 1, 3, 2])).toEqual({ median: 2.5, low: 1.75, high: 3.25 })
    expect(ratios([2, 40, 6], [1, 10, 2])).toEqual({ median: 3, low: 2.5, high: 3.5 })
  })
})

describe('fillPage', () => {
  const result: Result = {
    subject: 'sine',
    machine: {
      processor: 'P',
      processors: 2,
      memoryGiB: 1,
      platform: 'x',
      node: 'v20',
      date: '2026-01-02T03:04:05Z',
      loadBefore: 0,
    },
    rounds: 3,
    tables: [{ title: 'T', head: ['a', 'b'], rows: [['1', '2']], notes: ['N'] }],
    samples: {},
  }
  const find = (subject: string) => (subject === 'sine' ? result : undefined)

  it('writes tables between markers, and again to the same text', () => {
    const filled = fillPage('A\n<!-- bench sine -->\nold\n<!-- end -->\nB\n<!-- bench gemm -->\n<!-- end -->\n', find)
    expect(filled).toContain('| a | b |\n| --- | --- |\n| 1 | 2 |\n\nN')
    expect(filled).toContain('benchmarks/results/sine.json')
    expect(filled).toContain('Not measured yet: `npm run bench -- gemm`.')
    expect(filled).not.toContain('old')
    expect(filled.startsWith('A\n')).toBe(true)
    expect(fillPage(filled, find)).toBe(filled)
  })

  it('refuses a page without markers', () => {
    expect(() => fillPage('nothing', find)).toThrow('markers')
  })
})
