// A bowl to go down in, and the state of whoever does.

import type { Precision } from '@assent/autodiff'
import type { FloatArray, OuterOptimizer } from '@assent/core'

export interface Place {
  /** Steps done. */
  count: number
  readonly parameters: FloatArray
  readonly slots: readonly FloatArray[]
}

/** `½ Σ aᵢ xᵢ²`, with `aᵢ` from 1 to 3. */
export function quadratic(size: number) {
  const bend = (i: number) => 1 + (2 * i) / size
  return {
    height: (x: FloatArray) => Array.from(x).reduce((total, value, i) => total + (bend(i) * value * value) / 2, 0),
    slope: (x: FloatArray): FloatArray => x.map((value, i) => bend(i) * value),
  }
}

export function startOf(optimizer: OuterOptimizer, size: number, precision: Precision = 'float64'): Place {
  const array = (length: number) => (precision === 'float64' ? new Float64Array(length) : new Float32Array(length))
  const parameters = array(size)
  for (let i = 0; i < size; i++) parameters[i] = (i % 2 === 0 ? 1 : -1) * (2 + i)
  return { count: 0, parameters, slots: optimizer.slots.map(() => array(size)) }
}

export function descend(optimizer: OuterOptimizer, place: Place, steps: number, rate: number): void {
  const { slope } = quadratic(place.parameters.length)
  for (let step = 0; step < steps; step++) {
    place.count++
    optimizer.update(place.parameters, slope(place.parameters), place.slots, rate, place.count)
  }
}
