// What is drawn while a training runs, and `assent doctor`.

import { nodeInstallation } from '@assent/backend-node'
import type { StepEvent } from '@assent/core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { repeatCommand, showCommand } from '../src/output/command-text.js'
import { showDuration, trackProgress } from '../src/output/progress.js'
import { visible } from '../src/output/terminal.js'
import { runProgram } from '../src/program.js'
import { usePlace } from './support.js'

const event = (step: number): StepEvent => ({
  step,
  rate: 0.5,
  tasks: ['a', 'b'],
  supportLosses: [1, 3],
  queryLosses: [0.5, 1.5],
  weights: [1, -0.5],
  degenerate: undefined,
  gram: undefined,
  directionNorm: 1,
  meanNorm: 1,
  screened: [],
})

describe('progress', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }))
  afterEach(() => void vi.useRealTimers())

  /** Steps of 1 ms each. */
  function watch(isLive: boolean, steps: number) {
    const drawn: string[] = []
    const noted: string[] = []
    const progress = trackProgress(
      { isLive, out: () => {}, note: (line) => noted.push(line), redraw: (line) => drawn.push(line) },
      0,
      steps,
    )
    for (let step = 1; step <= steps; step++) {
      vi.advanceTimersByTime(1)
      progress.step(event(step))
    }
    return { drawn, noted }
  }

  it('redraws one line about ten times a second on a terminal', () => {
    const { drawn, noted } = watch(true, 5000)
    expect(noted).toEqual([])
    expect(drawn.length).toBeGreaterThan(45)
    expect(drawn.length).toBeLessThan(55)
    expect(drawn.at(-1)).toBe('step 5000/5000  0 s left  loss 2.000 → 1.000  w < 0 50 %  rate 0.500  1000 steps/s')
  })

  it('prints a few plain lines elsewhere', () => {
    const { drawn, noted } = watch(false, 5000)
    expect(drawn).toEqual([])
    expect(noted).toHaveLength(10)
    expect(noted[0]).toBe('step 500/5000  5 s left  loss 2.000 → 1.000  w < 0 50 %  rate 0.500  1000 steps/s')
  })

  it('shows durations as people read them', () => {
    expect([0.2, 59, 61, 3600, 7325, Number.POSITIVE_INFINITY].map(showDuration)).toEqual([
      '1 s',
      '59 s',
      '1 min 1 s',
      '1 h 0 min',
      '2 h 3 min',
      '?',
    ])
  })
})

it('text from files cannot command a terminal', () => {
  expect(visible('a\u001b[2Jb\u0007\u009b31m\tc\nd é τ')).toBe('a\\u001b[2Jb\\u0007\\u009b31m\tc\nd é τ')
})

it('commands are shown as a shell reads them', () => {
  expect(showCommand(['train', '--weighting', '@a/b#c:x=1', '--out', "my run's"])).toBe(
    "assent train --weighting @a/b#c:x=1 --out 'my run'\\''s'",
  )
  expect(repeatCommand(['compare', '--resume'], '--resume')).toBe('assent compare --resume')
})

describe('doctor', () => {
  const place = usePlace()

  it('tries every backend against the reference, and opens every data set', async () => {
    const code = await runProgram(['doctor', '--json'])
    const { machine, found } = JSON.parse(place.printed) as {
      machine: { node: string }
      found: { name: string; installed: boolean; version: string; works: boolean }[]
    }
    expect(machine.node).toBe(process.version)
    const names = [
      'backend simd',
      'backend simd-fma',
      'backend wasm',
      'backend node',
      'backend cpu',
      'backend reference',
      'tasks sinusoid',
      'tasks tides',
      'tasks quickdraw',
    ]
    expect(found.map(({ name }) => name)).toEqual(names)
    const { installed } = nodeInstallation()
    for (const own of found) {
      const there = installed || own.name !== 'backend node'
      expect(own).toMatchObject({ installed: there, version: there ? '0.1.0' : '', works: there })
    }
    expect(code).toBe(0)
  })
})
