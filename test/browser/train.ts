// A short training whose bytes are compared between Node, a page and a worker.

import { simd } from '@assent/backend-simd'
import { sinusoid } from '@assent/tasks-sinusoid'
import { adam, gradientAgreement, initialState, innerSgd, maml, metaTrain, mlp } from 'assent'

/** θ after 20 meta-steps of second order. */
export async function trainBriefly(): Promise<number[]> {
  const run = {
    tasks: sinusoid(),
    model: mlp({ sizes: [1, 40, 40, 1], activation: 'tanh' }),
    learner: maml({ inner: innerSgd({ rate: 0.01 }), innerSteps: 2 }),
    weighting: gradientAgreement(),
    optimizer: adam(0.001),
    backend: await simd(),
    tasksPerStep: 5,
    metaSteps: 20,
    seed: 1,
  } as const
  const state = initialState(run)
  for await (const _ of metaTrain(run, { state }));
  return Array.from(state.parameters)
}
