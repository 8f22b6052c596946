// The learners that go beyond MAML, through the suite that third parties use, and with every kind of weighting.

import { reference } from '@assent/autodiff'
import { evaluate, initialState, type Learner, metaTrain, type Weighting } from '@assent/core'
import { adam } from '@assent/optimizers'
import { describeLearner, smallClassification, smallRegression } from '@assent/testkit'
import { gradientAgreement, mgda, uniform } from '@assent/weightings'
import { describe, expect, it } from 'vitest'
import { anil, boil, iMaml, innerAdam, innerSgd, maml, mamlPlusPlus, metaSgd, protoMaml } from '../src/index.js'

const inner = innerSgd({ rate: 0.05 })
const innerSteps = 2

for (const [parts, of] of [
  [smallRegression(), 'regression'],
  [smallClassification(), 'classification'],
] as const) {
  describe(of, () => {
    describeLearner(metaSgd({ initialRate: 0.05, innerSteps }), { proposes: 'meta-gradient' }, parts)
    describeLearner(metaSgd({ initialRate: 0.05, innerSteps, batch: 2 }), { proposes: 'meta-gradient' }, parts)
    describeLearner(anil({ inner, innerSteps }), { proposes: 'meta-gradient' }, parts)
    describeLearner(boil({ inner, innerSteps }), { proposes: 'meta-gradient' }, parts)
    describeLearner(mamlPlusPlus({ initialRate: 0.05, innerSteps }), { proposes: 'meta-gradient' }, parts)
    describeLearner(mamlPlusPlus({ initialRate: 0.05, innerSteps, multiStepLoss: 50 }), { proposes: 'other' }, parts)
    describeLearner(iMaml({ inner, innerSteps, lambda: 2 }), { proposes: 'other' }, parts)
    describeLearner(maml({ inner: innerSgd({ rate: 0.05, clipNorm: 0.2 }), innerSteps }), { proposes: 'meta-gradient' }, parts)
  })
}

describe('class means', () => {
  // What θ holds for the head is replaced, so the loss after adaptation need not be below that of θ.
  const checks = ['proposes its meta-gradient', 'adapts after training as in training', 'says its order']
  it('are checked like the others', async () => {
    const { learnerChecks } = await import('@assent/testkit')
    const own = learnerChecks(protoMaml({ inner, innerSteps }), { proposes: 'meta-gradient' }, smallClassification())
    for (const name of checks) await own.find((check) => check.name === name)!.run()
  })
})

describe('an implicit gradient', () => {
  it('is the meta-gradient where the inner loop has come to its solution', async () => {
    // 60 steps at rate 0.12 solve the regularized problem, and 20 conjugate steps are more than its 17 unknowns need.
    const solved = { inner: innerSgd({ rate: 0.12 }), innerSteps: 60, lambda: 3, conjugateSteps: 20 }
    const { learnerChecks } = await import('@assent/testkit')
    const [check] = learnerChecks(iMaml(solved), { proposes: 'meta-gradient' })
    await check!.run()
  })
})

const weightings: readonly Weighting[] = [uniform(), gradientAgreement(), mgda()]
const learners: readonly Learner[] = [
  metaSgd({ innerSteps }),
  anil({ inner, innerSteps }),
  boil({ inner, innerSteps }),
  mamlPlusPlus({ innerSteps, multiStepLoss: 3 }),
  protoMaml({ inner, innerSteps }),
  iMaml({ inner: innerAdam({ rate: 0.01 }), innerSteps, lambda: 1 }),
]

it.each(
  learners.flatMap((learner) => weightings.map((weighting) => [learner.name, weighting.name, learner, weighting] as const)),
)('%s learns with %s, and is judged by its own inner loop', async (_learner, _weighting, learner, weighting) => {
  const { tasks, model } = smallClassification()
  const parts = { tasks, model, learner, weighting, backend: reference(), optimizer: adam(0.01), tasksPerStep: 4 }
  const experiment = { ...parts, metaSteps: 8, seed: 4 }
  const state = initialState(experiment)
  const start = state.parameters.slice()
  for await (const { screened } of metaTrain(experiment, { state })) expect(screened).toEqual([])
  expect(state.parameters).not.toEqual(start)
  expect(state.parameters.every(Number.isFinite)).toBe(true)
  const { steps } = await evaluate(experiment, state.parameters, { episodes: 5, innerSteps, seed: 1 })
  expect(steps.every(({ diverged }) => diverged === 0)).toBe(true)
})
