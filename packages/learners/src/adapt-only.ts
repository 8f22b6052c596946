// An inner loop that moves a part of the parameters.

import { type Adaptation, fail } from '@assent/core'

/**
 * The same adaptation, of the linear head alone or of all but the head. What computes the others' gradients falls away.
 *
 * @throws AssentError, once the model is known, when it does not say which parameters its head has
 */
export function adaptOnly(inner: Adaptation, part: 'head' | 'body'): Adaptation {
  return {
    ...inner,
    settings: { ...inner.settings, part },
    step: (task, state, examples, coefficients) => {
      const { head = fail('learner', 'a model that names its linear head', 'none', 'give the model a head') } = task
      const ofHead = (name: string) => name === head.weight || name === head.bias
      const next = inner.step(task, state, examples, coefficients)
      const parameters = state.parameters.map((before, p) =>
        ofHead(task.names[p] ?? '') === (part === 'head') ? (next.parameters[p] ?? before) : before,
      )
      return { parameters, memory: next.memory }
    },
  }
}
