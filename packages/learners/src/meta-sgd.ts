// Meta-SGD: Li, Zhou, Chen and Li 2017 (arXiv 1707.09835), eq. 3: the inner rates are learned beside θ, one per value.

import { mul, sizeOf, sub } from '@assent/autodiff'
import { type Adaptation, checkOptions, fail, gradientSteps, type Learner } from '@assent/core'
import { checkRate } from './check-rate.js'
import { metaGradient } from './maml.js'
import { type LearnerOptions, learnerOf } from './options.js'

/** Inner steps, and where their learned rates start. */
export interface MetaSgdOptions extends Omit<LearnerOptions, 'inner'> {
  /** Where all inner rates start. @defaultValue 0.01 */
  readonly initialRate?: number
}

/** `θᵢ = θ − α ∘ ∇L_support(θ)`, with θ and α both moved along `∇L_query(θᵢ)`. A rate may become negative. Second order. */
export function metaSgd({ initialRate = 0.01, ...options }: MetaSgdOptions): Learner {
  checkOptions('metaSgd', options, ['initialRate', 'innerSteps', 'batch'])
  checkRate('metaSgd.initialRate', initialRate)
  const inner = learnedDescent()
  const learner = learnerOf('metaSgd', 2, { ...options, inner }, (task) => metaGradient(task, inner))
  return {
    ...learner,
    settings: { ...learner.settings, initialRate },
    learned: ({ parameters }) =>
      parameters.map(({ name, shape }) => ({
        name: rateName(name),
        shape,
        initialize: () => new Float64Array(sizeOf(shape)).fill(initialRate),
      })),
  }
}

const rateName = (parameter: string): string => `rate.${parameter}`

function learnedDescent(): Adaptation {
  return gradientSteps({
    name: 'learnedDescent',
    move: ({ task, parameters, gradients }) => ({
      parameters: parameters.map((parameter, p) => {
        const rate = task.learned[rateName(task.names[p] ?? '')]
        const gradient = gradients[p]
        if (!rate || !gradient) return fail('metaSgd', `a learned rate of ${task.names[p]}`, 'none', 'train with metaSgd')
        return sub(parameter, mul(rate, gradient))
      }),
    }),
  })
}
