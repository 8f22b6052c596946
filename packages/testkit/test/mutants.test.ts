// A suite that cannot fail proves nothing: right parts pass each kit, and each of these wrong ones is rejected by its own.

import { reference } from '@assent/autodiff'
import { inProcess } from '@assent/core/tools'
import { describe, expect, it } from 'vitest'
import { backendChecks, type Check, executorChecks, modelChecks, optimizerChecks, tasksChecks } from '../src/index.js'
import { failuresOf } from './failures.js'
import { backendMutants } from './mutants/backends.js'
import { executorMutants } from './mutants/executors.js'
import { batched, centered, modelMutants, net } from './mutants/models.js'
import type { Mutant } from './mutants/mutant.js'
import { claims, halfMomentum, optimizerMutants } from './mutants/optimizers.js'
import { pictures, points, sourceMutants } from './mutants/sources.js'
import { byLoss, checksOf, even, weightingMutants } from './mutants/weightings.js'

/** What the first failing check says: the others need not run. */
async function firstFailure(checks: readonly Check[]): Promise<string | undefined> {
  for (const check of checks) {
    const [failure] = await failuresOf([check])
    if (failure) return failure.message
  }
  return undefined
}

const rightWeightings = [
  ...checksOf(
    even,
    {
      sumsToOne: true,
      absoluteSumsToOne: true,
      scaleInvariant: true,
      identicalTasksUniform: true,
      neverNegative: true,
      golden: [{ displacements: [[1], [2]], weights: [0.5, 0.5] }],
    },
    'losses',
  ),
  ...checksOf(byLoss, { sumsToOne: true, scaleInvariant: true, identicalTasksUniform: true }, 'losses'),
]

const kits: Readonly<Record<string, readonly [right: readonly Check[], mutants: readonly Mutant[]]>> = {
  backends: [backendChecks(reference), backendMutants],
  'task sources': [[...tasksChecks(points), ...tasksChecks(pictures)], sourceMutants],
  weightings: [rightWeightings, weightingMutants],
  models: [[net, centered, batched].flatMap((model) => modelChecks(model)), modelMutants],
  'outer optimizers': [optimizerChecks(halfMomentum, claims), optimizerMutants],
  executors: [executorChecks(inProcess(), reference()), executorMutants],
}

describe.each(Object.entries(kits))('the kit of %s', (_, [right, mutants]) => {
  it('passes a right one', async () => expect(await failuresOf(right)).toEqual([]))

  it.each(mutants)('rejects one of which $name', async ({ checks, caughtBy }) => {
    const named = checks.filter(({ name }) => caughtBy.test(name))
    expect(await firstFailure(named)).toMatch(/expected .*; found .*; /s)
  })
})

it('are forty at least', () =>
  expect(Object.values(kits).reduce((count, [, mutants]) => count + mutants.length, 0)).toBeGreaterThanOrEqual(40))
