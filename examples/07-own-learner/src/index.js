// A learner of your own: MAML whose inner rates are learned, one for each parameter.

import { gradient, mul, sub } from '@assent/autodiff'
import { defineLearner, gradientSteps, innerLoop } from '@assent/core'

const rateOf = (parameter) => `rate.${parameter}`

const adaptation = gradientSteps({
  name: 'learnedRates',
  move: ({ task, parameters, gradients }) => ({
    parameters: parameters.map((parameter, p) => sub(parameter, mul(gradients[p], task.learned[rateOf(task.names[p])]))),
  }),
})

export const learnedRates = ({ innerSteps = 1, initialRate = 0.01 } = {}) =>
  defineLearner({
    name: 'learnedRates',
    settings: { innerSteps, initialRate },
    innerSteps,
    adaptation,
    learned: ({ parameters }) =>
      parameters.map(({ name }) => ({ name: rateOf(name), shape: [], initialize: () => [initialRate] })),
    propose: (task) => {
      const adapted = innerLoop(task, adaptation)
      return { adapted, update: gradient(task.queryLoss(adapted), task.meta) }
    },
  })
