// The other weightings through the suite that third parties use, with values derived by hand or published.

import { createRng } from '@assent/core'
import { agreementOf, describeWeighting } from '@assent/testkit'
import { describe, expect, it } from 'vitest'
import {
  alignedMtl,
  cagrad,
  conFig,
  dualProj,
  geometricMedian,
  gradVac,
  imtlG,
  iteratedAgreement,
  krum,
  leaveOneOutAgreement,
  mgda,
  multiKrum,
  nashMtl,
  normClip,
  random,
  ridgeAgreement,
  sum,
  tilted,
  topLosses,
  uniform,
  upgrad,
  whitened,
} from '../src/index.js'

/** The two-task matrix that published comparisons of aggregators use. */
const published = [
  [-4, 1, 1],
  [6, 1, 1],
]
/** Two orthogonal tasks, of lengths 1 and 2. */
const orthogonal = [
  [1, 0],
  [0, 2],
]
/** Four tasks of length 1 and one of length 10. */
const outlier = [
  [1, 0],
  [1, 0],
  [0, 1],
  [0, 1],
  [10, 0],
]

// G = diag(1, 4), t = 2.5: (1 + 1/(2.5 μ))⁻¹ / 2 and (1 + 4/(2.5 μ))⁻¹ / 2.
describeWeighting(whitened({ mu: 1 }), {
  scaleInvariant: true,
  golden: [
    { displacements: orthogonal, weights: [1 / 2.8, 1 / 5.2] },
    // n equal tasks: μ/(μ + n) · 1/n.
    {
      displacements: [
        [3, 4],
        [3, 4],
        [3, 4],
      ],
      weights: [1 / 12, 1 / 12, 1 / 12],
    },
    { displacements: [[3, 4]], weights: [0.5] },
    {
      displacements: [
        [0, 0],
        [0, 0],
      ],
      weights: [0.5, 0.5],
    },
  ],
})
describeWeighting(whitened({ mu: 0.3, clip: true }), {
  scaleInvariant: true,
  // Median length 1.5, so c = (1, 3/4): the clipped G is diag(1, 9/4), t = 1.625 and μt = 0.4875.
  golden: [{ displacements: orthogonal, weights: [0.5 / (1 + 1 / 0.4875), (0.5 * 0.75) / (1 + 2.25 / 0.4875)] }],
})
describeWeighting(ridgeAgreement({ mu: 1 }), {
  scaleInvariant: true,
  golden: [{ displacements: orthogonal, weights: [0.5 - 1 / 2.8, 0.5 - 1 / 5.2] }],
})
describeWeighting(normClip(), {
  scaleInvariant: true,
  identicalTasksUniform: true,
  neverNegative: true,
  golden: [
    { displacements: outlier, weights: [0.2, 0.2, 0.2, 0.2, 0.02] },
    { displacements: orthogonal, weights: [0.5, 0.375] },
  ],
})
describeWeighting(geometricMedian(), {
  sumsToOne: true,
  absoluteSumsToOne: true,
  scaleInvariant: true,
  identicalTasksUniform: true,
  neverNegative: true,
  golden: [
    // The corners of an equilateral triangle: Torricelli's point is its center.
    {
      displacements: [
        [1, 0],
        [-0.5, Math.sqrt(3) / 2],
        [-0.5, -Math.sqrt(3) / 2],
      ],
      weights: [1 / 3, 1 / 3, 1 / 3],
    },
    // Three of five at one point: the median is there, whatever the others.
    {
      displacements: [
        [1, 1],
        [1, 1],
        [1, 1],
        [50, 0],
        [0, -70],
      ],
      weights: [1 / 3, 1 / 3, 1 / 3, 0, 0],
      tolerance: 1e-6,
    },
  ],
})
describeWeighting(krum({ byzantine: 1 }), {
  dependsOnOrder: true,
  sumsToOne: true,
  absoluteSumsToOne: true,
  identicalTasksUniform: false,
  neverNegative: true,
  // Of 0, 1, 1.5, 2.4 and 90 the middle one has the two nearest others closest.
  golden: [{ displacements: [[0], [1], [1.5], [2.4], [90]], weights: [0, 0, 1, 0, 0] }],
})
describeWeighting(multiKrum({ byzantine: 1, selected: 3 }), {
  dependsOnOrder: true,
  sumsToOne: true,
  absoluteSumsToOne: true,
  neverNegative: true,
  // Sums of the two smallest squares: 0: 1 + 2.25, 1: 0.25 + 1, 1.5: 0.25 + 0.81, 2.4: 0.81 + 1.96, 90: more.
  golden: [{ displacements: [[0], [1], [1.5], [2.4], [90]], weights: [0, 1 / 3, 1 / 3, 1 / 3, 0] }],
})
describeWeighting(leaveOneOutAgreement(), {
  absoluteSumsToOne: true,
  scaleInvariant: true,
  identicalTasksUniform: true,
  golden: [
    // s − ‖d‖² = 1.5 − 1, 1.5 − 1 and −0.75 − 0.25.
    { displacements: [[1], [1], [-0.5]], weights: [0.25, 0.25, -0.5] },
    // Pure conflict, −22 and −22: nobody agrees with anybody.
    { displacements: published, weights: [0.5, 0.5] },
  ],
})
describeWeighting(iteratedAgreement({ rounds: 1 }), {
  absoluteSumsToOne: true,
  scaleInvariant: true,
  identicalTasksUniform: true,
  golden: [
    { displacements: [[1], [1], [-0.5]], weights: [0.4, 0.4, -0.2] },
    { displacements: published, weights: [-0.2, 0.8] },
  ],
})
describeWeighting(iteratedAgreement({ rounds: 3 }), {
  absoluteSumsToOne: true,
  scaleInvariant: true,
  identicalTasksUniform: true,
  // G = diag(1, 4): after three rounds 1 : 64.
  golden: [{ displacements: orthogonal, weights: [1 / 65, 64 / 65] }],
})
// With the regularization as small as this, the rule itself: without it the weights are 1.1111, 0.7895.
describeWeighting(upgrad({ regularization: 1e-9 }), {
  scaleInvariant: true,
  identicalTasksUniform: true,
  neverNegative: true,
  nonConflicting: true,
  golden: [{ displacements: published, weights: [10 / 9, 15 / 19], tolerance: 1e-6 }],
})
describeWeighting(upgrad(), {
  scaleInvariant: true,
  identicalTasksUniform: true,
  neverNegative: true,
  golden: [{ displacements: published, weights: [1.1109, 0.7894], tolerance: 1e-4 }],
})
describeWeighting(dualProj({ regularization: 1e-9 }), {
  scaleInvariant: true,
  identicalTasksUniform: true,
  neverNegative: true,
  nonConflicting: true,
  golden: [{ displacements: published, weights: [11 / 18, 0.5], tolerance: 1e-6 }],
})
describeWeighting(cagrad(), {
  dependsOnOrder: true,
  neverNegative: true,
  golden: [{ displacements: published, weights: [0.7041, 0.5], tolerance: 1e-4 }],
})
describeWeighting(cagrad({ c: 0 }), { sumsToOne: true, scaleInvariant: true, identicalTasksUniform: true })
describeWeighting(nashMtl({ length: Math.SQRT2 }), {
  neverNegative: true,
  golden: [
    { displacements: published, weights: [0.5915, 0.4071], tolerance: 1e-4 },
    { displacements: orthogonal, weights: [1, 0.5] },
  ],
})
describeWeighting(imtlG(), {
  sumsToOne: true,
  scaleInvariant: true,
  identicalTasksUniform: true,
  golden: [
    { displacements: published, weights: [0.5923, 0.4077], tolerance: 1e-4 },
    { displacements: orthogonal, weights: [2 / 3, 1 / 3] },
  ],
})
describeWeighting(alignedMtl(), {
  scaleInvariant: true,
  identicalTasksUniform: true,
  golden: [
    { displacements: published, weights: [0.5591, 0.4083], tolerance: 1e-4 },
    { displacements: orthogonal, weights: [0.5, 0.25] },
  ],
})
describeWeighting(conFig(), {
  scaleInvariant: true,
  identicalTasksUniform: true,
  // Units (1, 0) and (0, 1) point at 45°: projections 1/√2 and 2/√2, so the direction is (3/4, 3/4).
  golden: [{ displacements: orthogonal, weights: [0.75, 0.375] }],
})
describeWeighting(gradVac({ target: 0 }), {
  dependsOnOrder: true,
  identicalTasksUniform: true,
  golden: [{ displacements: published, weights: [10 / 9, 15 / 19] }],
})
describeWeighting(gradVac({ target: 0.5 }), {
  dependsOnOrder: true,
  identicalTasksUniform: true,
  // cos = 0, so each gains √0.25 / √0.75 of the other at its own length: (1 + 2/√3 · …)/2.
  golden: [{ displacements: orthogonal, weights: [(1 + 2 / Math.sqrt(3)) / 2, (1 + 0.5 / Math.sqrt(3)) / 2] }],
})
describeWeighting(random(), { dependsOnOrder: true, sumsToOne: true, absoluteSumsToOne: true, neverNegative: true })
describeWeighting(sum(), { scaleInvariant: true, neverNegative: true, golden: [{ displacements: orthogonal, weights: [1, 1] }] })
// Query losses of the suite's golden batches: 0.5, 2.5 and 4.5.
describeWeighting(tilted({ tilt: Math.log(2) }), {
  sumsToOne: true,
  absoluteSumsToOne: true,
  scaleInvariant: true,
  identicalTasksUniform: true,
  neverNegative: true,
  golden: [{ displacements: [[1], [1], [1]], weights: [1 / 21, 4 / 21, 16 / 21] }],
})
describeWeighting(topLosses({ share: 0.5 }), {
  dependsOnOrder: true,
  sumsToOne: true,
  absoluteSumsToOne: true,
  scaleInvariant: true,
  neverNegative: true,
  golden: [{ displacements: [[1], [1], [1]], weights: [0, 0.5, 0.5] }],
})

describe('a rule without an answer is uniform and says so', () => {
  const zero = [
    [0, 0],
    [0, 0],
  ]
  const opposed = [
    [1, 0],
    [-1, 0],
  ]
  const oneEmpty = [
    [1, 2],
    [0, 0],
    [2, 1],
  ]
  const manyEmpty = [
    [0, 0],
    [1, 2],
    [0, 0],
    [2, 1],
  ]
  it.each([
    [whitened(), zero],
    [whitened({ clip: true }), zero],
    [ridgeAgreement({ mu: 1 }), zero],
    [normClip(), zero],
    [geometricMedian(), zero],
    [krum({ byzantine: 1 }), published],
    [multiKrum({ byzantine: 0, selected: 4 }), oneEmpty],
    [krum({ byzantine: 0 }), manyEmpty],
    [multiKrum({ byzantine: 0, selected: 2 }), manyEmpty],
    [leaveOneOutAgreement(), opposed],
    [leaveOneOutAgreement(), [[3, 4]]],
    [iteratedAgreement({ rounds: 2 }), opposed],
    [upgrad(), zero],
    [dualProj(), zero],
    [cagrad(), zero],
    [cagrad(), opposed],
    [nashMtl(), opposed],
    [nashMtl(), oneEmpty],
    [imtlG(), zero],
    [imtlG(), opposed],
    [alignedMtl(), zero],
    [conFig(), zero],
    [conFig(), opposed],
    [mgda(), oneEmpty],
    [mgda(), zero],
  ])('$name', (weighting, displacements) => {
    expect(weighting.weigh(agreementOf(displacements, 'gram'))).toEqual({
      weights: displacements.map(() => 1 / displacements.length),
      degenerate: expect.stringMatching(/\w+ \w+/),
    })
  })
})

describe('whitened', () => {
  it('is the plain average for a large μ', () => {
    const weights = whitened({ mu: 1e12 }).weigh(agreementOf(outlier, 'gram'))
    expect(weights).toEqual(outlier.map(() => expect.closeTo(0.2, 10)))
  })

  it('moves along (C/(μt) + I)⁻¹ times the mean, by the push-through identity', () => {
    // C = Σ gᵢgᵢᵀ = diag(102, 2), the mean is (2.4, 0.4) and μt = 104/5.
    const weights = whitened({ mu: 1 }).weigh(agreementOf(outlier, 'gram')) as readonly number[]
    const direction = [0, 1].map((k) => outlier.reduce((total, vector, i) => total + (weights[i] ?? 0) * (vector[k] ?? 0), 0))
    expect(direction).toEqual([2.4 / (1 + 102 / 20.8), 0.4 / (1 + 2 / 20.8)].map((value) => expect.closeTo(value, 12)))
  })

  it('and ridge agreement add up to the plain average', () => {
    const given = () => agreementOf(published, 'gram')
    const [white, ridge] = [whitened({ mu: 0.7 }), ridgeAgreement({ mu: 0.7 })].map(({ weigh }) => weigh(given()) as number[])
    expect(white?.map((weight, i) => weight + (ridge?.[i] ?? 0))).toEqual([expect.closeTo(0.5, 15), expect.closeTo(0.5, 15)])
  })
})

describe('random', () => {
  it('has equal weights on average', () => {
    const mean = [0, 0, 0]
    for (let step = 0; step < 3000; step++) {
      const weights = random().weigh({ ...agreementOf([[1], [1], [1]], 'gram'), rng: createRng(1, 'weighting', step) })
      for (const [i, weight] of (weights as readonly number[]).entries()) mean[i] = (mean[i] ?? 0) + weight / 3000
    }
    // The deviation of one weight is about 0.2: five standard errors.
    for (const value of mean) expect(Math.abs(value - 1 / 3)).toBeLessThan((5 * 0.2) / Math.sqrt(3000))
  })
})

describe('tilted and topLosses', () => {
  const given = () => ({ ...agreementOf([[1], [1], [1]], 'gram'), queryLosses: [1, 3, 2] })
  it('are the plain average where all count', () => {
    expect(tilted({ tilt: 0 }).weigh(given())).toEqual(uniform().weigh(given()))
    expect(topLosses({ share: 1 }).weigh(given())).toEqual(uniform().weigh(given()))
  })
  it('tend to the worst task, or to the best', () => {
    expect(tilted({ tilt: 1e9 }).weigh(given())).toEqual([0, 1, 0])
    expect(tilted({ tilt: -1e9 }).weigh(given())).toEqual([1, 0, 0])
    expect(topLosses({ share: 0.01 }).weigh(given())).toEqual([0, 1, 0])
  })
})

describe('options out of range are refused', () => {
  it.each([
    ['whitened.mu', () => whitened({ mu: 0 })],
    ['ridgeAgreement.mu', () => ridgeAgreement({ mu: Number.NaN })],
    ['krum.byzantine', () => krum({ byzantine: -1 })],
    ['multiKrum.byzantine', () => multiKrum({ byzantine: 0.5, selected: 1 })],
    ['multiKrum.selected', () => multiKrum({ byzantine: 1, selected: 0 })],
    ['iteratedAgreement.rounds', () => iteratedAgreement({ rounds: 0 })],
    ['upgrad.regularization', () => upgrad({ regularization: 0 })],
    ['dualProj.regularization', () => dualProj({ regularization: -1 })],
    ['cagrad.c', () => cagrad({ c: -0.1 })],
    ['nashMtl.length', () => nashMtl({ length: Number.POSITIVE_INFINITY })],
    ['gradVac.target', () => gradVac({ target: 1 })],
    ['tilted.tilt', () => tilted({ tilt: Number.NaN })],
    ['topLosses.share', () => topLosses({ share: 0 })],
  ])('%s', (where, make) => {
    expect(make).toThrow(`[${where}] expected`)
  })

  it.each([
    whitened,
    ridgeAgreement,
    krum,
    multiKrum,
    iteratedAgreement,
    upgrad,
    dualProj,
    cagrad,
    nashMtl,
    gradVac,
    tilted,
    topLosses,
  ])('and unknown ones of $name', (make) => {
    expect(() => make({ nu: 1 } as never)).toThrow(`[${make.name}] expected options `)
  })
})
