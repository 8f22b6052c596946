// Layers that only say how values are seen.

import { reshape, sizeOf } from '@assent/autodiff'
import { type Activation, activate, activationNames } from '../activation.js'
import { checkChoice } from '../check.js'
import { buildLayer, type Layer } from '../layer.js'

/** All values of an example as `[features]`: of images by row, column and channel. */
export function flat(): Layer {
  return {
    name: 'flat',
    settings: {},
    build: (shape) =>
      buildLayer({
        outputShape: [sizeOf(shape)],
        parameters: {},
        apply: (_, inputs) => reshape(inputs, [...inputs.shape.slice(0, 1), sizeOf(shape)]),
      }),
  }
}

/** An activation by name, value by value. */
export function activation(kind: Activation): Layer {
  checkChoice('activation', kind, activationNames)
  return {
    name: 'activation',
    settings: { kind },
    build: (shape) =>
      buildLayer({
        outputShape: shape,
        parameters: {},
        apply: (_, inputs) => activate(kind, inputs),
      }),
  }
}
