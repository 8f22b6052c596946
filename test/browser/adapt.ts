// A table read, a model written as a file, opened, and adapted to a task: what an app does, in Node, a page and a worker alike.

import { simd } from '@assent/backend-simd'
import { openModelFile, writeModelFile } from '@assent/model-file'
import { table } from '@assent/tasks-tables'
import { createRng, initialState, innerSgd, maml, mlp, sgd, uniform } from 'assent'

/** What the model predicts after five examples, the saved task again, and how long opening with the first answer, and one more, took. */
export async function adaptBriefly() {
  const rng = createRng(2)
  const lines = Array.from({ length: 60 }, (_, row) => `room ${row % 4},${rng.uniform(0, 24)},${rng.uniform(5, 25)}`)
  const text = ['room,hour,level', ...lines].join('\n')
  const options = { task: 'room', inputs: ['hour'], target: 'level', unit: 'cm' }
  const tasks = await table({ from: { text }, format: 'csv', ...options, shots: 3, queries: 3 })
  const backend = await simd()
  const learner = maml({ inner: innerSgd({ rate: 0.05 }), innerSteps: 5 })
  const problem = { tasks, model: mlp({ sizes: [1, 40, 40, 1] }), learner, backend }
  const run = { ...problem, weighting: uniform(), optimizer: sgd(1), tasksPerStep: 1, metaSteps: 1, seed: 1 }
  const bytes = writeModelFile(problem, initialState(run).parameters, { precision: 'float16' })
  const started = performance.now()
  const model = openModelFile(bytes, { backend })
  const task = await model.adapt({ x: [[1], [5], [9], [14], [20]], y: [11, 12, 14, 13, 10] })
  const first = await task.predict([7])
  const opened = performance.now() - started
  const again = model.reopen(task.save())
  const rounds = 200
  const before = performance.now()
  for (let round = 0; round < rounds; round++) await task.predict([round / 10])
  const each = (performance.now() - before) / rounds
  return { answers: [first, await again.predict([16])], milliseconds: { opened, each } }
}
