// What every learner must do, on the float64 reference: its proposal against finite differences of the losses themselves, and
// its inner loop the same in training as afterwards.

import type { FloatArray } from '@assent/autodiff'
import { type Learner, metaParameters } from '@assent/core'
import { type Check, describeChecks, expectClose, expectThat, settingsCheck } from '../check.js'
import { smallRegression, type TrialParts } from './small-net.js'
import { differences, openTrial, TASKS, type Trial } from './trial.js'

/** What a learner proposes, for the suite to hold it to. */
export interface LearnerClaims {
  /**
   * `meta-gradient`: the derivative of the query loss after the inner loop, in all meta-parameters. `query-gradient`: that of
   * the query loss in θᵢ. `displacement`: θ − θᵢ. `other`: something of its own, which the suite cannot check.
   */
  readonly proposes: 'meta-gradient' | 'query-gradient' | 'displacement' | 'other'
}

/**
 * Runs the conformance suite of a learner under vitest, on a small net or on the author's own tasks and model. It should take
 * a few inner steps at a small rate. Parts of one's own should be small too, and without random masks or statistics.
 */
export function describeLearner(learner: Learner, claims: LearnerClaims, parts: TrialParts = smallRegression()): void {
  describeChecks(`learner ${learner.name}`, learnerChecks(learner, claims, parts))
}

/** The suite's checks by themselves. */
export function learnerChecks(learner: Learner, { proposes }: LearnerClaims, parts: TrialParts = smallRegression()): Check[] {
  const check = (name: string, run: (trial: Trial) => Promise<void>): Check => ({
    name,
    run: () => run(openTrial(learner, parts)),
  })
  return [
    ...(proposes === 'other' ? [] : [check(`proposes its ${proposes}`, (trial) => checkProposal(trial, proposes))]),
    check('proposes a finite update of every meta-parameter', checkSize),
    check('reports the query loss at θᵢ', checkQueryLoss),
    check('proposes the same for each task, whatever stands beside it', checkIndependence),
    check('proposes the same for equal tasks', checkEqualTasks),
    { name: 'says its order', run: () => checkOrder(learner, proposes) },
    settingsCheck(learner),
    settingsCheck(learner.adaptation),
    // A step on a minibatch need not help the others, and is not what happens after training.
    ...(learner.batch !== undefined
      ? []
      : [
          check('adapts after training as in training', checkSameAdaptation),
          check('learns: support loss falls along its displacement', checkDescent),
        ]),
  ]
}

async function checkProposal(
  { theta, ownCount, propose, lossAt, episode }: Trial,
  proposes: Exclude<LearnerClaims['proposes'], 'other'>,
) {
  const { updates, displacements } = await propose(TASKS, theta)
  const ways = {
    displacement: async (task: number) => rowOf(displacements, task),
    'query-gradient': async (task: number) =>
      differences(adaptedFrom(theta, ownCount, rowOf(displacements, task)), (at) => lossAt(at, episode(task).query)),
    'meta-gradient': async (task: number) => differences(theta, async (at) => Number((await propose([task], at)).queryLosses[0])),
  }
  for (const task of TASKS) {
    expectClose({
      what: `the ${proposes} of task ${task}`,
      found: rowOf(updates, task),
      expected: await ways[proposes](task),
      tolerance: proposes === 'displacement' ? 1e-12 : 1e-5,
      remedy: 'updates point uphill, one tensor for each of task.meta: see Proposal, and claim what it is',
    })
  }
}

async function checkSize({ problem, theta, propose }: Trial): Promise<void> {
  const { updates } = await propose(TASKS, theta)
  const names = metaParameters(problem).map(({ name }) => name)
  expectThat(
    new Set(names).size === names.length,
    'meta-parameters of different names',
    names.join(', '),
    'rename those of the learner',
  )
  for (const update of updates) {
    const fits = update.length === theta.length && update.every(Number.isFinite)
    expectThat(
      fits,
      `${theta.length} finite values`,
      `${update.length}, ${update.find((value) => !Number.isFinite(value))}`,
      'give a gradient for each of task.meta',
    )
  }
}

async function checkQueryLoss({ theta, ownCount, propose, lossAt, episode }: Trial): Promise<void> {
  const { displacements, queryLosses } = await propose(TASKS, theta)
  for (const task of TASKS) {
    expectClose({
      what: `the query loss of task ${task} at θ minus its displacement`,
      found: [Number(queryLosses[task])],
      expected: [await lossAt(adaptedFrom(theta, ownCount, rowOf(displacements, task)), episode(task).query)],
      tolerance: 1e-12,
      remedy: 'give θᵢ as `adapted`, one tensor per parameter in the order of theta',
    })
  }
}

/** A learner whose training has an inner loop of its own would be judged by another. */
async function checkSameAdaptation({ theta, ownCount, propose, adapt }: Trial): Promise<void> {
  const { displacements } = await propose(TASKS, theta)
  for (const task of TASKS) {
    expectClose({
      what: `the parameters that \`adapt\` finds for task ${task}`,
      found: await adapt(theta, task),
      expected: adaptedFrom(theta, ownCount, rowOf(displacements, task)),
      tolerance: 1e-12,
      remedy: 'let propose run `innerLoop(task, adaptation)` with the adaptation that the learner names',
    })
  }
}

async function checkIndependence({ theta, propose }: Trial): Promise<void> {
  const { updates } = await propose(TASKS, theta)
  for (const task of TASKS) {
    expectClose({
      what: `the update of task ${task} alone`,
      found: rowOf((await propose([task], theta)).updates, 0),
      expected: rowOf(updates, task),
      tolerance: 1e-12,
      remedy: 'keep no state from one call of propose to the next',
    })
  }
}

async function checkEqualTasks({ theta, propose }: Trial): Promise<void> {
  const { updates, displacements } = await propose([1, 1, 1], theta)
  for (const rows of [updates, displacements]) {
    for (const row of rows.slice(1)) {
      expectClose({
        what: 'what the second and third of three equal tasks propose',
        found: row,
        expected: rowOf(rows, 0),
        tolerance: 0,
        remedy: 'let nothing but θ and the examples enter',
      })
    }
  }
}

function checkOrder({ order }: Learner, proposes: LearnerClaims['proposes']): void {
  if (proposes !== 'meta-gradient') return
  const remedy = 'declare it, so that adaptations that cannot be differentiated are refused'
  expectThat(order === 2, 'order 2 of a learner that differentiates through its inner steps', `order ${order}`, remedy)
}

async function checkDescent({ theta, ownCount, propose, lossAt, episode }: Trial): Promise<void> {
  const { displacements } = await propose(TASKS, theta)
  for (const task of TASKS) {
    const { support } = episode(task)
    const before = await lossAt(theta.subarray(0, ownCount), support)
    const after = await lossAt(adaptedFrom(theta, ownCount, rowOf(displacements, task)), support)
    const remedy = 'step down the gradient; if it does, try the suite with a smaller inner rate'
    expectThat(after < before, `a support loss below ${before} after the inner loop`, `${after}`, remedy)
  }
}

function rowOf(rows: readonly FloatArray[], row: number): FloatArray {
  return rows[row] ?? new Float64Array()
}

function adaptedFrom(theta: Float64Array, ownCount: number, displacement: FloatArray): Float64Array {
  return theta.slice(0, ownCount).map((value, i) => value - Number(displacement[i]))
}
