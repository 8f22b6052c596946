import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { createRng, estimate, type Split, sampleEpisode, type TaskSource } from '@assent/core'
import { stations as database } from '@neaps/tide-database'
import { createTidePredictor } from '@neaps/tide-predictor'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tides } from '../src/index.js'
import { splitOf, testCountries, validationCountries } from '../src/split.js'
import { loadStations, type Station } from '../src/stations.js'

const { stations } = await loadStations()
const tasks = await tides({ shots: 5 })
const splits = ['train', 'validation', 'test'] as const

const stationsIn = (split: Split) => stations.filter(({ country }) => splitOf(country) === split)

describe('packed stations', () => {
  it('are those that were counted, all different, with 73 finite levels', () => {
    expect(stations.length).toBe(3602)
    expect(new Set(stations.map(({ id }) => id)).size).toBe(3602)
    expect(stations.every(({ levels }) => levels.length === 73 && levels.every(Number.isSafeInteger))).toBe(true)
  })

  it('have the levels that the predictor gives, to half a millimeter', () => {
    const range = { start: new Date('2024-01-01T00:00:00Z'), end: new Date('2024-01-02T12:00:00Z'), timeFidelity: 600 }
    for (const place of [0, 1000, 2000, 3000, 3601]) {
      const { id, levels } = stations[place] as Station
      const constituents = database.find((station) => station.id === id)?.harmonic_constituents ?? []
      const predicted = new Map(
        createTidePredictor(constituents)
          .getTimelinePrediction(range)
          .map(({ time, level }) => [time.getTime(), level]),
      )
      for (const [time, level] of levels.entries()) {
        const exact = predicted.get(range.start.getTime() + time * 1800_000) ?? Number.NaN
        expect(Math.abs(level / 1000 - exact)).toBeLessThanOrEqual(0.0005 + 1e-9)
      }
    }
  })

  it('may all be used by anyone', () => {
    const licenses = new Map(database.map(({ id, license }) => [id, license]))
    expect(stations.every(({ id }) => licenses.get(id)?.commercial_use)).toBe(true)
  })
})

describe('splits', () => {
  it('hold the documented numbers of stations', () => {
    expect(splits.map((split) => stationsIn(split).length)).toEqual([2514, 363, 725])
  })

  it('name no country twice and none without stations', () => {
    const named = [...testCountries, ...validationCountries]
    expect(new Set(named).size).toBe(named.length)
    const countries = new Set(stations.map(({ country }) => country))
    expect(named.filter((country) => !countries.has(country))).toEqual([])
  })

  it('lie at least 100 km from one another', () => {
    for (const [one, other] of [
      ['train', 'test'],
      ['train', 'validation'],
      ['validation', 'test'],
    ] as const) {
      let nearest = Number.POSITIVE_INFINITY
      for (const a of stationsIn(one)) for (const b of stationsIn(other)) nearest = Math.min(nearest, kilometers(a, b))
      expect(nearest).toBeGreaterThan(100)
    }
  })

  it('draw episodes from their own countries', () => {
    for (const split of splits) {
      for (let index = 0; index < 200; index++) {
        const { id } = sampleEpisode({ tasks }, 1, split, index)
        expect(splitOf(id.slice(id.lastIndexOf(', ') + 2, -1))).toBe(split)
      }
    }
  })
})

describe('tides', () => {
  it('describes itself', () => {
    expect(tasks).toMatchObject({
      name: 'tides',
      kind: 'regression',
      inputShape: [1],
      targetShape: [1],
      metric: { name: 'rootMeanSquaredError', unit: 'm' },
      settings: { source: '@neaps/tide-database 0.10.20260924', shots: 5, queries: 'rest', trainShots: 5, trainQueries: 'rest' },
    })
    expect(tasks.baselines.map(({ name }) => name)).toEqual(['mean of support', 'linear interpolation', 'ridge on tidal waves'])
  })

  it('draws different levels of one station, in meters, at scaled hours', async () => {
    const count = fc.integer({ min: 1, max: 36 })
    const byId = new Map(stations.map((station) => [station.id, station]))
    await fc.assert(
      fc.asyncProperty(
        count,
        count,
        count,
        count,
        fc.constantFrom(...splits),
        fc.nat(),
        async (shots, queries, trainShots, trainQueries, split, seed) => {
          const source = await tides({ shots, queries, trainShots, trainQueries })
          const { id, support, query } = sampleEpisode({ tasks: source }, seed, split, 0)
          expect({ support: support.count, query: query.count }).toEqual(
            split === 'train' ? { support: trainShots, query: trainQueries } : { support: shots, query: queries },
          )
          const station = byId.get(id.slice(0, id.indexOf(' (')))
          const x = [...support.x, ...query.x]
          const y = [...support.y, ...query.y]
          const times = x.map((value) => (value * (12.4206012 / (2 * Math.PI)) + 18) * 2)
          expect(times.every((time) => time >= -1e-4 && time <= 72 + 1e-4)).toBe(true)
          expect(new Set(times.map(Math.round)).size).toBe(times.length)
          expect(y).toEqual(times.map((time) => Math.fround((station?.levels[Math.round(time)] ?? Number.NaN) / 1000)))
        },
      ),
      { seed: 1, numRuns: 20 },
    )
  })

  it('judges on all the rest unless told otherwise', async () => {
    const source = await tides({ shots: 10, trainShots: 20 })
    expect(source.episodeSize('train')).toEqual({ support: 20, query: 53 })
    expect(source.episodeSize('test')).toEqual({ support: 10, query: 63 })
    const { support, query } = sampleEpisode({ tasks: source }, 1, 'test', 0)
    expect([...support.x, ...query.x].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 73 }, (_, time) => Math.fround((time / 2 - 18) / (12.4206012 / (2 * Math.PI)))),
    )
  })

  it('draws the same bytes from the same stream, and others from another', () => {
    expect(sampleEpisode({ tasks }, 1, 'test', 5)).toEqual(sampleEpisode({ tasks }, 1, 'test', 5))
    expect(sampleEpisode({ tasks }, 1, 'test', 5)).not.toEqual(sampleEpisode({ tasks }, 1, 'test', 6))
  })

  it('reads the pack over HTTP as well', async () => {
    const pack = gzipSync(JSON.stringify({ source: 'made up', stations: splits.map((_, place) => madeUp(place)) }))
    await withServer(
      (path) => (path === '/stations.bin' ? pack : undefined),
      async (origin) => {
        const source = await tides({ shots: 1, data: new URL('stations.bin', origin) })
        expect(source.settings).toMatchObject({ source: 'made up' })
        expect(sampleEpisode({ tasks: source }, 1, 'validation', 0).id).toBe('1 (Port, Japan)')
        await expect(tides({ data: new URL('missing.bin', origin) })).rejects.toThrow(
          `[tides.data] expected packed data at ${origin}missing.bin; found status 404; run pack-data, or say where the data lie`,
        )
      },
    )
  })
})

describe('baselines', () => {
  it('give the error that the mean of the support has by calculation', () => {
    // Levels drawn without replacement: the expected square error is S² · (1 + 1/K), with S² the station's sample variance.
    const expected = stationsIn('test').map(({ levels }) => {
      const mean = levels.reduce((sum, level) => sum + level) / levels.length
      return levels.reduce((sum, level) => sum + (level - mean) ** 2, 0) / (levels.length - 1) / 1e6
    })
    const { mean, interval } = scores('mean of support', 3000)
    expect(Math.abs(mean - estimate(expected).mean * (1 + 1 / 5))).toBeLessThan(1.5 * interval)
  })

  it('rank as they know more of tides', async () => {
    const ten = await tides({ shots: 10 })
    const [mean, interpolation, waves] = ten.baselines.map(({ name }) => scores(name, 500, ten).mean) as [number, number, number]
    expect(waves).toBeLessThan(interpolation / 4)
    expect(interpolation).toBeLessThan(mean)
  })
})

describe('tides refuses', () => {
  it.each([
    [
      { trainShot: 3 } as never,
      "[tides] expected options data, shots, queries, trainShots, trainQueries; found 'trainShot'; did you mean trainShots?",
    ],
    [{ shots: 0 }, '[tides.shots] expected a whole number of at least 1; found 0; set shots, or leave it out'],
    [{ shots: 'rest' as never }, "[tides.shots] expected a whole number of at least 1; found 'rest'; set shots, or leave it out"],
    [
      { queries: 1.5 },
      "[tides.queries] expected a whole number of at least 1 or 'rest'; found 1.5; set queries, or leave it out",
    ],
    [{ shots: 73 }, '[tides.shots] expected at most 72, so that one of 73 levels is left to judge on; found 73; lower shots'],
    [
      { trainShots: 80 },
      '[tides.trainShots] expected at most 72, so that one of 73 levels is left to judge on; found 80; lower trainShots',
    ],
    [
      { shots: 20, queries: 60 },
      '[tides.queries] expected at most 53 beside 20 shots, out of 73 levels; found 60; lower it, or leave it out',
    ],
    [
      { shots: 5, queries: 60, trainShots: 20 },
      '[tides.trainQueries] expected at most 53 beside 20 shots, out of 73 levels; found 60; lower it, or leave it out',
    ],
  ])('%o', async (options, message) => {
    await expect(tides(options)).rejects.toThrow(message)
  })

  it('data that are missing, cut off or of another form', async () => {
    const missing = new URL('no-such-file.bin', import.meta.url)
    await expect(tides({ data: missing })).rejects.toThrow(`[tides.data] expected packed data at ${missing.href}; found ENOENT`)
    const packs: Record<string, Uint8Array> = {
      '/cut.bin': gzipSync(JSON.stringify(madeUp(0))).subarray(0, 30),
      '/long.bin': gzipSync(new Uint8Array(100_000_000)),
      '/other.bin': gzipSync(JSON.stringify({ source: '', stations: [{ ...madeUp(0), latitude: '5' }] })),
      '/one.bin': gzipSync(JSON.stringify({ source: '', stations: [madeUp(2)] })),
      '/text.bin': gzipSync('{"source":'),
      '/short.bin': gzipSync(JSON.stringify({ source: '', stations: [{ ...madeUp(0), levels: [1, 2] }] })),
    }
    await withServer(
      (path) => packs[path],
      async (origin) => {
        await expect(tides({ data: new URL('cut.bin', origin) })).rejects.toThrow(
          `[tides.data] expected a whole gzip file at ${origin}cut.bin; found `,
        )
        await expect(tides({ data: new URL('long.bin', origin) })).rejects.toThrow(
          `[tides.data] expected at most 67108864 unpacked bytes at ${origin}long.bin; found more; pack or copy the data again`,
        )
        await expect(tides({ data: new URL('other.bin', origin) })).rejects.toThrow(
          '[tides.data] expected a source and stations; found other JSON; pack the data again',
        )
        const one = await tides({ data: new URL('one.bin', origin) })
        expect(() => one.sample('train', createRng(1))).toThrow(
          '[tides.data] expected stations to draw train episodes from; found none; pack the data again',
        )
        await expect(tides({ data: new URL('text.bin', origin) })).rejects.toThrow('[tides.data] expected JSON; found ')
        await expect(tides({ data: new URL('short.bin', origin) })).rejects.toThrow(
          '[tides.data] expected 73 levels per station; found 2 at 0; pack the data again',
        )
      },
    )
  })
})

function madeUp(place: number): Station {
  const country = ['Canada', 'Japan', 'Ireland'][place] as string
  return {
    id: `${place}`,
    name: 'Port',
    country,
    latitude: 0,
    longitude: 0,
    levels: Array.from({ length: 73 }, (_, time) => time),
  }
}

function scores(name: string, episodes: number, source: TaskSource = tasks) {
  const baseline = source.baselines.find((candidate) => candidate.name === name)
  return estimate(
    Array.from({ length: episodes }, (_, index) => {
      const episode = sampleEpisode({ tasks: source }, 1, 'test', index)
      return source.metric.score(baseline?.predict(episode) ?? [], episode.query.y, source.targetShape)
    }),
  )
}

/** Great-circle distance (haversine formula, mean radius of the Earth). */
function kilometers(a: Station, b: Station): number {
  const half = (degrees: number) => Math.sin((degrees * Math.PI) / 360) ** 2
  const cosine = (degrees: number) => Math.cos((degrees * Math.PI) / 180)
  const square = half(a.latitude - b.latitude) + cosine(a.latitude) * cosine(b.latitude) * half(a.longitude - b.longitude)
  return 2 * 6371 * Math.asin(Math.sqrt(Math.min(1, square)))
}

async function withServer(
  answer: (path: string) => Uint8Array | undefined,
  use: (origin: string) => Promise<void>,
): Promise<void> {
  const server = createServer((request, response) => {
    const body = answer(request.url ?? '')
    response.writeHead(body ? 200 : 404).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  } finally {
    server.close()
    server.closeAllConnections()
  }
}
