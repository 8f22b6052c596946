// Sine regression: a task is a wave y = a · sin(x + phase), known by a few of its points
// (Finn, Abbeel and Levine 2017, section 5.1).

import {
  checkOptions,
  completeShots,
  type Examples,
  fail,
  linearInterpolation,
  meanSquaredError,
  type Rng,
  type ShotOptions,
  type Shots,
  type Split,
  shotsOf,
  supportMean,
  type TaskSource,
} from '@assent/core'

/** A range to draw from evenly: from the first number up to the second. */
export type Range = readonly [from: number, to: number]

/** A number of random points, or all of the grid: 50 equally spaced points from one end of `x` to the other. */
export type PointChoice = Shots<'grid', 'grid'>['shots']

export interface SinusoidOptions extends ShotOptions<'grid', 'grid'> {
  /** [0.1, 5] unless given. */
  readonly amplitude?: Range
  /** Added to x; [−π, 0] unless given, which is MAML's `x − b` with b from 0 to π. */
  readonly phase?: Range
  /** [−5, 5] unless given. */
  readonly x?: Range
}

const gridSize = 50

const defaults = { shots: 10, queries: 10, shotWords: ['grid'], queryWords: ['grid'] } as const

/**
 * Waves with random amplitude and phase. An episode has `shots` support and `queries` query points (10 and 10 unless
 * given), training episodes `trainShots` and `trainQueries`; no two of an episode's points are the same. Inputs and
 * targets are single numbers, judged by their mean squared error.
 *
 * @throws AssentError when a range is empty, a count is no whole number from 1, or support and query would share the grid
 */
export function sinusoid(options: SinusoidOptions = {}): TaskSource {
  checkOptions('sinusoid', options, ['amplitude', 'phase', 'x', 'shots', 'queries', 'trainShots', 'trainQueries'])
  const { amplitude = [0.1, 5], phase = [-Math.PI, 0], x = [-5, 5] } = options
  const shots = completeShots<'grid', 'grid'>('sinusoid', options, defaults)
  checkRanges({ amplitude, phase, x })
  checkPoints('test', shots, x)
  checkPoints('train', shots, x)
  const grid = Float32Array.from({ length: gridSize }, (_, place) => x[0] + ((x[1] - x[0]) * place) / (gridSize - 1))
  return {
    name: 'sinusoid',
    settings: { amplitude, phase, x, ...shots },
    kind: 'regression',
    inputShape: [1],
    targetShape: [1],
    metric: meanSquaredError(),
    baselines: [supportMean, linearInterpolation],
    episodeSize: (split) => {
      const { support, query } = shotsOf(split, shots)
      return { support: sizeOfChoice(support), query: sizeOfChoice(query) }
    },
    sample: (split, rng) => {
      const a = rng.uniform(...amplitude)
      const b = rng.uniform(...phase)
      const { support, query } = shotsOf(split, shots)
      const taken = new Set<number>(support === 'grid' || query === 'grid' ? grid : [])
      const waveAt = (choice: PointChoice) => wave(a, b, choice === 'grid' ? grid.slice() : drawPoints(choice, x, taken, rng))
      return { id: `amplitude ${a.toFixed(2)}, phase ${b.toFixed(2)}`, support: waveAt(support), query: waveAt(query) }
    },
  }
}

/** `y = a · sin(x + b)` at each point. */
function wave(a: number, b: number, points: Float32Array): Examples {
  const y = new Float32Array(points.length)
  for (let i = 0; i < y.length; i++) y[i] = a * Math.sin((points[i] as number) + b)
  return { count: y.length, x: points, y }
}

/** Random points, rounded to single precision as every backend sees them, none of them taken before. */
function drawPoints(count: number, [from, to]: Range, taken: Set<number>, rng: Rng): Float32Array {
  const points = new Float32Array(count)
  for (let i = 0; i < count; i++) {
    do points[i] = rng.uniform(from, to)
    while (taken.has(points[i] as number))
    taken.add(points[i] as number)
  }
  return points
}

function sizeOfChoice(choice: PointChoice): number {
  return choice === 'grid' ? gridSize : choice
}

function checkRanges(ranges: Readonly<Record<string, Range>>): void {
  for (const [name, range] of Object.entries(ranges)) {
    const [from, to] = range
    if (!Number.isFinite(from) || !Number.isFinite(to) || from >= to) {
      fail(`sinusoid.${name}`, 'two finite numbers, the smaller one first', `[${range.join(', ')}]`, `correct ${name}`)
    }
  }
}

/** Refuses choices for which an episode's points cannot all be different. */
function checkPoints(split: Split, shots: Shots<'grid', 'grid'>, x: Range): void {
  const { support, query } = shotsOf(split, shots)
  const where = split === 'train' ? 'sinusoid.trainQueries' : 'sinusoid.queries'
  if (support === 'grid' && query === 'grid') {
    fail(where, 'query points that are no support points', `'grid' for both`, 'give a number of points')
  }
  const points = sizeOfChoice(support) + sizeOfChoice(query)
  const [from, to] = x
  if ((to - from) / points < 2 ** -20 * Math.max(Math.abs(from), Math.abs(to))) {
    fail('sinusoid.x', `room for ${points} different float32 points`, `[${from}, ${to}]`, 'widen it, or ask for fewer')
  }
}
