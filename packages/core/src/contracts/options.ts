// Options by name: a typo in JavaScript or in a file would otherwise go unnoticed.

import { fail } from '@assent/autodiff'
import { closest, distance } from 'fastest-levenshtein'

/** `did you mean …?` where one of `names` is near enough to be meant. */
export function suggestName(name: string, names: readonly string[]): string {
  return isNearName(name, names) ? `did you mean ${closest(name, names)}?` : 'correct the name'
}

/** Whether one of `names` may have been meant. */
export function isNearName(name: string, names: readonly string[]): boolean {
  if (names.length === 0) return false
  return distance(name.toLowerCase(), closest(name, names).toLowerCase()) <= Math.max(3, name.length / 3)
}

/**
 * Refuses options that nobody reads.
 *
 * @throws AssentError with the nearest known name
 */
export function checkOptions(where: string, options: object, known: readonly string[]): void {
  const unknown = Object.keys(options).find((name) => !known.includes(name))
  if (unknown !== undefined) fail(where, `options ${known.join(', ')}`, `'${unknown}'`, suggestName(unknown, known))
}
