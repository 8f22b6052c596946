// An app that knows its user's gestures after two of each: trained on other people, carried as one file, adapted where it is used.
// `node index.js 1500` trains that many meta-steps.

import { simd } from '@assent/backend-simd'
import { openModelFile, writeModelFile } from '@assent/model-file'
import { table } from '@assent/tasks-tables'
import { adam, evaluate, initialState, innerSgd, maml, metaTrain, mlp, pairedDifference, uniform } from 'assent'
import { length, makeRecordings } from './recordings.js'

const metaSteps = Number(process.argv[2] ?? 1500)
const recordings = makeRecordings()

// A task is a person: two recordings of each gesture to learn from, five others to be judged on.
const tasks = await table({
  from: recordings,
  ...{ task: 'person', inputs: ['right', 'up'], target: 'gesture', kind: 'classification' },
  window: { length, series: 'recording', order: 'time', flat: true },
  ...{ shots: 2, queries: 5 },
})
const backend = await simd()
const model = mlp({ sizes: [2 * length, 40, 40, 4] })

/** Meta-trains; with an inner rate of 0 nothing adapts, and all people are one. */
async function learn(rate) {
  const learner = maml({ inner: innerSgd({ rate }), innerSteps: 3 })
  const run = {
    tasks,
    model,
    learner,
    weighting: uniform(),
    optimizer: adam(0.003),
    backend,
    tasksPerStep: 8,
    metaSteps,
    seed: 1,
  }
  const state = initialState(run)
  for await (const _ of metaTrain(run, { state }));
  return {
    run,
    theta: state.parameters,
    judged: await evaluate(run, state.parameters, { episodes: 300, innerSteps: 5, seed: 1 }),
  }
}

const [adapting, pooled] = [await learn(0.1), await learn(0)]
const percent = ({ mean, interval }) => `${(100 * mean).toFixed(1)} ± ${(100 * interval).toFixed(1)} %`
for (const { name, score } of adapting.judged.baselines) console.log(`${name}: ${percent(score)}`)
console.log(`one network for all people: ${percent(pooled.judged.steps[0].score)}`)
console.log(`adapted to each person: ${percent(adapting.judged.steps.at(-1).score)}`)
console.log(`better than one for all by ${percent(pairedDifference(adapting.judged.scores, pooled.judged.scores))}`)

// What an app is given, and does with somebody whom nobody has met.
const bytes = writeModelFile(adapting.run, adapting.theta, { precision: 'float16', evaluation: adapting.judged })
const app = openModelFile(bytes, { backend })
const somebody = recordingsOf(makeRecordings(1, 3, 99))
const examples = somebody.filter(({ recording }) => !recording.endsWith('2'))
const task = await app.adapt({ x: examples.map(({ x }) => x), y: examples.map(({ gesture }) => gesture) })
console.log(`\na file of ${bytes.length} bytes; somebody new makes:`)
for (const { gesture, x } of somebody.filter(({ recording }) => recording.endsWith('2'))) {
  const { label, probability } = await task.predict(x)
  console.log(`  ${gesture}: taken for ${label}, with ${(100 * probability).toFixed(0)} %`)
}

/** Each recording as the model takes it: reading after reading. */
function recordingsOf(rows) {
  const byName = new Map()
  for (const { recording, gesture, right, up } of rows) {
    const known = byName.get(recording) ?? { recording, gesture, x: [] }
    known.x.push(right, up)
    byName.set(recording, known)
  }
  return [...byName.values()]
}
