// What some weightings claim, beyond what all must do.

import { type Check, expectThat, relativeError } from '../check.js'
import { type Batch, dot, type Vectors, withLosses } from './agreements.js'

/** Promises that a weighting may make beyond the common ones. */
export interface WeightingClaims {
  /** `Σ wᵢ = 1`. */
  readonly sumsToOne?: boolean
  /** `Σ |wᵢ| = 1`. */
  readonly absoluteSumsToOne?: boolean
  /** The same weights for displacements of any common size. */
  readonly scaleInvariant?: boolean
  /** `1/n` each for n equal tasks; so 1 for a single one, which is then trained as by the base learner. */
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

/** Asks the weighting. */
export type Weigh = (batch: Batch) => readonly number[]

/** A check over random batches. */
export type Always = (name: string, holds: (batch: Batch, weights: readonly number[]) => void) => Check

const sum = (weights: readonly number[]) => weights.reduce((total, weight) => total + weight, 0)

const REMEDY = 'correct the rule, or drop the claim'

/** One check per claim. */
export function claimedChecks(claims: WeightingClaims, weigh: Weigh, always: Always): Check[] {
  const checks: { readonly [claim: string]: () => Check } = {
    sumsToOne: () =>
      always('weights sum to one', (_, weights) =>
        expectThat(Math.abs(sum(weights) - 1) < 1e-9, 'Σw = 1', `${sum(weights)}`, REMEDY),
      ),
    absoluteSumsToOne: () =>
      always('absolute weights sum to one', (_, weights) => {
        const total = sum(weights.map(Math.abs))
        expectThat(Math.abs(total - 1) < 1e-9, 'Σ|w| = 1', `${total}`, REMEDY)
      }),
    neverNegative: () =>
      always('has no negative weight', (_, weights) =>
        expectThat(Math.min(...weights) >= 0, 'no weight below 0', `${weights}`, REMEDY),
      ),
    scaleInvariant: () => scaleCheck(weigh, always),
    identicalTasksUniform: () => identicalCheck(weigh),
    nonConflicting: () => conflictCheck(always),
  }
  const claimed = Object.entries(checks).filter(([claim]) => claims[claim as keyof WeightingClaims])
  return [...claimed.map(([, check]) => check()), ...(claims.golden ?? []).map((golden) => goldenCheck(golden, weigh))]
}

function scaleCheck(weigh: Weigh, always: Always): Check {
  return always('does not depend on the scale of the displacements', ({ vectors, losses }, weights) => {
    for (const factor of [1e-6, -3, 1e6]) {
      const scaled = weigh({ vectors: vectors.map((vector) => vector.map((value) => value * factor)), losses })
      const expected = `weights ${weights} for ${factor} times the displacements`
      expectThat(relativeError(scaled, weights) < 1e-6, expected, `${scaled}`, REMEDY)
    }
  })
}

function identicalCheck(weigh: Weigh): Check {
  return {
    name: 'counts equal tasks equally',
    run: () => {
      for (const tasks of [1, 2, 5]) {
        const [vectors, losses] = [new Array<Vectors[number]>(tasks).fill([1, -2, 0.5]), new Array(tasks).fill([2, 1])]
        const weights = weigh({ vectors, losses })
        const error = relativeError(weights, new Array<number>(tasks).fill(1 / tasks))
        expectThat(error < 1e-9, `1/${tasks} for each of ${tasks} equal tasks`, `${weights}`, REMEDY)
      }
    },
  }
}

function conflictCheck(always: Always): Check {
  return always('conflicts with no task', ({ vectors }, weights) => {
    const direction = (vectors[0] as readonly number[]).map((_, k) =>
      vectors.reduce((total, vector, i) => total + (weights[i] as number) * (vector[k] as number), 0),
    )
    const largest = Math.max(...vectors.map((vector) => dot(vector, vector)))
    for (const vector of vectors) {
      const product = dot(vector, direction)
      expectThat(product >= -1e-4 * largest, 'no product below 0, to 1e-4 of the largest ‖d‖²', `${product}`, REMEDY)
    }
  })
}

type Golden = NonNullable<WeightingClaims['golden']>[number]

function goldenCheck({ displacements, weights, tolerance = 1e-9 }: Golden, weigh: Weigh): Check {
  return {
    name: `weighs ${JSON.stringify(displacements)} as [${weights}]`,
    run: () => {
      const found = weigh(withLosses(displacements))
      const worst = Math.max(...weights.map((weight, i) => Math.abs(weight - (found[i] as number))))
      const expected = `[${weights}], to ${tolerance}`
      expectThat(found.length === weights.length && worst <= tolerance, expected, `[${found}]`, 'correct the rule, or the value')
    },
  }
}
