// The convolutional network of few-shot learning: blocks of convolution, batch norm, activation and pooling,
// then one linear layer (Vinyals et al. 2016; Finn, Abbeel and Levine 2017; Nichol, Achiam and Schulman 2018).

import { add, batchNorm, convolve, matMul, maxPool, type Padding, reshape, type Tensor } from '@assent/autodiff'
import { fail, type Model } from '@assent/core'
import { type Activation, activate } from './activation.js'
import { filled, glorotUniform, heNormal } from './initialize.js'

export interface ConvNetOptions {
  /** Height, width and channels of one image. */
  readonly input: readonly [number, number, number]
  /** Number of classes. */
  readonly classes: number
  /** Blocks; 4 unless given. */
  readonly blocks?: number
  /** Filters per block; 32 unless given. */
  readonly filters?: number
  /** Width of a filter; 3 unless given. */
  readonly kernel?: number
  /** `pool`: stride 1 and 2 × 2 max-pooling; `stride`: stride 2 and no pooling. `pool` unless given. */
  readonly shrink?: 'pool' | 'stride'
  /** `same` unless given. */
  readonly padding?: Padding
  /** `relu` unless given. */
  readonly activation?: Activation
}

interface Block {
  readonly channels: number
  readonly height: number
  readonly width: number
}

/**
 * Inputs `[count, height, width, channels]`, outputs `[count, classes]`. Each block: convolution with bias, batch norm
 * with the batch's own statistics (so predictions are transductive), activation, and 2 × 2 max-pooling when shrinking
 * by `pool`. Features are flattened as (height, width, channel). Parameters per block: `filter`, `bias`, `scale`,
 * `shift`; then `w` and `b`.
 *
 * @throws AssentError when an option is no whole number from 1, or the image shrinks to nothing
 */
export function convNet(options: ConvNetOptions): Model {
  const { input, classes, blocks = 4, filters = 32, kernel = 3, shrink = 'pool', padding = 'same', activation = 'relu' } = options
  for (const [name, value] of Object.entries({ classes, blocks, filters, kernel, height: input[0], width: input[1], channels: input[2] })) {
    if (!Number.isInteger(value) || value < 1) fail(`convNet.${name}`, 'a whole number of at least 1', `${value}`, 'correct it')
  }
  const stride = shrink === 'stride' ? 2 : 1
  const shrunk = (length: number): number => {
    const convolved = padding === 'same' ? Math.ceil(length / stride) : Math.floor((length - kernel) / stride) + 1
    return shrink === 'pool' ? Math.floor(convolved / 2) : convolved
  }
  const sizes: Block[] = [{ height: input[0], width: input[1], channels: input[2] }]
  for (let block = 0; block < blocks; block++) {
    const { height, width } = sizes[block] as Block
    sizes.push({ height: shrunk(height), width: shrunk(width), channels: filters })
  }
  const last = sizes[blocks] as Block
  if (last.height < 1 || last.width < 1) {
    fail('convNet.blocks', `an image that survives ${blocks} blocks`, `${input[0]} × ${input[1]}`, 'use fewer blocks or larger images')
  }
  const features = last.height * last.width * last.channels
  const inputsOf = (block: number) => kernel * kernel * (sizes[block] as Block).channels
  return {
    name: 'convNet',
    settings: { input, classes, blocks, filters, kernel, shrink, padding, activation },
    inputShape: input,
    outputShape: [classes],
    transductive: true,
    parameters: [
      ...sizes.slice(0, blocks).flatMap(({ channels }, block) => [
        { name: `filter${block}`, shape: [kernel, kernel, channels, filters] },
        ...['bias', 'scale', 'shift'].map((name) => ({ name: `${name}${block}`, shape: [filters] })),
      ]),
      { name: 'w', shape: [features, classes] },
      { name: 'b', shape: [classes] },
    ],
    initialize: (rng) => [
      ...sizes.slice(0, blocks).flatMap((_, block) => [
        heNormal(rng, inputsOf(block) * filters, inputsOf(block)),
        filled(filters, 0),
        filled(filters, 1),
        filled(filters, 0),
      ]),
      glorotUniform(rng, features * classes, features, classes),
      filled(classes, 0),
    ],
    apply: (parameters, images) => {
      let hidden = images
      for (let block = 0; block < blocks; block++) {
        const [filter, bias, scale, shift] = parameters.slice(4 * block, 4 * block + 4) as [Tensor, Tensor, Tensor, Tensor]
        const convolved = add(convolve(hidden, filter, { stride, padding }), bias)
        const active = activate(activation, batchNorm(convolved, scale, shift))
        hidden = shrink === 'pool' ? maxPool(active) : active
      }
      const [weight, bias] = parameters.slice(4 * blocks) as [Tensor, Tensor]
      return add(matMul(reshape(hidden, [images.shape[0] as number, features]), weight), bias)
    },
  }
}

/** Four blocks of convolution, batch norm, relu and 2 × 2 max-pooling: the usual few-shot network. */
export function conv4(options: Pick<ConvNetOptions, 'input' | 'classes' | 'filters' | 'shrink'>): Model {
  return convNet({ ...options, blocks: 4 })
}
