// Values known by a number, so that hundreds of thousands of examples can be told apart and found again.

import type { FloatArray } from '@assent/autodiff'
import type { Episode } from '@assent/core'

/** 53 bits of two FNV-1a hashes over the values' bits: two of a million values coincide once in ten thousand such millions. */
export function fingerprint(values: FloatArray): number {
  const words = new Int32Array(values.buffer, values.byteOffset, values.byteLength / 4)
  let [low, high] = [0x811c9dc5, 0x9e3779b9]
  for (const word of words) {
    low = Math.imul(low ^ word, 0x01000193)
    low ^= low >>> 15
    high = Math.imul(high ^ word, 0x85ebca6b)
    high ^= high >>> 13
  }
  return (high >>> 11) * 2 ** 32 + (low >>> 0)
}

/** An episode as text: its id, and what its examples hold. */
export function markOf({ id, support, query }: Episode): string {
  return [id, ...[support, query].flatMap(({ count, x, y }) => [count, x.length, fingerprint(x), y.length, fingerprint(y)])].join(
    '|',
  )
}

/** The fingerprint of each of `count` examples side by side. */
export function fingerprints(values: FloatArray, count: number): number[] {
  const size = values.length / count
  return Array.from({ length: count }, (_, example) => fingerprint(values.subarray(example * size, (example + 1) * size)))
}
