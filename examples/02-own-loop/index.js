// The loop is yours: log, save, evaluate and stop where you like.

import { writeFileSync } from 'node:fs'
import { simd } from '@assent/backend-simd'
import { mamlSinusoids, sinusoid } from '@assent/tasks-sinusoid'
import { adam, evaluate, fomaml, gradientAgreement, initialState, innerSgd, metaTrain, mlp, save } from 'assent'

const run = {
  tasks: sinusoid(mamlSinusoids),
  model: mlp({ sizes: [1, 40, 40, 1] }),
  learner: fomaml({ inner: innerSgd({ rate: 0.01 }), innerSteps: 1 }),
  weighting: gradientAgreement(),
  optimizer: adam(0.001),
  backend: await simd(),
  tasksPerStep: 25,
  metaSteps: Number(process.argv[2] ?? 3000),
  seed: 1,
}

const state = initialState(run)
for await (const { step, weights } of metaTrain(run, { state })) {
  if (step % 1000 !== 0 && step !== run.metaSteps) continue
  const { steps } = await evaluate(run, state.parameters, { split: 'validation', episodes: 100, innerSteps: 5, seed: 7 })
  const losses = steps.map(({ score }) => score.mean.toFixed(2)).join(' ')
  console.log(
    `${step}: squared error after 0 … 5 steps ${losses}; ${weights.filter((weight) => weight < 0).length} tasks voted down`,
  )
  if (process.argv[3]) writeFileSync(process.argv[3], save(run, state))
}
