// What every weighting must do.

import { createRng, type GramAgreement, type Weighting } from '@assent/core'
import fc from 'fast-check'
import { type Check, describeChecks, expectThat, norm, relativeError, settingsCheck } from '../check.js'
import { agreementOfBatch, type Batch, hardCases, only, ordinaryBatches, reorder, wildBatches, withLosses } from './agreements.js'
import { type Always, claimedChecks, type WeightingClaims } from './claims.js'
import { productionChecks } from './production.js'

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
  const weigh = (batch: Batch) => weightsOf(weighting, batch)
  const over =
    (batches: fc.Arbitrary<Batch>): Always =>
    (name, holds) => ({
      name,
      run: () =>
        fc.assert(
          fc.property(batches, (batch) => holds(batch, weigh(batch))),
          { seed: 1, numRuns: 200, includeErrorInReport: true },
        ),
    })
  const always = over(ordinaryBatches)
  const checks: Check[] = [
    always('gives one finite weight per task', expectFinite),
    over(wildBatches)('stays finite whatever the norms', expectFinite),
    ...hardCases.map(
      ({ name, vectors }): Check => ({
        name: `stays finite when ${name}`,
        run: () => expectFinite(withLosses(vectors), weigh(withLosses(vectors))),
      }),
    ),
    ...productionChecks((batch) => {
      expectFinite(batch, weigh(batch))
      expectBounded(batch, weigh(batch))
    }),
    always('answers the same question the same way', (batch, weights) => {
      const again = weigh(batch)
      const remedy = 'keep no state between steps, and draw from the given rng only'
      expectThat(relativeError(again, weights) === 0, `weights ${weights} for the same tasks`, `${again}`, remedy)
    }),
    {
      name: 'reads only what it needs',
      run: () => {
        for (const { vectors } of hardCases) expectFrugal(weighting, withLosses(vectors))
      },
    },
    always('leaves what it is given as it is', (batch) => expectUntouched(weighting, batch)),
    settingsCheck(weighting),
  ]
  if (!claims.dependsOnOrder) checks.push(always('does not depend on the order of the tasks', expectOrderFree(weigh)))
  return [...checks, ...claimedChecks(claims, weigh, always)]
}

function expectFinite({ vectors }: Batch, weights: readonly number[]): void {
  expectThat(
    Array.isArray(weights) && weights.length === vectors.length && weights.every(Number.isFinite),
    `${vectors.length} finite weights`,
    `${weights}`,
    'where the rule has no answer, return { weights, degenerate }',
  )
}

/**
 * Rules may go by the displacements' norms, by their squares or by one over these. What is beyond all of that is an accident of
 * rounding, and moves θ out of reach.
 */
function expectBounded({ vectors }: Batch, weights: readonly number[]): void {
  const norms = vectors.map(norm).filter((length) => length > 0)
  const [largest, smallest] = [Math.max(1, ...norms), Math.min(1, ...norms)]
  const bound = 1e6 * (largest / smallest) ** 2
  const worst = Math.max(...weights.map(Math.abs))
  const remedy = 'where the rule has no answer, return { weights, degenerate }'
  expectThat(worst <= bound, `weights within ±${bound.toExponential(1)}`, `${worst.toExponential(1)}`, remedy)
}

function expectFrugal({ needs, weigh }: Weighting, batch: Batch): void {
  ;(weigh as (agreement: GramAgreement) => unknown)(only(needs, agreementOfBatch(batch)))
}

function expectUntouched({ weigh }: Weighting, batch: Batch): void {
  const given = agreementOfBatch(batch)
  const before = JSON.stringify(given)
  ;(weigh as (agreement: GramAgreement) => unknown)(given)
  expectThat(
    JSON.stringify(given) === before,
    'what it is given to stay as it was',
    'a change',
    'copy arrays before changing them',
  )
}

function expectOrderFree(weigh: (batch: Batch) => readonly number[]) {
  return (batch: Batch, weights: readonly number[]): void => {
    const order = createRng(weights.length, 'order').sample(weights.length, weights.length)
    const expected = order.map((i) => weights[i] as number)
    const found = weigh(reorder(batch, order))
    const remedy = 'let places decide nothing, or claim dependsOnOrder'
    expectThat(relativeError(found, expected) < 1e-6, `weights ${expected} for tasks in the order ${order}`, `${found}`, remedy)
  }
}

function weightsOf({ weigh }: Weighting, batch: Batch): readonly number[] {
  const answer = (weigh as (agreement: GramAgreement) => ReturnType<Weighting['weigh']>)(agreementOfBatch(batch))
  return 'weights' in answer ? answer.weights : answer
}
