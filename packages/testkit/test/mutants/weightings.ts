// Weightings that are wrong in one place.

import { defineWeighting, type GramAgreement, type Need } from '@assent/core'
import { type WeightingClaims, weightingChecks } from '../../src/index.js'
import type { Mutant } from './mutant.js'

type Weigh = (agreement: GramAgreement) => number[]

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)
const each = (tasks: number, weight: number) => new Array<number>(tasks).fill(weight)

/** The plain average. */
export const even: Weigh = ({ tasks }) => each(tasks, 1 / tasks)
/** The more, the lower the loss was. */
export const byLoss: Weigh = ({ queryLosses }) => queryLosses.map((loss) => loss / total(queryLosses))

export const checksOf = (weigh: Weigh, claims: WeightingClaims = {}, needs: Need = 'gram', settings = {}) =>
  weightingChecks(defineWeighting({ name: 'tried', needs, settings, weigh: weigh as never }), claims)

function remembering(): Weigh {
  let called = 0
  return ({ tasks }) => each(tasks, ++called)
}

const own: Readonly<Record<string, readonly [checks: ReturnType<typeof checksOf>, caughtBy: RegExp]>> = {
  'weights are NaN for tasks that cancel out': [
    checksOf(({ scores }) => scores.map((score) => score / total(scores.map(Math.abs)))),
    /cancel out$/,
  ],
  'weights are infinite for displacements of zero': [
    checksOf(({ gram }) => gram.map((row, i) => 1 / Math.sqrt(row[i] as number))),
    /one displacement is zero/,
  ],
  'weights overflow': [checksOf(({ squaredNorms }) => squaredNorms.map((norm) => Math.exp(norm))), /whatever the norms/],
  'squares underflow': [checksOf(({ squaredNorms }) => squaredNorms.map((norm) => norm / total(squaredNorms))), /squares vanish/],
  'a weight is missing': [checksOf(({ tasks }) => each(tasks - 1, 1)), /one finite weight per task/],
  'weights are NaN for 25 tasks': [
    checksOf(({ tasks }) => each(tasks, tasks === 25 ? Number.NaN : 1 / tasks)),
    /bounded weights to 25/,
  ],
  'a weight is missing from seven tasks on': [
    checksOf(({ tasks }) => each(Math.min(tasks, 6), 1 / tasks)),
    /bounded weights to 7/,
  ],
  'a weight is 1e300': [checksOf(({ tasks }) => each(tasks, 1e300)), /bounded weights/],
  'a task that does not move weighs 1e300': [
    checksOf(({ squaredNorms }) => squaredNorms.map((norm) => (norm === 0 ? 1e300 : 1))),
    /bounded weights/,
  ],
  'one task alone weighs nothing that is finite': [
    checksOf(({ tasks }) => each(tasks, 1 / (tasks - 1))),
    /there is one task|bounded weights to 1 task/,
  ],
  'the 64th task has no say': [
    checksOf(({ tasks }) => Array.from({ length: tasks }, (_, i) => (i < 63 ? 1 : 0))),
    /order of the tasks/,
  ],
  'the first task is preferred': [
    checksOf(({ tasks }) => Array.from({ length: tasks }, (_, i) => (i === 0 ? 1 : 0))),
    /order of the tasks/,
  ],
  'the middle is preferred': [
    checksOf(({ tasks }) => Array.from({ length: tasks }, (_, i) => i * (tasks - 1 - i))),
    /order of the tasks/,
  ],
  'weights do not sum to one': [checksOf(({ tasks }) => each(tasks, 1), { sumsToOne: true }), /^weights sum to one/],
  'signed weights sum to one': [
    checksOf(({ tasks }) => Array.from({ length: tasks }, (_, i) => (i ? 1 - i : 1)), { absoluteSumsToOne: true }),
    /absolute/,
  ],
  'a weight is negative': [checksOf(({ scores }) => [...scores], { neverNegative: true }), /negative/],
  'the scale matters': [checksOf(({ gram }) => gram.map((row, i) => row[i] as number), { scaleInvariant: true }), /scale/],
  'equal tasks weigh more together': [checksOf(({ tasks }) => each(tasks, 1), { identicalTasksUniform: true }), /equal tasks/],
  'the direction conflicts with all': [checksOf(({ tasks }) => each(tasks, -1 / tasks), { nonConflicting: true }), /conflicts/],
  'a published value is another': [
    checksOf(even, { golden: [{ displacements: [[1], [1]], weights: [0.4, 0.6] }] }),
    /^weighs \[\[1\],\[1\]\]/,
  ],
  'it needs losses and reads the Gram matrix': [checksOf(({ gram }) => gram.map(() => 1), {}, 'losses'), /reads only/],
  'it needs losses and reads scores': [checksOf(({ scores }) => scores.map(() => 1), {}, 'losses'), /reads only/],
  'it needs scores and reads the Gram matrix': [checksOf(({ gram }) => gram.map(() => 1), {}, 'scores'), /reads only/],
  'it remembers': [checksOf(remembering()), /same question the same way/],
  'it sorts what it is given': [
    checksOf(({ scores }) => (scores as number[]).sort().map(() => 1 / scores.length)),
    /leaves what it is given/,
  ],
  'a setting is infinite': [checksOf(even, {}, 'losses', { mu: Number.POSITIVE_INFINITY }), /describes itself/],
}

export const weightingMutants: readonly Mutant[] = Object.entries(own).map(([name, [checks, caughtBy]]) => ({
  name,
  checks,
  caughtBy,
}))
