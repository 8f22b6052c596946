// Two small trainings whose bytes are compared, all but their backend.

import { createRng, nWay } from '@assent/core'
import { fomaml, innerSgd, maml } from '@assent/learners'
import { convNet, mlp } from '@assent/models'
import { adam } from '@assent/optimizers'
import { sinusoid } from '@assent/tasks-sinusoid'
import { cosineAgreement, gradientAgreement } from '@assent/weightings'

const noise = Array.from({ length: 5 }, (_, index) => ({
  name: `noise ${index}`,
  count: 20,
  copy: (example, into) => {
    const rng = createRng(index, 'noise', example)
    for (let i = 0; i < into.length; i++) into[i] = rng.normal() + index * Math.sin(i)
  },
}))

const counts = { tasksPerStep: 7, metaSteps: 5, seed: 3 }

export const kinds = {
  sine: {
    tasks: sinusoid(),
    model: mlp({ sizes: [1, 16, 16, 1], activation: 'tanh' }),
    learner: maml({ inner: innerSgd({ rate: 0.01 }), innerSteps: 2 }),
    weighting: gradientAgreement(),
    optimizer: adam(0.001),
    ...counts,
  },
  images: {
    tasks: nWay({
      name: 'noise',
      settings: {},
      inputShape: [9, 9, 2],
      classes: { train: noise, validation: noise, test: noise },
      ways: 3,
      shots: { shots: 2, queries: 2, trainShots: 2, trainQueries: 2 },
    }),
    model: convNet({ input: [9, 9, 2], classes: 3, blocks: 2, filters: 8 }),
    learner: fomaml({ inner: innerSgd({ rate: 0.1 }), innerSteps: 2 }),
    weighting: cosineAgreement(),
    optimizer: adam(0.001),
    ...counts,
  },
}
