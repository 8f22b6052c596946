// Numbers that are the same in every run.

/** A generator of numbers from −1 to 1 (mulberry32). */
export function numbers(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2147483648 - 1
  }
}

export function randomValues(count: number, seed = 1): Float32Array {
  return Float32Array.from({ length: count }, numbers(seed))
}

/** NaN of either sign, infinities, zeros of either sign, the smallest and largest numbers. */
export const specialValues: Float32Array = (() => {
  const values = Float32Array.of(NaN, NaN, NaN, Infinity, -Infinity, 0, -0, 1, -1, 1e-45, -1e-45, 3.4e38, -3.4e38)
  const bits = new Uint32Array(values.buffer)
  bits[1] = 0xffc00000
  bits[2] = 0xff800001
  return values
})()

/** Random values, every fourth of them a special one, with all its bits. */
export function hostileValues(count: number, seed = 1): Float32Array {
  const next = numbers(seed)
  const values = Float32Array.from({ length: count }, next)
  const bits = new Uint32Array(values.buffer)
  const special = new Uint32Array(specialValues.buffer)
  for (let i = 0; i < count; i++) {
    const choice = Math.floor(((next() + 1) / 2) * special.length * 4)
    if (choice < special.length) bits[i] = special[choice] as number
  }
  return values
}
