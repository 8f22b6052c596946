// Options by name: a typo in JavaScript or in a file would otherwise go unnoticed.

import { fail } from '@assent/autodiff'

/** `did you mean …?` where one of `names` is near enough to be meant. */
export function suggestName(name: string, names: readonly string[]): string {
  const near = nearestName(name, names)
  return near === undefined ? 'correct the name' : `did you mean ${near}?`
}

/**
 * The one of `names` that may have been meant, if any: it ends in the name, or at most a third of the letters, or three, are others.
 */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  const longer = names.find((other) => name !== '' && other.toLowerCase().endsWith(name.toLowerCase()))
  if (longer !== undefined) return longer
  const distanceTo = (other: string) => distance(name.toLowerCase(), other.toLowerCase())
  const [nearest] = [...names].sort((a, b) => distanceTo(a) - distanceTo(b))
  return nearest !== undefined && distanceTo(nearest) <= Math.max(3, name.length / 3) ? nearest : undefined
}

/** Letters to add, drop or change (Levenshtein 1966). Ours, since a page loads it: a sixth of the size of a library. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, place) => place)
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1]
    for (const [j, other] of [...b].entries()) {
      next.push(Math.min(Number(row[j + 1]) + 1, Number(next[j]) + 1, Number(row[j]) + (letter === other ? 0 : 1)))
    }
    row = next
  }
  return Number(row.at(-1))
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
