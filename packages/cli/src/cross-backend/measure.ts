// One experiment on several backends at once: they take turns, so that whatever else the machine does hits all alike.

import type { Terminal } from '../output/terminal.js'
import type { Assignment } from './protocol.js'
import { startProcess, type WorkerProcess } from './worker-process.js'

/** What was measured of one backend. Times in ms, sizes in bytes. */
export interface Measured {
  readonly name: string
  /** θ's distance from the other backend's, relative to its length, by the number of meta-steps taken. */
  readonly distances: { readonly [steps: number]: number }
  /** Median of the steps after the first. Null when there was only one. */
  readonly step: number | null
  /** The first also compiles. */
  readonly firstStep: number
  readonly loading: number
  /** Resident memory of the process: before the backend was loaded, and the largest seen after a step. */
  readonly bareMemory: number
  readonly largestMemory: number
}

/** A backend takes this many turns, or one for each step. */
const TURNS = 20

/** From when on it is said beforehand how long it will take. */
const LONG_SECONDS = 60

/** Measures `assignment` on every backend, `against` one of them. */
export async function measureBackends(
  names: readonly string[],
  against: string,
  steps: number,
  assignment: Omit<Assignment, 'overrides'> & { readonly overrides: Omit<Assignment['overrides'], 'backend'> },
  terminal: Terminal,
): Promise<Measured[]> {
  const processes: WorkerProcess[] = []
  try {
    for (const backend of names) {
      terminal.redraw(`loading ${backend}`)
      processes.push(await startProcess({ ...assignment, overrides: { ...assignment.overrides, backend } }))
    }
    const records = processes.map(() => ({ times: [] as number[], largest: 0, at: new Map<number, ArrayLike<number>>() }))
    let done = 0
    for (const mark of turnsOf(steps)) {
      for (const [place, own] of processes.entries()) {
        terminal.redraw(`${own.backend}: meta-step ${done + 1} to ${mark} of ${steps}`)
        const { parameters, times, largest } = await own.advance(mark - done)
        const record = records[place] as (typeof records)[number]
        record.times.push(...times)
        record.largest = Math.max(record.largest, largest)
        if (marksOf(steps).includes(mark)) record.at.set(mark, parameters)
        if (mark === 1) warnOfLength(own.backend, times[0] as number, steps, terminal)
      }
      done = mark
    }
    const expected = records[names.indexOf(against)] as (typeof records)[number]
    return processes.map(({ backend, loaded }, place) => {
      const { times, largest, at } = records[place] as (typeof records)[number]
      const [firstStep, ...others] = times as [number, ...number[]]
      return {
        name: backend,
        distances: Object.fromEntries([...at].map(([mark, found]) => [mark, distance(found, expected.at.get(mark) as never)])),
        step: others.length > 0 ? median(others) : null,
        firstStep,
        loading: loaded.loading,
        bareMemory: loaded.bare,
        largestMemory: largest,
      }
    })
  } finally {
    for (const { end } of processes) end()
  }
}

/** The steps after which backends are compared: 1, 10, 100, …, and the last. */
export function marksOf(steps: number): number[] {
  const powers = Array.from({ length: Math.ceil(Math.log10(steps)) }, (_, power) => 10 ** power)
  return [...powers, steps]
}

/** The steps after which it is the next one's turn: at every mark, and often enough between them. */
function turnsOf(steps: number): number[] {
  const every = Math.ceil(steps / TURNS)
  const regular = Array.from({ length: Math.floor(steps / every) }, (_, turn) => (turn + 1) * every)
  return [...new Set([...marksOf(steps), ...regular])].sort((a, b) => a - b)
}

function warnOfLength(backend: string, milliseconds: number, steps: number, { note }: Terminal): void {
  const seconds = (milliseconds * steps) / 1000
  if (seconds < LONG_SECONDS) return
  const remedy = 'fewer --steps, other --backends, or --against another are quicker'
  note(`${backend} takes ${(milliseconds / 1000).toFixed(1)} s for a meta-step, ${Math.ceil(seconds / 60)} min in all; ${remedy}`)
}

/** Distance of two vectors, relative to the second's norm. */
export function distance(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  let [apart, norm] = [0, 0]
  for (let i = 0; i < expected.length; i++) {
    apart += ((found[i] as number) - (expected[i] as number)) ** 2
    norm += (expected[i] as number) ** 2
  }
  return Math.sqrt(apart / norm)
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
}
