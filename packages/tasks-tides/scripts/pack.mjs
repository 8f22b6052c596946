// Packs predicted tides at real stations into data/stations.bin (gzipped JSON). Does nothing when the pack was
// made from the same inputs by this same script.

import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const start = '2024-01-01T00:00:00Z'
const hours = 36
const minutes = 30

const data = new URL('../data/', import.meta.url)
const pack = new URL('stations.bin', data)
const stamp = new URL('stations.sha256', data)
const database = new URL(import.meta.resolve('@neaps/tide-database'))
const description = new URL(import.meta.resolve('@neaps/tide-database/package.json'))
const inputs = [
  new URL(import.meta.url),
  description,
  database,
  new URL('../generated/neaps.tcdb', database),
  new URL(import.meta.resolve('@neaps/tide-predictor')),
]

const hash = createHash('sha256')
for (const input of inputs) hash.update(await readFile(input))
const digest = hash.digest('hex')
const [packed, stamped] = await Promise.all([pack, stamp].map((url) => readFile(url, 'latin1').catch(() => undefined)))

if (packed !== undefined && stamped === digest) {
  console.log(`${fileURLToPath(pack)} is up to date`)
} else {
  const stations = await predictStations()
  const { name, version } = JSON.parse(await readFile(description))
  const bytes = gzipSync(JSON.stringify({ source: `${name} ${version}`, start, minutes, stations }), { level: 9 })
  await mkdir(data, { recursive: true })
  await replace(pack, bytes)
  await replace(stamp, digest)
  console.log(`${fileURLToPath(pack)}: ${stations.length} stations, ${bytes.length} bytes`)
}

/** Levels in whole millimeters above mean sea level, at every station whose license allows any use. */
async function predictStations() {
  const { stations } = await import('@neaps/tide-database')
  const { createTidePredictor } = await import('@neaps/tide-predictor')
  const range = { start: new Date(start), end: new Date(Date.parse(start) + hours * 3600_000), timeFidelity: minutes * 60 }
  return stations
    .filter(({ kind, type, license }) => kind === 'tide' && type === 'reference' && license.commercial_use)
    .filter(({ harmonic_constituents: constituents }) => constituents.length >= 8)
    .map(({ id, name, country, latitude, longitude, harmonic_constituents: constituents }) => ({
      id,
      name,
      country,
      latitude,
      longitude,
      levels: createTidePredictor(constituents)
        .getTimelinePrediction(range)
        .map(({ level }) => Math.round(level * 1000)),
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** Writes beside the file and renames, so that nobody reads half of it. */
async function replace(url, content) {
  const half = new URL(`${url.href}.${process.pid}`)
  await writeFile(half, content)
  await rename(half, url)
}
