// `assent backends`: the numbers of the table, and what it refuses. Its processes run what was built.

import { describe, expect, it } from 'vitest'
import { distance, marksOf, median } from '../src/cross-backend/measure.js'
import { renderCrossBackend } from '../src/cross-backend/render.js'
import type { CrossBackend } from '../src/cross-backend/result.js'
import { runProgram } from '../src/program.js'
import { lines, usePlace } from './support.js'

const place = usePlace()
const backends = (...words: string[]) => runProgram(['backends', '--tasks-per-step', '2', ...words])
const MEGABYTE = 2 ** 20

describe('backends', () => {
  it('measures each against the reference, and writes what it prints', async () => {
    expect(await backends('--backends', 'simd,cpu', '--steps', '3', '--seed', '7', '--json', '--out', 'new/backends.json')).toBe(
      0,
    )
    const found = JSON.parse(place.printed) as CrossBackend
    expect(JSON.parse(`${place.bytes('new/backends.json')}`)).toEqual(found)
    expect(found.experiment).toBe('sinusoid-maml, 2 tasks per meta-step, seed 7')
    expect(found.marks).toEqual([1, 3])
    expect(found.backends.map(({ name }) => name)).toEqual(['reference', 'simd', 'cpu'])
    for (const { name, distances, step, firstStep, loading, bareMemory, largestMemory } of found.backends) {
      expect(Object.keys(distances)).toEqual(['1', '3'])
      for (const apart of Object.values(distances)) {
        if (name === 'reference') expect(apart).toBe(0)
        else {
          // Float32 results cannot be the same; 1e-5 is what backends promise.
          expect(apart).toBeGreaterThan(0)
          expect(apart).toBeLessThan(1e-5)
        }
      }
      expect(Math.min(step as number, firstStep, loading)).toBeGreaterThan(0)
      expect(bareMemory).toBeGreaterThan(10 * MEGABYTE)
      expect(largestMemory).toBeGreaterThan(bareMemory)
    }
  })

  it('prints a table against any backend', async () => {
    expect(await backends('--backends', 'cpu', '--against', 'simd', '--steps', '1', '--out', 'backends.json')).toBe(0)
    expect(place.printed).toMatch(/θ's relative distance from simd/)
    expect(place.printed).toMatch(/\nsimd {2,}\d[^\n]* ms[^\n]* MB[^\n]* MB\ncpu {2,}\d\.\de-\d/)
    expect(place.printed).toMatch(/simd rounds too/)
    expect(place.printed).toMatch(/numbers: backends\.json/)
  })

  it('says what goes wrong in a process, and on which backend', async () => {
    const parts = `model: { name: 'mlp', options: { sizes: [1, 4, 1] } }, preset: 'sinusoid-maml'`
    place.write('broken.config.mjs', `export default { ${parts}, tasks: ${lines('Number.NaN')} }`)
    await expect(
      backends('--config', 'broken.config.mjs', '--backends', 'cpu', '--against', 'cpu', '--out', 'new/x.json'),
    ).rejects.toThrow(/\[backend cpu, .*\] expected/)
    expect(place.has('new')).toBe(false)
  })

  it('refuses what it cannot run', async () => {
    await expect(backends('--backends', 'smd')).rejects.toThrow(
      /\[backend\] expected one of .*; found 'smd'; did you mean simd\?/,
    )
    await expect(backends('--against', 'gpu')).rejects.toThrow(/found 'gpu'/)
    await expect(backends('--backends', 'cpu,cpu')).rejects.toThrow('[--backends] expected each backend once; found cpu twice')
    await expect(backends('--steps', '0')).rejects.toThrow('[--steps] expected a whole number of at least 1')
    await expect(backends('--preset', 'tide')).rejects.toThrow(/did you mean tides\?/)
  })
})

describe('its parts', () => {
  it('compares after powers of ten and the last step', () => {
    expect([1, 5, 10, 100, 250].map(marksOf)).toEqual([[1], [1, 5], [1, 10], [1, 10, 100], [1, 10, 100, 250]])
  })

  it('measures distances relative to what is expected', () => {
    expect(distance([3, 4], [0, 5])).toBeCloseTo(Math.sqrt(10) / 5, 15)
    expect(median([5, 1, 3])).toBe(3)
    expect(median([4, 1, 3, 2])).toBe(2.5)
  })

  it('shows what is not installed, and long times in seconds', () => {
    const measured = { step: 12_345, firstStep: 20_000, loading: 1, bareMemory: 50 * MEGABYTE, largestMemory: 80 * MEGABYTE }
    const text = renderCrossBackend({
      experiment: 'x',
      against: 'reference',
      machine: { node: 'v20.19.0', platform: 'linux-x64', processors: 2 },
      marks: [1],
      backends: [{ name: 'reference', distances: { 1: 0 }, ...measured }],
      notInstalled: [{ name: 'node', command: 'npm install it' }],
    })
    expect(text).toMatch(/reference +12\.3 s +20\.0 s +1\.00 ms +80 MB +30 MB\nnode: not installed; npm install it\n/)
    expect(text).not.toMatch(/rounds too|node uses/)
  })
})
