// A multi-layer perceptron, as the sine experiments of MAML (40, 40, relu) and Reptile (64, 64, tanh) use it.

import { add, matMul, type Tensor } from '@assent/autodiff'
import { fail, type Model, type Rng } from '@assent/core'
import { type Activation, activate, activationNames } from './activation.js'
import { checkChoice } from './choice.js'
import { fanInUniform, filled, heNormal } from './initialize.js'

export interface MlpOptions {
  /** Values per example, then units per layer, then outputs: `[1, 40, 40, 1]`. */
  readonly sizes: readonly number[]
  /** Between layers; `relu` unless given. */
  readonly activation?: Activation
}

/**
 * Fully connected layers with biases. Inputs `[count, sizes[0]]`, outputs `[count, sizes.at(-1)]`. Weights `w0, w1, …`
 * are `[in, out]`, biases `b0, b1, …` `[out]`. They start as He et al. for relu, with biases 0; for tanh and sigmoid both
 * are uniform within ±√(1 / fanIn), as in the network of Reptile's sine demonstration.
 *
 * @throws AssentError when there are fewer than two sizes, one is no whole number from 1, or the activation is unknown
 */
export function mlp({ sizes, activation = 'relu' }: MlpOptions): Model {
  if (sizes.length < 2 || !sizes.every((size) => Number.isInteger(size) && size > 0)) {
    fail('mlp.sizes', 'at least two whole numbers from 1', `[${sizes}]`, 'give inputs, hidden units and outputs')
  }
  checkChoice('mlp.activation', activation, activationNames)
  const layers = sizes.slice(1).map((units, layer) => ({ fanIn: sizes[layer] as number, units }))
  const initialize = (rng: Rng, { fanIn, units }: (typeof layers)[number]) =>
    activation === 'relu'
      ? [heNormal(rng, fanIn * units, fanIn), filled(units, 0)]
      : [fanInUniform(rng, fanIn * units, fanIn), fanInUniform(rng, units, fanIn)]
  const features = (parameters: readonly Tensor[], inputs: Tensor) =>
    layers
      .slice(0, -1)
      .reduce((hidden, _, layer) => activate(activation, linear(hidden, parameters.slice(2 * layer, 2 * layer + 2))), inputs)
  return {
    name: 'mlp',
    settings: { sizes, activation },
    inputShape: [sizes[0] as number],
    outputShape: [sizes.at(-1) as number],
    transductive: false,
    parameters: layers.flatMap(({ fanIn, units }, layer) => [
      { name: `w${layer}`, shape: [fanIn, units] },
      { name: `b${layer}`, shape: [units] },
    ]),
    head: { weight: `w${layers.length - 1}`, bias: `b${layers.length - 1}` },
    initialize: (rng) => layers.flatMap((layer) => initialize(rng, layer)),
    features,
    apply: (parameters, inputs) => linear(features(parameters, inputs), parameters.slice(-2)),
  }
}

function linear(inputs: Tensor, [weight, bias]: readonly Tensor[]): Tensor {
  return add(matMul(inputs, weight as Tensor), bias as Tensor)
}
