// Initial values of weights.

import { type Shape, sizeOf } from '@assent/autodiff'
import type { Rng } from '@assent/core'
import type { Start } from './layer.js'

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

/** Uniform ±√(1 / fanIn), for weights and biases alike: biases spread the bends of tanh over the inputs (LeCun et al. 1998). */
export function fanInUniform(rng: Rng, count: number, fanIn: number): Float32Array {
  const bound = Math.sqrt(1 / fanIn)
  return draw(count, () => rng.uniform(-bound, bound))
}

/** How weights begin, by name: `fanIn` draws biases too, with the others they are 0. */
export type WeightStart = 'he' | 'glorot' | 'fanIn' | 'zero'

export const weightStarts: readonly WeightStart[] = ['he', 'glorot', 'fanIn', 'zero']

/** Values that one output is made of, and outputs that one value goes into. */
export interface Fans {
  readonly fanIn: number
  readonly fanOut: number
}

/** Weights of `shape`. */
export function weights(start: WeightStart, shape: Shape, { fanIn, fanOut }: Fans): Start {
  const count = sizeOf(shape)
  const values = {
    he: (rng: Rng) => heNormal(rng, count, fanIn),
    glorot: (rng: Rng) => glorotUniform(rng, count, fanIn, fanOut),
    fanIn: (rng: Rng) => fanInUniform(rng, count, fanIn),
    zero: () => new Float32Array(count),
  }
  return { shape, initialize: values[start] }
}

/** Biases beside weights that begin so. */
export function biases(start: WeightStart, count: number, { fanIn }: Fans): Start {
  return start === 'fanIn' ? { shape: [count], initialize: (rng) => fanInUniform(rng, count, fanIn) } : constantly(0, [count])
}

/** The same value everywhere. */
export function constantly(value: number, shape: Shape): Start {
  return { shape, initialize: () => new Float32Array(sizeOf(shape)).fill(value) }
}
