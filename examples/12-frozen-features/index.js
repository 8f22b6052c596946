// A head over a frozen extractor: the vectors that a large network gives are the inputs, and what is meta-learned is how to tell new
// classes apart by them. Here a MobileNetV2 has looked at doodles; where the vectors are from: README.md.

import { simd } from '@assent/backend-simd'
import { table } from '@assent/tasks-tables'
import { adam, evaluate, initialState, innerSgd, metaTrain, mlp, protoMaml, uniform } from 'assent'

const tasks = await table({
  from: new URL('doodles.ndjson', import.meta.url),
  ...{ inputs: ['vector'], target: 'drawing', ways: 5, shots: 1, queries: 7 },
  split: { validation: 0.15, test: 0.25, seed: 1 },
})
const [size] = tasks.inputShape
const run = {
  tasks,
  model: mlp({ sizes: [size, 64, 5], activation: 'tanh' }),
  learner: protoMaml({ inner: innerSgd({ rate: 0.03 }), innerSteps: 3 }),
  weighting: uniform(),
  optimizer: adam(0.001),
  backend: await simd(),
  tasksPerStep: 8,
  metaSteps: Number(process.argv[2] ?? 200),
  seed: 1,
}
const state = initialState(run)
for await (const _ of metaTrain(run, { state }));
const { steps, baselines } = await evaluate(run, state.parameters, { episodes: 300, innerSteps: 3, seed: 1 })
const percent = ({ mean, interval }) => `${(100 * mean).toFixed(1)} ± ${(100 * interval).toFixed(1)} %`
console.log('five kinds of doodles that training never saw, after one of each:')
for (const { name, score } of baselines) console.log(`${name}: ${percent(score)}`)
console.log(`meta-learned head: ${percent(steps.at(-1).score)}`)
