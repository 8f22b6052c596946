// The tasks of a meta-step over worker threads: the same bytes, sooner where a step takes longer than handing it out.

import { simd } from '@assent/backend-simd'
import { threads } from '@assent/executor-threads'
import { quickdraw } from '@assent/tasks-quickdraw'
import { adam, convNet, fomaml, initialState, innerSgd, metaTrain, save, uniform } from 'assent'

const run = {
  tasks: await quickdraw({ ways: 5, shots: 1, queries: 5 }), // doodles of classes that are drawn anew for each task
  model: convNet({ input: [28, 28, 1], classes: 5, stride: 2, pool: false }),
  learner: fomaml({ inner: innerSgd({ rate: 0.1 }), innerSteps: 1 }),
  weighting: uniform(),
  optimizer: adam(0.001),
  backend: await simd(),
  tasksPerStep: 8,
  metaSteps: Number(process.argv[2] ?? 40),
  seed: 1,
}

async function train(executor) {
  const state = initialState(run)
  const started = performance.now()
  for await (const _ of metaTrain(run, { state, ...(executor && { executor }) }));
  console.log(`${executor?.name ?? 'this thread alone'}: ${((performance.now() - started) / 1000).toFixed(1)} s`)
  return save(run, state)
}

const alone = await train()
const together = await train(threads({ workers: 2 }))
console.log(`the same bytes: ${Buffer.compare(alone, together) === 0}`)
