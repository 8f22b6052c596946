// One meta-step, looked at: five tasks propose how the initialization should move, and a weighting says how much each counts.

import { simd } from '@assent/backend-simd'
import { sinusoid } from '@assent/tasks-sinusoid'
import { gradientAgreement, initialState, innerSgd, metaTrain, mlp, reptile, sgd } from 'assent'

const run = {
  tasks: sinusoid(), // a task is a sine wave: ten points to learn from, the whole wave to be judged on
  model: mlp({ sizes: [1, 40, 40, 1], activation: 'tanh' }),
  learner: reptile({ inner: innerSgd({ rate: 0.02 }), innerSteps: 5 }), // from θ, five inner steps on the task's own points
  weighting: gradientAgreement(), // or uniform(), the plain average
  optimizer: sgd(1), // θ moves by the weighted sum
  backend: await simd(),
  tasksPerStep: 5,
  metaSteps: 1,
  seed: 1,
}

const state = initialState(run)
const before = Float32Array.from(state.parameters)
for await (const { tasks, supportLosses, queryLosses, weights } of metaTrain(run, { state })) {
  for (const [i, task] of tasks.entries()) {
    const [from, to] = [supportLosses[i], queryLosses[i]].map((loss) => loss.toFixed(2))
    console.log(`${task}: error ${from} before its inner steps, ${to} after; counts ${weights[i].toFixed(2)}`)
  }
}
const moved = Math.hypot(...state.parameters.map((value, i) => value - before[i]))
console.log(`the initialization moved by ${moved.toFixed(3)}, over ${before.length} parameters`)
