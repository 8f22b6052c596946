// Activations by name.

import { relu, sigmoid, type Tensor, tanh } from '@assent/autodiff'

const activations = { relu, tanh, sigmoid }

export type Activation = keyof typeof activations

export const activationNames = Object.keys(activations)

export function activate(name: Activation, tensor: Tensor): Tensor {
  return activations[name](tensor)
}
