// The proof that a plugin author would publish, and that its own loss is what `evaluate` measures.

import { reference } from '@assent/autodiff'
import { evaluate, initialState, sampleEpisode } from '@assent/core'
import { inProcess, sampleAssignments } from '@assent/core/tools'
import { adam } from '@assent/optimizers'
import { describeLearner, smallRegression } from '@assent/testkit'
import { uniform } from '@assent/weightings'
import { expect, it } from 'vitest'
import { learnedRates } from '../src/index.js'

describeLearner(learnedRates({ innerSteps: 2, initialRate: 0.05 }), { proposes: 'meta-gradient' })

it('is evaluated by the loss that it is trained with', async () => {
  const learner = learnedRates({ innerSteps: 2, initialRate: 0.05 })
  const parts = { ...smallRegression(), learner, backend: reference(), weighting: uniform(), optimizer: adam(0.01) }
  const experiment = { ...parts, tasksPerStep: 3, metaSteps: 1, seed: 6 }
  const { parameters: theta } = initialState(experiment)
  const assignments = [0, 1, 2].map((index) => ({
    ...sampleAssignments(experiment, 0)[index]!,
    episode: sampleEpisode(experiment, 8, 'test', index),
  }))
  const session = await inProcess().open(experiment, 3)
  const { queryLosses } = await session.propose({ theta, assignments, schedule: [] })
  session.close()
  const { scores } = await evaluate(experiment, theta, { episodes: 3, innerSteps: 2, seed: 8 })
  for (const [task, loss] of queryLosses.entries()) expect(scores[task]).toBeCloseTo(loss, 6)
})
