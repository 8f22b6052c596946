// Tide regression: a task is a station, known by the level of the sea at a few times. The levels are sums of
// dozens of waves with the amplitudes and phases that were measured there, so it is the sine benchmark with real waves.

import {
  checkOptions,
  completeShots,
  type Examples,
  fail,
  linearInterpolation,
  type Rng,
  rootMeanSquaredError,
  type ShotOptions,
  type Split,
  shotsOf,
  supportMean,
  type TaskSource,
} from '@assent/core'
import { harmonicFit } from './harmonic-fit.js'
import { splitOf } from './split.js'
import { levelCount, loadStations, type Station } from './stations.js'
import { inputOf } from './time.js'

/** Counts of levels; the query word `rest` stands for all that are no support examples. */
export interface TidesOptions extends ShotOptions<never, 'rest'> {
  /** Where `stations.bin` of this package lies; beside the package unless given. */
  readonly data?: URL
}

/**
 * Predicted tides at 3,602 real stations over 36 hours. An episode is a station and `shots` of its 73 levels (10 unless
 * given) to learn from; it is judged on `queries` others, all the rest unless given. Training episodes have `trainShots` and
 * `trainQueries`. Inputs are times as the phase of the main lunar tide (−9.11 … 9.11 radians), targets meters above mean sea level. Splits are by country.
 *
 * @throws AssentError when a count is no whole number from 1, the 73 levels do not suffice, or the data cannot be read
 */
export async function tides(options: TidesOptions = {}): Promise<TaskSource> {
  checkOptions('tides', options, ['data', 'shots', 'queries', 'trainShots', 'trainQueries'])
  const shots = completeShots<never, 'rest'>('tides', options, { shots: 10, queries: 'rest', queryWords: ['rest'] })
  checkShots(shots.shots, shots.queries, 'shots', 'queries')
  checkShots(shots.trainShots, shots.trainQueries, 'trainShots', 'trainQueries')
  const { source, stations } = await loadStations(options.data)
  const stationsIn = groupBySplit(stations)
  const sizes = (split: Split) => {
    const { support, query } = shotsOf(split, shots)
    return { support, query: query === 'rest' ? levelCount - support : query }
  }
  return {
    name: 'tides',
    settings: { source, ...shots },
    kind: 'regression',
    inputShape: [1],
    targetShape: [1],
    metric: rootMeanSquaredError({ unit: 'm' }),
    baselines: [supportMean, linearInterpolation, harmonicFit],
    episodeSize: sizes,
    sample: (split, rng) => {
      const { support, query } = sizes(split)
      const station = drawStation(stationsIn[split], split, rng)
      const times = rng.sample(levelCount, support + query)
      return {
        id: `${station.id} (${station.name}, ${station.country})`,
        support: levelsAt(station, times.slice(0, support)),
        query: levelsAt(station, times.slice(support)),
      }
    },
  }
}

function drawStation(stations: readonly Station[], split: Split, rng: Rng): Station {
  const station = stations.length === 0 ? undefined : stations[rng.integer(stations.length)]
  return station ?? fail('tides.data', `stations to draw ${split} episodes from`, 'none', 'pack the data again')
}

/** Examples of a station's levels: `times` counts half hours. */
function levelsAt({ levels }: Station, times: readonly number[]): Examples {
  return {
    count: times.length,
    x: Float32Array.from(times, (time) => inputOf(time / 2)),
    y: Float32Array.from(times, (time) => Number(levels[time]) / 1000),
  }
}

function groupBySplit(stations: readonly Station[]): Record<Split, Station[]> {
  const groups: Record<Split, Station[]> = { train: [], validation: [], test: [] }
  for (const station of stations) groups[splitOf(station.country)].push(station)
  return groups
}

function checkShots(shots: number, queries: number | 'rest', shotsName: string, queriesName: string): void {
  if (shots >= levelCount) {
    fail(
      `tides.${shotsName}`,
      `at most ${levelCount - 1}, so that one of ${levelCount} levels is left to judge on`,
      `${shots}`,
      `lower ${shotsName}`,
    )
  }
  if (queries !== 'rest' && shots + queries > levelCount) {
    const most = `at most ${levelCount - shots} beside ${shots} shots, out of ${levelCount} levels`
    fail(`tides.${queriesName}`, most, `${queries}`, `lower it, or leave it out`)
  }
}
