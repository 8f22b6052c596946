// Learns the tide of one harbor from five readings: first what tides are like, from other countries, then this harbor.

import { simd } from '@assent/backend-simd'
import { tides } from '@assent/tasks-tides'
import { adam, initialState, innerSgd, maml, metaTrain, mlp, openModel, sampleEpisode, uniform } from 'assent'

const run = {
  tasks: await tides({ shots: 5 }),
  model: mlp({ sizes: [1, 64, 64, 1], activation: 'tanh' }),
  learner: maml({ inner: innerSgd({ rate: 0.01 }), innerSteps: 5 }),
  weighting: uniform(),
  optimizer: adam(0.001),
  backend: await simd(),
  tasksPerStep: 25,
  metaSteps: Number(process.argv[2] ?? 2000),
  seed: 1,
}

const state = initialState(run)
for await (const { step } of metaTrain(run, { state })) if (step % 500 === 0) console.log(`${step} meta-steps`)

const harbor = sampleEpisode(run, 1, 'test', 3)
const model = openModel(run, state.parameters)
const before = await model.adapt(harbor.support, 0)
const after = await model.adapt(harbor.support, 10)
for (const [when, { predict }] of [
  ['before', before],
  ['after', after],
]) {
  const square = run.tasks.metric.score(await predict(harbor.query.x), harbor.query.y, [1])
  console.log(`${harbor.id}: off by ${Math.sqrt(square).toFixed(2)} m ${when} five readings`)
}
model.dispose()
