// What batch norm costs an app: doodles with each norm, judged with their queries together and one by one, which is what an app
// sees. The preset quickdraw-5w1s but for the norm. Writes results/norms.json; each norm is kept when it is done.
// `npm run results:norms [-- NORM…]`

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { simd } from '@assent/backend-simd'
import { quickdraw } from '@assent/tasks-quickdraw'
import {
  adam,
  convNet,
  describeExperiment,
  evaluate,
  gradientAgreement,
  initialState,
  innerSgd,
  linear,
  maml,
  metaTrain,
} from 'assent'

const FILE = 'results/norms.json'
const EVALUATION_SEED = 20_181_018
const norms = process.argv.length > 2 ? process.argv.slice(2) : ['batch', 'layer', 'task']

const tasks = await quickdraw({ ways: 5, shots: 1, queries: 15, trainQueries: 5 })
const kept = existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : {}

for (const norm of norms) {
  if (kept[norm]) continue
  const experiment = {
    tasks,
    model: convNet({ input: [28, 28, 1], classes: 5, stride: 2, pool: false, headStart: 'zero', norm }),
    learner: maml({ inner: innerSgd({ rate: 0.5 }), innerSteps: 1 }),
    weighting: gradientAgreement(),
    optimizer: adam(linear(0.001)),
    backend: await simd(),
    tasksPerStep: 8,
    metaSteps: 8000,
    seed: 1,
  }
  const state = initialState(experiment)
  const started = performance.now()
  for await (const { step } of metaTrain(experiment, { state })) {
    if (step % 500 === 0)
      console.log(`${norm}: ${step} of ${experiment.metaSteps} meta-steps, ${Math.round((performance.now() - started) / 1000)} s`)
  }
  const { steps, oneByOne, transductive, baselines } = await evaluate(experiment, state.parameters, {
    episodes: 600,
    innerSteps: 5,
    seed: EVALUATION_SEED,
  })
  const together = steps.at(-1)?.score
  kept[norm] = { run: describeExperiment(experiment), transductive, together, oneByOne: oneByOne?.score ?? together, baselines }
  writeFileSync(FILE, `${JSON.stringify(kept, null, 2)}\n`)
  console.log(norm, kept[norm].together, kept[norm].oneByOne)
}
