// Problems that an executor must solve as one process does: both orders, several losses, minibatches, learned rates, schedules
// and random masks.

import { add, gradient, mul, neg, scale, sub, type Tensor } from '@assent/autodiff'
import { crossEntropy, gradientSteps, huber, innerLoop, type Learner, type Model, type Problem } from '@assent/core'
import { smallClassification, smallRegression } from '../learner/small-net.js'

const descent = gradientSteps({
  name: 'descent',
  settings: { rate: 0.05 },
  move: ({ parameters, gradients }) => ({
    parameters: parameters.map((own, p) => sub(own, scale(gradients[p] as Tensor, 0.05))),
  }),
})

/** Steps of a learned length, which the schedule makes shorter. */
const learnedDescent = gradientSteps({
  name: 'learned descent',
  move: ({ task, parameters, gradients }) => ({
    parameters: parameters.map((own, p) => add(own, neg(mul(gradients[p] as Tensor, task.learned.rate as Tensor)))),
  }),
})

const shared = { settings: {}, innerSteps: 2, batch: undefined } as const

/** Proposes how far it came. */
const firstOrder: Learner = {
  ...shared,
  name: 'displacement',
  order: 1,
  adaptation: descent,
  propose: (task) => {
    const adapted = innerLoop(task, descent)
    return { adapted, update: task.theta.map((own, p) => sub(own, adapted[p] as Tensor)) }
  },
}

const secondOrder = (adaptation: Learner['adaptation'], more: Partial<Learner> = {}): Learner => ({
  ...shared,
  name: 'meta-gradient',
  order: 2,
  adaptation,
  propose: (task) => {
    const adapted = innerLoop(task, adaptation)
    const [by] = task.schedule
    const loss = task.queryLoss(adapted)
    return { adapted, update: gradient(by ? mul(loss, by) : loss, task.meta) }
  },
  ...more,
})

const withRate = secondOrder(learnedDescent, {
  name: 'meta-gradient with a learned rate',
  batch: 3,
  learned: () => [{ name: 'rate', shape: [], initialize: () => [0.05] }],
  schedule: (metaStep) => [1 / metaStep],
})

/** Drops half of the inputs while training. */
function dropping(model: Model): Model {
  return {
    ...model,
    name: 'dropping net',
    apply: (parameters, x, pass) => model.apply(parameters, pass?.mask ? mul(x, pass.mask(x.shape, 0.5)) : x, pass),
  }
}

/** Everything but the backend. */
export type Unplaced = Omit<Problem, 'backend'>

/** The problems by what is special about them. `describeExecutor` runs each. */
export const problems: Readonly<Record<string, Unplaced>> = {
  'first order, squared error': { ...smallRegression(), learner: firstOrder },
  'second order, cross-entropy': { ...smallClassification(), learner: secondOrder(descent), loss: crossEntropy() },
  'minibatches, a learned rate, a schedule, the Huber loss': { ...smallRegression(), learner: withRate, loss: huber() },
  'random masks': { ...smallClassification(), model: dropping(smallClassification().model), learner: secondOrder(descent) },
}
