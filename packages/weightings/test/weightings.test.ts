// The paper's rule and its kin, through the suite that third parties use, with values derived by hand or published.

import { agreementOf, describeWeighting } from '@assent/testkit'
import { describe, expect, it } from 'vitest'
import { cosineAgreement, dampedAgreement, gradientAgreement, mgda, pcgrad, regularizedAgreement, uniform } from '../src/index.js'

const third = 1 / 3
/** Three tasks on a line, the last against the others: the paper's rule gives 0.4, 0.4, −0.2. */
const opposed = [
  [1, 0],
  [1, 0],
  [-0.5, 0],
]
/** The two-task matrix that published comparisons of aggregators use. */
const published = [
  [-4, 1, 1],
  [6, 1, 1],
]

describeWeighting(uniform(), {
  sumsToOne: true,
  absoluteSumsToOne: true,
  scaleInvariant: true,
  identicalTasksUniform: true,
  neverNegative: true,
  golden: [
    { displacements: opposed, weights: [third, third, third] },
    { displacements: [[3, 4]], weights: [1] },
  ],
})

describeWeighting(gradientAgreement(), {
  absoluteSumsToOne: true,
  scaleInvariant: true,
  identicalTasksUniform: true,
  golden: [
    { displacements: opposed, weights: [0.4, 0.4, -0.2] },
    {
      displacements: [
        [1, 0],
        [0, 2],
      ],
      weights: [0.2, 0.8],
    },
    {
      displacements: [
        [1, 1],
        [1, -1],
        [-2, 1],
      ],
      weights: [third, -third, third],
    },
    {
      displacements: [
        [2, 0],
        [-1, 1],
      ],
      weights: [1, 0],
    },
    {
      displacements: [
        [1, 0],
        [1, 0],
        [-3, 0],
      ],
      weights: [-0.2, -0.2, 0.6],
    },
    {
      displacements: [
        [1, 0],
        [0, 0],
        [0, 1],
      ],
      weights: [0.5, 0, 0.5],
    },
    { displacements: published, weights: [-0.2, 0.8] },
    { displacements: [[3, 4]], weights: [1] },
    {
      displacements: [
        [1, 0],
        [-1, 0],
      ],
      weights: [0.5, 0.5],
    },
  ],
})

describeWeighting(regularizedAgreement({ mu: 1 }), {
  absoluteSumsToOne: true,
  scaleInvariant: true,
  identicalTasksUniform: true,
  golden: [
    { displacements: opposed, weights: [0.4, 0.4, -0.2] },
    { displacements: published, weights: [-0.2, 0.8] },
  ],
})

describe.each([
  [0.3, [0.5, 0.5, 0]],
  [0.5, [7 / 15, 7 / 15, -1 / 15]],
  [2, [11 / 30, 11 / 30, -4 / 15]],
  [10, [0.34, 0.34, -0.32]],
] as const)('with μ = %d', (mu, weights) => {
  describeWeighting(regularizedAgreement({ mu }), {
    absoluteSumsToOne: true,
    scaleInvariant: true,
    identicalTasksUniform: true,
    golden: [{ displacements: opposed, weights }],
  })
})

describeWeighting(cosineAgreement(), {
  absoluteSumsToOne: true,
  scaleInvariant: true,
  identicalTasksUniform: true,
  golden: [
    { displacements: published, weights: [0.5, 0.5] },
    {
      displacements: [
        [1, 0],
        [1, 0],
        [1, 0],
        [1, 0],
        [-9, 0],
      ],
      weights: [0.2, 0.2, 0.2, 0.2, -0.2],
    },
  ],
})

describeWeighting(dampedAgreement(), { absoluteSumsToOne: true, identicalTasksUniform: true })
describe.each([
  [0, [0.25, 0.25, -0.5]],
  [0.1, [0.28, 0.28, -0.44]],
  [1, [5 / 14, 5 / 14, -2 / 7]],
] as const)('damped with μ = %d', (mu, weights) => {
  describeWeighting(dampedAgreement({ mu }), {
    absoluteSumsToOne: true,
    golden: [{ displacements: opposed, weights, tolerance: 5e-4 }],
  })
})

describeWeighting(pcgrad(), {
  dependsOnOrder: true,
  identicalTasksUniform: true,
  golden: [{ displacements: published, weights: [2.2222 / 2, 1.5789 / 2], tolerance: 1e-4 }],
})

// More tasks than dimensions have several shortest combinations with the same direction.
describeWeighting(mgda(), {
  dependsOnOrder: true,
  sumsToOne: true,
  absoluteSumsToOne: true,
  neverNegative: true,
  identicalTasksUniform: true,
  nonConflicting: true,
  golden: [{ displacements: published, weights: [0.6, 0.4], tolerance: 1e-4 }],
})

describe('degenerate steps', () => {
  it.each([gradientAgreement(), regularizedAgreement({ mu: 0.5 }), dampedAgreement()])(
    '$name is uniform and says so',
    (weighting) => {
      for (const displacements of [
        [
          [1, 0],
          [-1, 0],
        ],
        [
          [0, 0],
          [0, 0],
          [0, 0],
        ],
      ]) {
        const answer = weighting.weigh(agreementOf(displacements, 'scores'))
        expect(answer).toMatchObject({
          weights: displacements.map(() => 1 / displacements.length),
          degenerate: expect.stringContaining('cancel'),
        })
      }
    },
  )
})

describe('options', () => {
  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('regularizedAgreement refuses μ = %d', (mu) => {
    expect(() => regularizedAgreement({ mu })).toThrow(/\[regularizedAgreement\.mu\] expected a number above 0; found/)
  })

  it('dampedAgreement refuses a negative μ', () => {
    expect(() => dampedAgreement({ mu: -0.1 })).toThrow(/expected a number of at least 0/)
  })

  it('an absolute μ of ε‖s‖₁ is the published rule', () => {
    // ‖s‖₁ = 1.5 + 1.5 + 0.75 for the opposed tasks.
    const weights = regularizedAgreement({ mu: 2 * 3.75, epsilon: 2 }).weigh(agreementOf(opposed, 'scores'))
    expect(weights).toEqual([0.4, 0.4, -0.2].map((weight) => expect.closeTo(weight, 12)))
  })
})
