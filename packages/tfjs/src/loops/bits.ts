// Float32 values by their bits. The values of a network are positive or negative by turns: a branch on them is guessed wrong
// every other time and costs more than the rest of a loop, while a mask made of bits costs nothing.

/** The bits of values, in place. */
export function bitsOf({ buffer, byteOffset, length }: Float32Array): Int32Array {
  return new Int32Array(buffer, byteOffset, length)
}

/** All bits but the sign. */
export const MAGNITUDE = 0x7fffffff
/** The magnitude of ∞; NaN lies beyond. */
export const INFINITY = 0x7f800000

/** A whole number in the order of the values: −0 and 0 are the same, and so are all NaN, above everything else. */
export function rankOf(bits: number): number {
  const sign = bits >> 31
  const rank = ((bits & MAGNITUDE) ^ sign) - sign
  const nan = (INFINITY - (bits & MAGNITUDE)) >> 31
  return chosen(nan, MAGNITUDE, rank)
}

/** One whole number where the mask is all ones, the other where it is 0. */
export function chosen(mask: number, there: number, elsewhere: number): number {
  return elsewhere ^ ((elsewhere ^ there) & mask)
}
