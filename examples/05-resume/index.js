// A training that is stopped and gone on with ends with the bytes of one that was not. On the command line: Ctrl-C, then --resume.

import { simd } from '@assent/backend-simd'
import { sinusoid } from '@assent/tasks-sinusoid'
import { adam, initialState, innerSgd, load, maml, metaTrain, mlp, restore, save, uniform } from 'assent'

const metaSteps = Number(process.argv[2] ?? 500)
const run = {
  tasks: sinusoid(),
  model: mlp({ sizes: [1, 40, 40, 1] }),
  learner: maml({ inner: innerSgd({ rate: 0.01 }), innerSteps: 1 }),
  weighting: uniform(),
  optimizer: adam(0.001),
  backend: await simd(),
  tasksPerStep: 10,
  metaSteps,
  seed: 1,
}

const whole = initialState(run)
for await (const _ of metaTrain(run, { state: whole }));

// To stop, leave the loop; what is saved is all that the next process needs.
const state = initialState(run)
for await (const { step } of metaTrain(run, { state })) if (step === Math.floor(metaSteps / 2)) break
const checkpoint = save(run, state)
console.log(`stopped after ${state.step} of ${metaSteps} meta-steps: a checkpoint of ${checkpoint.length} bytes`)

const resumed = restore(run, load(checkpoint))
for await (const _ of metaTrain(run, { state: resumed }));
console.log(`the same bytes: ${Buffer.compare(save(run, resumed), save(run, whole)) === 0}`)
