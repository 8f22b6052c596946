// Dropout (Srivastava et al. 2014): in training each value is kept with probability 1 − rate and grows by as much.

import { mul } from '@assent/autodiff'
import { checkOptions, fail } from '@assent/core'
import { buildLayer, type Layer } from '../layer.js'

/** How much is dropped in training. */
export interface DropoutOptions {
  /** Part of the values that are dropped, from 0 up to but not 1. @defaultValue 0.5 */
  readonly rate?: number
}

/** Drops values by the pass's mask; without one, outside training, it changes nothing. */
export function dropout(options: DropoutOptions = {}): Layer {
  checkOptions('dropout', options, ['rate'])
  const { rate = 0.5 } = options
  if (!(rate >= 0 && rate < 1)) fail('dropout.rate', 'a number from 0 to below 1', `${rate}`, 'correct the option')
  return {
    name: 'dropout',
    settings: { rate },
    build: (shape) =>
      buildLayer({
        outputShape: shape,
        parameters: {},
        apply: (_, inputs, { mask }) => (mask && rate > 0 ? mul(inputs, mask(inputs.shape, 1 - rate)) : inputs),
      }),
  }
}
