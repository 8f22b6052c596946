// Initial values of weights.

import type { Rng } from '@assent/core'

/** `count` values; the caller's distribution. */
function draw(count: number, value: () => number): Float32Array {
  return Float32Array.from({ length: count }, value)
}

/** He normal (He et al. 2015): standard deviation √(2 / fanIn), for relu. */
export function heNormal(rng: Rng, count: number, fanIn: number): Float32Array {
  const deviation = Math.sqrt(2 / fanIn)
  return draw(count, () => deviation * rng.normal())
}

/** Glorot uniform (Glorot and Bengio 2010): ±√(6 / (fanIn + fanOut)), for tanh and sigmoid. */
export function glorotUniform(rng: Rng, count: number, fanIn: number, fanOut: number): Float32Array {
  const bound = Math.sqrt(6 / (fanIn + fanOut))
  return draw(count, () => rng.uniform(-bound, bound))
}

/** The same value everywhere. */
export function filled(count: number, value: number): Float32Array {
  return new Float32Array(count).fill(value)
}

/** Uniform ±√(1 / fanIn), for weights and biases alike: biases spread the bends of tanh over the inputs (LeCun et al. 1998). */
export function fanInUniform(rng: Rng, count: number, fanIn: number): Float32Array {
  const bound = Math.sqrt(1 / fanIn)
  return draw(count, () => rng.uniform(-bound, bound))
}
