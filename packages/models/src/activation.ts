// Activations by name.

import { addScalar, mul, relu, scale, sigmoid, square, type Tensor, tanh } from '@assent/autodiff'

const activations = {
  relu,
  tanh,
  sigmoid,
  /** `x · Φ(x)`, with the authors' tanh in the place of the normal distribution Φ (Hendrycks and Gimpel 2016). */
  gelu: (x: Tensor): Tensor => {
    const bent = mul(x, addScalar(scale(square(x), 0.044715), 1))
    return scale(mul(x, addScalar(tanh(scale(bent, Math.sqrt(2 / Math.PI))), 1)), 0.5)
  },
  /** `x · sigmoid(x)` (Elfwing, Uchibe and Doya 2018). */
  silu: (x: Tensor): Tensor => mul(x, sigmoid(x)),
}

/** The name of an activation: `relu`, `tanh`, `sigmoid`, `gelu` (by tanh) or `silu`. */
export type Activation = keyof typeof activations

/** All of them, for checks of options. */
export const activationNames = Object.keys(activations)

/** Applies an activation, value by value. */
export function activate(name: Activation, tensor: Tensor): Tensor {
  return activations[name](tensor)
}

/** Whether larger inputs give larger outputs, so that the largest before is the largest after. */
export function increases(name: Activation): boolean {
  return name !== 'gelu' && name !== 'silu'
}
