// Entries that are there by construction: reading one says so in its type.

import { fail } from './errors.js'

/** The entry of `list` at `index`. A hole is a mistake in the program that reads it. */
export function at<Entry>(list: readonly Entry[], index: number): Entry {
  const entry = list[index]
  if (entry === undefined) fail('at', `an entry at ${index}`, `a list of ${list.length}`, 'report this program')
  return entry
}
