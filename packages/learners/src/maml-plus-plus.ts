// MAML++: Antoniou, Edwards and Storkey, "How to train your MAML" (2019, arXiv 1810.09502), section 4: inner rates learned per
// layer and step, and a loss after every inner step whose weight moves to the last.

import { add, gradient, mul, reshape, slice, sub, type Tensor } from '@assent/autodiff'
import { type Adaptation, checkOptions, fail, gradientSteps, type Learner, type TrainingTask, trajectory } from '@assent/core'
import { checkRate } from './check-rate.js'
import { type LearnerOptions, learnerOf } from './options.js'

/** Inner steps, where their learned rates start, and how long the losses of early steps count. */
export interface MamlPlusPlusOptions extends Omit<LearnerOptions, 'inner'> {
  /** Where all inner rates start. @defaultValue 0.1 */
  readonly initialRate?: number
  /** Meta-steps over which the weights of the losses move to the last; 0 for the last loss alone. @defaultValue 0 */
  readonly multiStepLoss?: number
}

/** MAML with learned rates `α[layer][step]` and the multi-step loss `Σₖ vₖ L_query(θₖ)`. Second order. */
export function mamlPlusPlus(options: MamlPlusPlusOptions): Learner {
  const { initialRate = 0.1, multiStepLoss = 0, ...shared } = options
  checkOptions('mamlPlusPlus', options, ['initialRate', 'multiStepLoss', 'innerSteps', 'batch'])
  checkRate('mamlPlusPlus.initialRate', initialRate)
  const { innerSteps } = shared
  const inner = descentByStep(innerSteps)
  const learner = learnerOf('mamlPlusPlus', 2, { ...shared, inner }, (task) => multiStepGradient(task, inner))
  return {
    ...learner,
    settings: { ...learner.settings, initialRate, multiStepLoss },
    learned: ({ parameters }) =>
      parameters.map(({ name }) => ({
        name: ratesName(name),
        shape: [innerSteps],
        initialize: () => new Float64Array(innerSteps).fill(initialRate),
      })),
    ...(multiStepLoss > 0 && { schedule: (metaStep) => lossWeights(metaStep, innerSteps, multiStepLoss) }),
  }
}

const ratesName = (parameter: string): string => `rates.${parameter}`

/**
 * vₖ at a meta-step: even at first; all but the last fall in a straight line to 0.03 / K, which they keep until `annealing`
 * meta-steps are done, and are 0 from then on. They sum to 1.
 */
export function lossWeights(metaStep: number, innerSteps: number, annealing: number): readonly number[] {
  const done = (metaStep - 1) / annealing
  const early = done >= 1 ? 0 : Math.max((1 - done) / innerSteps, 0.03 / innerSteps)
  return Array.from({ length: innerSteps }, (_, step) => (step === innerSteps - 1 ? 1 - early * (innerSteps - 1) : early))
}

/** Steps beyond those that were trained use the last one's rates. */
function descentByStep(innerSteps: number): Adaptation {
  return gradientSteps({
    name: 'descentByStep',
    settings: { innerSteps },
    coefficients: (innerStep) =>
      Array.from({ length: innerSteps }, (_, place) => (place === Math.min(innerStep, innerSteps) - 1 ? 1 : 0)),
    move: ({ task, parameters, gradients, coefficients }) => ({
      parameters: parameters.map((parameter, p) => {
        const rates = task.learned[ratesName(task.names[p] ?? '')]
        const gradient = gradients[p]
        if (!rates || !gradient)
          return fail('mamlPlusPlus', `learned rates of ${task.names[p]}`, 'none', 'train with mamlPlusPlus')
        return sub(parameter, mul(gradient, chosen(rates, coefficients)))
      }),
    }),
  })
}

/** The rate of this step: the coefficients are 1 at its place and 0 elsewhere. */
function chosen(rates: Tensor, coefficients: readonly Tensor[]): Tensor {
  return sumOf(coefficients.map((coefficient, place) => mul(coefficient, reshape(slice(rates, [place], [1]), []))))
}

function sumOf(terms: readonly Tensor[]): Tensor {
  return terms.reduce((total, term) => add(total, term))
}

function multiStepGradient(task: TrainingTask, inner: Adaptation): ReturnType<Learner['propose']> {
  const [, ...after] = trajectory(task, inner)
  const adapted = after.at(-1)?.parameters ?? task.theta
  const losses = after.map(({ parameters }) => task.queryLoss(parameters))
  const weighted = task.schedule.map((weight, step) => mul(weight, losses[step] ?? weight))
  const total = weighted.length > 0 ? sumOf(weighted) : task.queryLoss(adapted)
  return { adapted, update: gradient(total, task.meta) }
}
