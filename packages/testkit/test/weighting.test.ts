// A suite that cannot fail proves nothing: this one must catch weightings that are broken in one place.

import { defineWeighting, type GramAgreement, type Need } from '@assent/core'
import { describe, expect, it } from 'vitest'
import { type WeightingClaims, weightingChecks } from '../src/index.js'
import { failedNames, failuresOf } from './failures.js'

type Weigh = (agreement: GramAgreement) => number[]

const checksOf = (weigh: Weigh, claims: WeightingClaims = {}, needs: Need = 'gram') =>
  weightingChecks(defineWeighting({ name: 'tried', needs, weigh: weigh as never }), claims)

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)
const even: Weigh = ({ tasks }) => new Array<number>(tasks).fill(1 / tasks)

describe('weightingChecks', () => {
  it('pass the average with all its claims', async () => {
    const claims: WeightingClaims = {
      sumsToOne: true,
      absoluteSumsToOne: true,
      scaleInvariant: true,
      identicalTasksUniform: true,
      neverNegative: true,
      golden: [{ displacements: [[1], [2]], weights: [0.5, 0.5] }],
    }
    expect(await failuresOf(checksOf(even, claims, 'losses'))).toEqual([])
  })

  it('pass one that goes by the losses, which move with their tasks', async () => {
    const byLoss: Weigh = ({ queryLosses }) => queryLosses.map((loss) => loss / total(queryLosses))
    const claims = { sumsToOne: true, scaleInvariant: true, identicalTasksUniform: true }
    expect(await failuresOf(checksOf(byLoss, claims, 'losses'))).toEqual([])
  })

  it.each<[string, Weigh, WeightingClaims, RegExp]>([
    [
      'NaN for tasks that cancel out',
      ({ scores }) => scores.map((score) => score / total(scores.map(Math.abs))),
      {},
      /cancel out$/,
    ],
    ['NaN for displacements of zero', ({ gram }) => gram.map((row, i) => 1 / Math.sqrt(row[i]!)), {}, /one displacement is zero/],
    ['an overflow', ({ squaredNorms }) => squaredNorms.map((norm) => Math.exp(norm)), {}, /whatever the norms/],
    ['an underflow', ({ squaredNorms }) => squaredNorms.map((norm) => norm / total(squaredNorms)), {}, /squares vanish/],
    ['a weight too few', ({ tasks }) => new Array<number>(tasks - 1).fill(1), {}, /one finite weight per task/],
    [
      'the first task preferred',
      ({ tasks }) => Array.from({ length: tasks }, (_, i) => (i === 0 ? 1 : 0)),
      {},
      /order of the tasks/,
    ],
    [
      'the middle preferred',
      ({ tasks }) => Array.from({ length: tasks }, (_, i) => i * (tasks - 1 - i)),
      {},
      /order of the tasks/,
    ],
    ['a sum that is not one', ({ tasks }) => new Array<number>(tasks).fill(1), { sumsToOne: true }, /^weights sum to one/],
    [
      'signed weights that sum to one',
      ({ tasks }) => Array.from({ length: tasks }, (_, i) => (i ? 1 - i : 1)),
      { absoluteSumsToOne: true },
      /absolute/,
    ],
    ['a negative weight', ({ scores }) => [...scores], { neverNegative: true }, /negative/],
    ['a scale that matters', ({ gram }) => gram.map((row, i) => row[i]!), { scaleInvariant: true }, /scale/],
    ['a sign that matters', ({ tasks }) => new Array<number>(tasks).fill(1), { identicalTasksUniform: true }, /equal tasks/],
    ['a conflict', ({ tasks }) => new Array<number>(tasks).fill(-1 / tasks), { nonConflicting: true }, /conflicts/],
    ['a wrong value', even, { golden: [{ displacements: [[1], [1]], weights: [0.4, 0.6] }] }, /^weighs \[\[1\],\[1\]\]/],
    ['a value too many', even, { golden: [{ displacements: [[1], [1]], weights: [0.5] }] }, /^weighs/],
  ])('catch %s', async (_, weigh, claims, name) => {
    expect((await failedNames(checksOf(weigh, claims))).some((failed) => name.test(failed))).toBe(true)
  })

  it.each<[Need, Weigh, string]>([
    ['losses', ({ gram }) => gram.map(() => 1 / gram.length), "declare needs: 'gram'"],
    ['losses', ({ scores }) => scores.map(() => 1 / scores.length), "declare needs: 'scores'"],
    ['scores', ({ gram }) => gram.map(() => 1 / gram.length), "declare needs: 'gram'"],
  ])('catch one that needs %s and reads more', async (needs, weigh, remedy) => {
    const failures = await failuresOf(checksOf(weigh, {}, needs))
    expect(failures).toEqual([{ name: 'reads only what it needs', message: expect.stringContaining(remedy) }])
  })

  it('catch one that remembers', async () => {
    let called = 0
    const failed = await failedNames(checksOf(({ tasks }) => new Array<number>(tasks).fill(++called)))
    expect(failed).toContain('answers the same question the same way')
  })

  it('catch one that changes what it is given', async () => {
    const sorting: Weigh = ({ scores }) => (scores as number[]).sort().map(() => 1 / scores.length)
    expect(await failedNames(checksOf(sorting))).toEqual(['leaves what it is given as it is'])
  })

  it('catch settings that a checkpoint cannot hold', async () => {
    const weighting = defineWeighting({ name: 'tried', needs: 'losses', settings: { mu: Number.POSITIVE_INFINITY }, weigh: even })
    expect(await failuresOf(weightingChecks(weighting, {}))).toEqual([
      {
        name: 'describes itself by a name and plain data',
        message: expect.stringContaining('Infinity for mu, stored as {"mu":null}'),
      },
    ])
  })
})
