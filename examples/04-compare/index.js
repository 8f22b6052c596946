// Two weightings on the same tasks: trained alike, judged on the same unseen tasks, and the difference with its interval.
// On the command line this is `assent compare`, which also tunes outer rates and repeats seeds.

import { simd } from '@assent/backend-simd'
import { sinusoid } from '@assent/tasks-sinusoid'
import { evaluate, initialState, innerSgd, metaTrain, mlp, pairedDifference, reptile, sgd, uniform, whitened } from 'assent'

const experiment = {
  tasks: sinusoid(),
  model: mlp({ sizes: [1, 40, 40, 1], activation: 'tanh' }),
  learner: reptile({ inner: innerSgd({ rate: 0.02 }), innerSteps: 5 }),
  backend: await simd(),
  tasksPerStep: 5,
  metaSteps: Number(process.argv[2] ?? 2000),
  seed: 1,
}

// Each at an outer rate that suits it: a rule that shortens the step needs a larger one.
const methods = [
  { weighting: uniform(), optimizer: sgd(1) },
  { weighting: whitened(), optimizer: sgd(16) },
]
const judged = []
for (const method of methods) {
  const run = { ...experiment, ...method }
  const state = initialState(run)
  for await (const _ of metaTrain(run, { state }));
  const evaluation = await evaluate(run, state.parameters, { episodes: 300, innerSteps: 5, seed: 1 })
  const { mean, interval } = evaluation.steps.at(-1).score
  console.log(`${run.weighting.name}: mean squared error ${mean.toFixed(3)} ± ${interval.toFixed(3)}`)
  judged.push(evaluation)
}
const [plain, other] = judged
const { mean, interval } = pairedDifference(other.scores, plain.scores)
console.log(`difference on the same tasks: ${mean.toFixed(3)} ± ${interval.toFixed(3)}`)
