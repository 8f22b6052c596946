// How far one contestant's numbers are from another's.

/** How far two vectors are apart, relative to the length of the second; infinite when they cannot be compared. */
export function relativeDistance(found: Float32Array, expected: Float32Array): number {
  if (found.length !== expected.length) return Number.POSITIVE_INFINITY
  let apart = 0
  let length = 0
  for (const [i, value] of expected.entries()) {
    apart += ((found[i] as number) - value) ** 2
    length += value ** 2
  }
  return Math.sqrt(apart / length)
}
