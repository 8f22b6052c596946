// What a run is known by: a hash of the experiment that decides its numbers. All that a run leaves carries it, so that what
// does not belong together is noticed.

import { createHash } from 'node:crypto'
import type { Settings } from '@assent/core'

/** 64 bits, in hexadecimal digits: enough to tell runs apart, and short enough for every line of a log. */
const DIGITS = 16

/** The hash of an experiment's description, whatever the order of its keys. */
export function identityOf(experiment: Settings): string {
  return digest(JSON.stringify(sorted(experiment)))
}

/** SHA-256 of a text, cut to {@link DIGITS} digits. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, DIGITS)
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, own]): [string, unknown] => [key, sorted(own)])
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}
