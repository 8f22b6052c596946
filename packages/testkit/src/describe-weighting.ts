// What every weighting must do, and what some claim to do.

import { createRng, type GramAgreement, type Need, type Weighting } from '@assent/core'
import fc from 'fast-check'
import { type Check, describeChecks, expectThat, relativeError } from './check.js'

/** Promises that a weighting may make beyond the common ones. */
export interface WeightingClaims {
  /** `Σ wᵢ = 1`. */
  readonly sumsToOne?: boolean
  /** `Σ |wᵢ| = 1`. */
  readonly absoluteSumsToOne?: boolean
  /** The same weights for displacements of any common size. */
  readonly scaleInvariant?: boolean
  /** `1/n` each for n equal displacements. */
  readonly identicalTasksUniform?: boolean
  /** No weight below 0. */
  readonly neverNegative?: boolean
  /** `(Σ wⱼdⱼ) · dᵢ ≥ 0` for every task, to 1e-4 of the largest ‖d‖²: no task's loss rises to first order. */
  readonly nonConflicting?: boolean
  /** Whether the order of the tasks may matter: a random draw decides, or several answers are equally good. */
  readonly dependsOnOrder?: boolean
  /** Weights worked out by hand or published. */
  readonly golden?: readonly {
    readonly displacements: readonly (readonly number[])[]
    readonly weights: readonly number[]
    readonly tolerance?: number
  }[]
}

type Vectors = readonly (readonly number[])[]

/**
 * Runs the conformance suite of a weighting under vitest.
 *
 * @param claims promises to hold it to, beyond those of every weighting
 */
export function describeWeighting(weighting: Weighting, claims: WeightingClaims = {}): void {
  describeChecks(`weighting ${weighting.name}`, weightingChecks(weighting, claims))
}

/** The suite's checks by themselves. */
export function weightingChecks(weighting: Weighting, claims: WeightingClaims): Check[] {
  const weigh = (vectors: Vectors) => weightsOf(weighting, vectors)
  const always = (name: string, holds: (vectors: Vectors, weights: readonly number[]) => void): Check => ({
    name,
    run: () =>
      fc.assert(
        fc.property(taskVectors, (vectors) => holds(vectors, weigh(vectors))),
        { seed: 1, numRuns: 200 },
      ),
  })
  const checks: Check[] = [
    always('gives one finite weight per task', (vectors, weights) => {
      expectThat(
        weights.length === vectors.length && weights.every(Number.isFinite),
        `${vectors.length} finite weights`,
        `${weights}`,
      )
    }),
    ...hardCases.map(
      ({ name, vectors }): Check => ({
        name: `stays finite when ${name}`,
        run: () => {
          const weights = weigh(vectors)
          expectThat(weights.length === vectors.length && weights.every(Number.isFinite), 'finite weights', `${weights}`)
        },
      }),
    ),
    {
      name: 'reads only what it needs',
      run: () =>
        void weightsOf(
          weighting,
          [
            [1, 2],
            [2, -1],
            [0, 1],
          ],
          true,
        ),
    },
    always('answers the same question the same way', (vectors, weights) => {
      expectThat(
        relativeError(weigh(vectors), weights) === 0,
        'equal weights for equal input',
        `${weigh(vectors)} after ${weights}`,
      )
    }),
  ]
  if (!claims.dependsOnOrder) {
    checks.push(
      always('does not depend on the order of the tasks', (vectors, weights) => {
        const turned = [...weigh([...vectors].reverse())].reverse()
        expectThat(relativeError(turned, weights) < 1e-6, `weights ${weights}, reversed for reversed tasks`, `${turned}`)
      }),
    )
  }
  return [...checks, ...claimedChecks(claims, weigh, always)]
}

type Always = (name: string, holds: (vectors: Vectors, weights: readonly number[]) => void) => Check

function claimedChecks(claims: WeightingClaims, weigh: (vectors: Vectors) => readonly number[], always: Always): Check[] {
  const claimed: Check[] = []
  const sum = (weights: readonly number[]) => weights.reduce((total, weight) => total + weight, 0)
  if (claims.sumsToOne) {
    claimed.push(
      always('weights sum to one', (_, weights) => expectThat(Math.abs(sum(weights) - 1) < 1e-9, 'Σw = 1', `${sum(weights)}`)),
    )
  }
  if (claims.absoluteSumsToOne) {
    claimed.push(
      always('absolute weights sum to one', (_, weights) => {
        const total = sum(weights.map(Math.abs))
        expectThat(Math.abs(total - 1) < 1e-9, 'Σ|w| = 1', `${total}`)
      }),
    )
  }
  if (claims.neverNegative) {
    claimed.push(
      always('has no negative weight', (_, weights) =>
        expectThat(
          weights.every((weight) => weight >= 0),
          'w ≥ 0',
          `${weights}`,
        ),
      ),
    )
  }
  if (claims.scaleInvariant) {
    claimed.push(
      always('does not depend on the scale of the displacements', (vectors, weights) => {
        for (const factor of [1e-6, -3, 1e6]) {
          const scaled = weigh(vectors.map((vector) => vector.map((value) => value * factor)))
          expectThat(
            relativeError(scaled, weights) < 1e-6,
            `weights ${weights} for ${factor} times the displacements`,
            `${scaled}`,
          )
        }
      }),
    )
  }
  if (claims.identicalTasksUniform) {
    claimed.push({
      name: 'counts equal tasks equally',
      run: () => {
        const weights = weigh(new Array(5).fill([1, -2, 0.5]))
        expectThat(relativeError(weights, new Array(5).fill(0.2)) < 1e-9, '1/5 each', `${weights}`)
      },
    })
  }
  if (claims.nonConflicting) {
    claimed.push(
      always('conflicts with no task', (vectors, weights) => {
        const direction = (vectors[0] as readonly number[]).map((_, k) =>
          vectors.reduce((total, vector, i) => total + (weights[i] as number) * (vector[k] as number), 0),
        )
        const largest = Math.max(...vectors.map((vector) => dot(vector, vector)))
        for (const vector of vectors) {
          const product = dot(vector, direction)
          expectThat(product >= -1e-4 * largest, 'no product below 0, to 1e-4 of the largest ‖d‖²', `${product}`)
        }
      }),
    )
  }
  for (const { displacements, weights, tolerance = 1e-9 } of claims.golden ?? []) {
    claimed.push({
      name: `weighs ${JSON.stringify(displacements)} as [${weights}]`,
      run: () => {
        const found = weigh(displacements)
        const worst = Math.max(...weights.map((weight, i) => Math.abs(weight - (found[i] as number))))
        expectThat(worst <= tolerance, `[${weights}]`, `[${found}]`)
      },
    })
  }
  return claimed
}

const hardCases: readonly { readonly name: string; readonly vectors: Vectors }[] = [
  {
    name: 'all displacements are zero',
    vectors: [
      [0, 0],
      [0, 0],
      [0, 0],
    ],
  },
  {
    name: 'one displacement is zero',
    vectors: [
      [1, 2],
      [0, 0],
      [2, 1],
    ],
  },
  {
    name: 'two displacements cancel out',
    vectors: [
      [1, -1],
      [-1, 1],
    ],
  },
  {
    name: 'all are parallel',
    vectors: [
      [1, 1],
      [2, 2],
      [-3, -3],
    ],
  },
  {
    name: 'norms differ by ten orders',
    vectors: [
      [1e-5, 0],
      [0, 1e5],
      [1, 1],
    ],
  },
  {
    name: 'all are tiny',
    vectors: [
      [1e-20, 0],
      [0, 2e-20],
      [1e-20, 1e-20],
    ],
  },
  { name: 'there is one task', vectors: [[3, 4]] },
]

/** Two to six tasks of two to four dimensions, values of about one, and not all of them near zero. */
const taskVectors: fc.Arbitrary<Vectors> = fc
  .tuple(fc.integer({ min: 2, max: 6 }), fc.integer({ min: 2, max: 4 }), fc.integer({ min: 0, max: 2 ** 30 }))
  .map(([tasks, size, seed]) => {
    const rng = createRng(seed, 'vectors')
    return Array.from({ length: tasks }, () => Array.from({ length: size }, () => rng.normal()))
  })

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((total, value, i) => total + value * (b[i] as number), 0)
}

/** What a weighting sees of these displacements. With `strict`, reading more than it declared throws. */
export function agreementOf(vectors: Vectors, need: Need, strict = false): GramAgreement {
  const gram = vectors.map((a) => vectors.map((b) => dot(a, b)))
  const total = (vectors[0] as readonly number[]).map((_, k) => vectors.reduce((sum, vector) => sum + (vector[k] as number), 0))
  const agreement: GramAgreement = {
    tasks: vectors.length,
    step: 0,
    rng: createRng(5, 'weighting'),
    supportLosses: vectors.map((_, i) => 1 + i),
    queryLosses: vectors.map((_, i) => 0.5 + i),
    scores: vectors.map((vector) => dot(vector, total)),
    squaredNorms: vectors.map((vector) => dot(vector, vector)),
    gram,
  }
  const hidden = { losses: ['scores', 'squaredNorms', 'gram'], scores: ['gram'], gram: [] }[need] as readonly string[]
  if (!strict) return agreement
  return new Proxy(agreement, {
    get: (target, key) => {
      expectThat(!hidden.includes(String(key)), `a weighting that needs '${need}' reads no more`, `it read ${String(key)}`)
      return target[key as keyof GramAgreement]
    },
  })
}

function weightsOf(weighting: Weighting, vectors: Vectors, strict = false): readonly number[] {
  const answer = (weighting.weigh as (agreement: GramAgreement) => ReturnType<Weighting['weigh']>)(
    agreementOf(vectors, weighting.needs, strict),
  )
  return 'weights' in answer ? answer.weights : answer
}
