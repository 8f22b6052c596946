// Tide stations and what is predicted there, as scripts/pack.mjs packs them.

import { fail } from '@assent/core'
import { parseJsonBounded } from '@assent/core/tools'
import { readPacked } from './read-packed.js'

/** One place where the sea was gauged long enough to predict its tide. */
export interface Station {
  /** Of the tide database: its source and the source's own name. */
  readonly id: string
  readonly name: string
  readonly country: string
  /** Degrees north. */
  readonly latitude: number
  /** Degrees east. */
  readonly longitude: number
  /** Predicted level in millimeters above mean sea level, every 30 minutes. */
  readonly levels: readonly number[]
}

/** Levels per station: 0 to 36 hours after 2024-01-01 00:00 UTC, every 30 minutes. */
export const levelCount = 73

/** Where the packed stations lie, unless told otherwise: beside this file's folder, in source and build alike. */
const beside = new URL('../data/stations.bin', import.meta.url)

/** Bytes of the unpacked stations, of which there are 1.4 million. */
const most = 64 << 20

export interface StationPack {
  /** The database and its version. */
  readonly source: string
  readonly stations: readonly Station[]
}

/** @throws AssentError when the pack is missing or broken */
export async function loadStations(url: URL = beside): Promise<StationPack> {
  const bytes = await readPacked('tides.data', url, most)
  const pack = parseJsonBounded('tides.data', new TextDecoder().decode(bytes), { length: most, values: most }, 'damaged')
  if (!isPack(pack)) return fail('tides.data', 'a source and stations', 'other JSON', 'pack the data again', 'damaged')
  const broken = pack.stations.find(({ levels }) => levels.length !== levelCount)
  if (broken)
    fail('tides.data', `${levelCount} levels per station`, `${broken.levels.length} at ${broken.id}`, 'pack the data again')
  return pack
}

function isPack(found: unknown): found is StationPack {
  const { source, stations } = membersOf(found)
  return typeof source === 'string' && Array.isArray(stations) && stations.every(isStation)
}

function isStation(found: unknown): found is Station {
  const { id, name, country, latitude, longitude, levels } = membersOf(found)
  const areTexts = [id, name, country].every((text) => typeof text === 'string')
  return areTexts && Array.isArray(levels) && [latitude, longitude, ...levels].every(Number.isFinite)
}

function membersOf(found: unknown): { readonly [name: string]: unknown } {
  return typeof found === 'object' && found !== null ? { ...found } : {}
}
