// Small trainings that drivers and workers of the tests know by name: all of an experiment but its weighting and its backend.

import { innerSgd, maml, reptile } from '@assent/learners'
import { mlp } from '@assent/models'
import { sinusoid } from '@assent/tasks-sinusoid'

const model = mlp({ sizes: [1, 16, 16, 1], activation: 'tanh' })
const inner = innerSgd({ rate: 0.01 })

export const trainings = {
  maml: { tasks: sinusoid(), model, learner: maml({ inner, innerSteps: 2 }) },
  wide: {
    tasks: sinusoid(),
    model: mlp({ sizes: [1, 400, 400, 1], activation: 'tanh' }),
    learner: reptile({ inner, innerSteps: 1 }),
  },
  reptile: { tasks: sinusoid(), model, learner: reptile({ inner, innerSteps: 3, batch: 5 }) },
}
