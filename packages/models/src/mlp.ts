// A multi-layer perceptron, as the sine experiments of MAML (40, 40, relu) and Reptile (64, 64, tanh) use it.

import { checkOptions, fail, type Model } from '@assent/core'
import { type Activation, activationNames } from './activation.js'
import { chainModel, type Link } from './chain.js'
import { checkChoice } from './check.js'
import { dense } from './layers/dense.js'
import { activation as activationLayer } from './layers/flat.js'

/** Widths of the layers, and what lies between them. */
export interface MlpOptions {
  /** Values per example, then units per layer, then outputs: `[1, 40, 40, 1]`. */
  readonly sizes: readonly number[]
  /** Between layers. @defaultValue 'relu' */
  readonly activation?: Activation
}

/**
 * Fully connected layers with biases. Inputs `[count, sizes[0]]`, outputs `[count, sizes.at(-1)]`. Weights `w0, w1, …`
 * are `[in, out]`, biases `b0, b1, …` `[out]`. They start as He et al. for relu, with biases 0; for tanh and sigmoid both
 * are uniform within ±√(1 / fanIn), as in the network of Reptile's sine demonstration.
 *
 * @throws AssentError when there are fewer than two sizes, one is no whole number from 1, or an option is unknown
 */
export function mlp(options: MlpOptions): Model {
  checkOptions('mlp', options, ['sizes', 'activation'])
  const { sizes, activation = 'relu' } = options
  const [inputs, ...units] = sizes
  if (inputs === undefined || units.length === 0 || !sizes.every((size) => Number.isInteger(size) && size > 0)) {
    fail('mlp.sizes', 'at least two whole numbers from 1', `[${sizes}]`, 'give inputs, hidden units and outputs')
  }
  checkChoice('mlp.activation', activation, activationNames)
  const start = activation === 'tanh' || activation === 'sigmoid' ? 'fanIn' : 'he'
  const links = units.flatMap((count, place): Link[] => [
    ...(place > 0 ? [{ layer: activationLayer(activation), nameOf: (own: string) => own }] : []),
    { layer: dense({ units: count, start }), nameOf: (own) => `${own === 'weight' ? 'w' : 'b'}${place}` },
  ])
  return chainModel({ name: 'mlp', settings: { sizes, activation } }, [inputs], links)
}
