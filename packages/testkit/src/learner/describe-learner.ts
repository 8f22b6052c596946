// What every learner must do, on the float64 reference: its proposal against finite differences of the losses themselves.

import type { FloatArray } from '@assent/autodiff'
import type { Learner } from '@assent/core'
import { type Check, describeChecks, expectClose, expectThat, settingsCheck } from '../check.js'
import { differences, drawTheta, examplesOf, lossAt, propose } from './small-net.js'

/** What a learner proposes, for the suite to hold it to. */
export interface LearnerClaims {
  /**
   * `meta-gradient`: the derivative of the query loss after the inner loop, in θ. `query-gradient`: that of the query loss
   * in θᵢ. `displacement`: θ − θᵢ.
   */
  readonly proposes: 'meta-gradient' | 'query-gradient' | 'displacement'
}

const TASKS = [0, 1, 2]

/** Runs the conformance suite of a learner under vitest. It should take a few inner steps at a small rate. */
export function describeLearner(learner: Learner, claims: LearnerClaims): void {
  describeChecks(`learner ${learner.name}`, learnerChecks(learner, claims))
}

/** The suite's checks by themselves. */
export function learnerChecks(learner: Learner, { proposes }: LearnerClaims): Check[] {
  const checks: Check[] = [
    { name: `proposes its ${proposes}`, run: () => checkProposal(learner, proposes) },
    { name: 'reports the query loss at θᵢ', run: () => checkQueryLoss(learner) },
    { name: 'proposes the same for each task, whatever stands beside it', run: () => checkIndependence(learner) },
    { name: 'proposes the same for equal tasks', run: () => checkEqualTasks(learner) },
    { name: 'says its order', run: () => checkOrder(learner, proposes) },
    settingsCheck(learner),
  ]
  // A step on a minibatch need not help the others.
  if (learner.batch !== undefined) return checks
  return [...checks, { name: 'learns: support loss falls along its displacement', run: () => checkDescent(learner) }]
}

async function checkProposal(learner: Learner, proposes: LearnerClaims['proposes']): Promise<void> {
  const theta = drawTheta()
  const { updates, displacements } = await propose(learner, TASKS, theta)
  const ways = {
    displacement: async (task: number) => displacements[task] as FloatArray,
    'query-gradient': async (task: number) =>
      differences(adaptedFrom(theta, displacements[task] as FloatArray), (at) => lossAt(at, examplesOf(task, 'query'))),
    'meta-gradient': async (task: number) =>
      differences(theta, async (at) => (await propose(learner, [task], at)).queryLosses[0] as number),
  }
  for (const task of TASKS) {
    expectClose({
      what: `the ${proposes} of task ${task}`,
      found: updates[task] as FloatArray,
      expected: await ways[proposes](task),
      tolerance: proposes === 'displacement' ? 1e-12 : 1e-5,
      remedy: 'updates point uphill, one tensor per parameter in the order of theta: see Proposal, and claim what it is',
    })
  }
}

async function checkQueryLoss(learner: Learner): Promise<void> {
  const theta = drawTheta()
  const { displacements, queryLosses } = await propose(learner, TASKS, theta)
  for (const task of TASKS) {
    expectClose({
      what: `the query loss of task ${task} at θ minus its displacement`,
      found: [queryLosses[task] as number],
      expected: [await lossAt(adaptedFrom(theta, displacements[task] as FloatArray), examplesOf(task, 'query'))],
      tolerance: 1e-12,
      remedy: 'give θᵢ as `adapted`, one tensor per parameter in the order of theta',
    })
  }
}

async function checkIndependence(learner: Learner): Promise<void> {
  const theta = drawTheta()
  const { updates } = await propose(learner, TASKS, theta)
  for (const task of TASKS) {
    const alone = await propose(learner, [task], theta)
    expectClose({
      what: `the update of task ${task} alone`,
      found: alone.updates[0] as FloatArray,
      expected: updates[task] as FloatArray,
      tolerance: 1e-12,
      remedy: 'keep no state from one call of propose to the next',
    })
  }
}

async function checkEqualTasks(learner: Learner): Promise<void> {
  const { updates, displacements } = await propose(learner, [1, 1, 1], drawTheta())
  for (const rows of [updates, displacements]) {
    for (const row of rows.slice(1)) {
      expectClose({
        what: 'what the second and third of three equal tasks propose',
        found: row,
        expected: rows[0] as FloatArray,
        tolerance: 0,
        remedy: 'let nothing but θ and the examples enter',
      })
    }
  }
}

function checkOrder({ order }: Learner, proposes: LearnerClaims['proposes']): void {
  if (proposes !== 'meta-gradient') return
  const remedy = 'declare it, so that inner optimizers that cannot be differentiated are refused'
  expectThat(order === 2, 'order 2 of a learner that differentiates through its inner steps', `order ${order}`, remedy)
}

async function checkDescent(learner: Learner): Promise<void> {
  const theta = drawTheta()
  const { displacements } = await propose(learner, TASKS, theta)
  for (const task of TASKS) {
    const support = examplesOf(task, 'support')
    const before = await lossAt(theta, support)
    const after = await lossAt(adaptedFrom(theta, displacements[task] as FloatArray), support)
    const remedy = 'step down the gradient; if it does, try the suite with a smaller inner rate'
    expectThat(after < before, `a support loss below ${before} after the inner loop`, `${after}`, remedy)
  }
}

function adaptedFrom(theta: Float64Array, displacement: FloatArray): Float64Array {
  return theta.map((value, i) => value - (displacement[i] as number))
}
