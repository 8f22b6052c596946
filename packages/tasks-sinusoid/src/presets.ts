// The two sine benchmarks in use, as options of `sinusoid`.

import type { SinusoidOptions } from './sinusoid.js'

/**
 * Finn, Abbeel and Levine 2017: `y = a · sin(x − b)` with b from 0 to π, 10 points to learn from and 10 to be judged on.
 * These are the defaults, written out.
 */
export const mamlSinusoids = {
  amplitude: [0.1, 5],
  phase: [-Math.PI, 0],
  x: [-5, 5],
  shots: 10,
  queries: 10,
} as const satisfies SinusoidOptions

/**
 * Nichol, Achiam and Schulman 2018, and Eshratifar, Eigen and Pedram 2018: `y = a · sin(x + b)` with b from 0 to 2π.
 * Training walks through the 50-point grid, as Reptile's demonstration does; its query points, which Reptile only uses to
 * report a loss, are random, so that they are none of the grid's. Tests learn from 10 random points and are judged on the grid.
 */
export const reptileSinusoids = {
  amplitude: [0.1, 5],
  phase: [0, 2 * Math.PI],
  x: [-5, 5],
  shots: 10,
  queries: 'grid',
  trainShots: 'grid',
  trainQueries: 10,
} as const satisfies SinusoidOptions
