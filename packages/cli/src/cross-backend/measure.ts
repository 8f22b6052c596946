// One experiment on several backends at once: they take turns, so that whatever else the machine does hits all alike.

import type { Terminal } from '../output/terminal.js'
import type { Assignment } from './protocol.js'
import type { Measured } from './result.js'
import { startProcess, type WorkerProcess } from './worker-process.js'

export interface MeasureOptions {
  readonly backends: readonly string[]
  /** The one of them that distances are measured from. */
  readonly against: string
  readonly steps: number
  readonly assign: (backend: string) => Assignment
  readonly terminal: Terminal
}

/** What a backend did, in the order of its steps. */
interface Course {
  readonly process: WorkerProcess
  readonly times: number[]
  /** θ after each mark. */
  readonly parameters: Map<number, ArrayLike<number>>
  largest: number
}

/** A backend takes this many turns, or one for each step. */
const TURNS = 20

/** From when on it is said beforehand how long it will take. */
const LONG_SECONDS = 60

/** Runs the experiment on every backend, each in a process of its own. */
export async function measureBackends({ backends, against, steps, assign, terminal }: MeasureOptions): Promise<Measured[]> {
  const courses: Course[] = []
  try {
    for (const backend of backends) {
      terminal.redraw(`loading ${backend}`)
      courses.push({ process: await startProcess(assign(backend)), times: [], parameters: new Map(), largest: 0 })
    }
    let done = 0
    for (const turn of turnsOf(steps)) {
      for (const course of courses) {
        terminal.redraw(`${course.process.backend}: meta-steps ${done + 1} to ${turn} of ${steps}`)
        await advance(course, turn - done)
        if (turn === 1) warnOfLength(course, steps, terminal)
      }
      done = turn
    }
    const expected = courses[backends.indexOf(against)] as Course
    return courses.map((course) => summarize(course, expected, marksOf(steps)))
  } finally {
    for (const { process } of courses) process.end()
  }
}

async function advance(course: Course, steps: number): Promise<void> {
  const { parameters, times, largest } = await course.process.advance(steps)
  course.times.push(...times)
  course.parameters.set(course.times.length, parameters)
  course.largest = Math.max(course.largest, largest)
}

function summarize({ process, times, parameters, largest }: Course, expected: Course, marks: readonly number[]): Measured {
  const [firstStep, ...others] = times as [number, ...number[]]
  const apart = (mark: number) =>
    distance(parameters.get(mark) as ArrayLike<number>, expected.parameters.get(mark) as ArrayLike<number>)
  return {
    name: process.backend,
    distances: Object.fromEntries(marks.map((mark) => [mark, apart(mark)])),
    step: others.length > 0 ? median(others) : null,
    firstStep,
    loading: process.loaded.loading,
    bareMemory: process.loaded.bare,
    largestMemory: largest,
  }
}

/** The steps after which backends are compared: 1, 10, 100, …, and the last. */
export function marksOf(steps: number): number[] {
  const marks: number[] = []
  for (let mark = 1; mark < steps; mark *= 10) marks.push(mark)
  return [...marks, steps]
}

/** The steps after which it is the next one's turn: at every mark, and often enough between them. */
function turnsOf(steps: number): number[] {
  const every = Math.ceil(steps / TURNS)
  const regular = Array.from({ length: Math.floor(steps / every) }, (_, turn) => (turn + 1) * every)
  return [...new Set([...marksOf(steps), ...regular])].sort((a, b) => a - b)
}

function warnOfLength({ process, times }: Course, steps: number, terminal: Terminal): void {
  const seconds = Number(times[0]) / 1000
  if (seconds * steps < LONG_SECONDS) return
  const length = `${process.backend} takes ${seconds.toFixed(1)} s for the first meta-step, so up to ${Math.ceil((seconds * steps) / 60)} min`
  terminal.note(`${length}; fewer --steps, other --backends or another --against are quicker`)
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
  return sorted.length % 2 === 1 ? Number(sorted[middle]) : (Number(sorted[middle - 1]) + Number(sorted[middle])) / 2
}
