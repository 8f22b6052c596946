// Where a wave's points lie in a picture.

import { CURVE_POINTS, RANGE } from '../engine/axis.js'

/** Values outside ±LIMIT are drawn at the edge: a wave's amplitude is 5 at most. */
export const LIMIT = 6

export const limited = (y: number): number => Math.max(-LIMIT, Math.min(LIMIT, y))

export interface WaveAxes {
  across(x: number): number
  /** Of a point of a curve, by its number. */
  acrossCurve(place: number): number
  down(y: number): number
  /** The value at a height: the opposite of `down`. */
  valueAt(height: number): number
}

/** Axes over a picture with `margin` above and below. */
export function waveAxes(width: number, height: number, margin: number): WaveAxes {
  const [least, most] = RANGE
  const half = height / 2 - margin
  return {
    across: (x) => ((x - least) / (most - least)) * width,
    acrossCurve: (place) => (place / (CURVE_POINTS - 1)) * width,
    down: (y) => height / 2 - (limited(y) / LIMIT) * half,
    valueAt: (down) => ((height / 2 - down) / half) * LIMIT,
  }
}
