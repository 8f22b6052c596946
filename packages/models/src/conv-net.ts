// The convolutional network of few-shot learning: blocks of convolution, batch norm, activation and pooling,
// then one linear layer (Vinyals et al. 2016; Finn, Abbeel and Levine 2017; Nichol, Achiam and Schulman 2018).

import { add, batchNorm, convolve, matMul, maxPool, mean, type Padding, reshape, type Tensor } from '@assent/autodiff'
import { fail, type Model, type Parameter, type Rng } from '@assent/core'
import { type Activation, activate, activationNames } from './activation.js'
import { checkChoice } from './choice.js'
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
  /** Height and width of a filter; 3 unless given. */
  readonly kernel?: number
  /** Step of the convolution; 1 unless given. */
  readonly stride?: number
  /** `same` unless given. */
  readonly padding?: Padding
  /** Whether each block ends with 2 × 2 max-pooling; true unless given. */
  readonly pool?: boolean
  /**
   * What the linear layer sees of the last block: `flatten`, all its values, as in Reptile's code, or `mean`, each filter's
   * mean over the image, as in MAML's code for Omniglot; `flatten` unless given.
   */
  readonly head?: 'flatten' | 'mean'
  /** `relu` unless given. */
  readonly activation?: Activation
  /** Inside the root of batch norm; 1e-5 unless given. */
  readonly epsilon?: number
  /**
   * Whether convolutions have a bias; false unless given. Batch norm subtracts it again, so its gradient is nothing but
   * rounding, which an optimizer like Adam would turn into full steps.
   */
  readonly bias?: boolean
}

/** The options with nothing left out. */
type Plan = Required<ConvNetOptions>

/**
 * Inputs `[count, height, width, channels]`, outputs `[count, classes]`. Each block: convolution, batch norm
 * with the batch's own statistics (so predictions are transductive), activation, and max-pooling. Features are
 * flattened as (height, width, channel), or averaged over height and width. Parameters per block: `filter`, `bias` if any, `scale`, `shift`; then `w` and
 * `b`.
 *
 * @throws AssentError when a size is no whole number from 1, a word is unknown, or the image shrinks to nothing
 */
export function convNet(options: ConvNetOptions): Model {
  const { input, classes, blocks = 4, filters = 32, kernel = 3, stride = 1, padding = 'same' } = options
  const { pool = true, head = 'flatten', activation = 'relu', epsilon = 1e-5, bias = false } = options
  const plan: Plan = { input, classes, blocks, filters, kernel, stride, padding, pool, head, activation, epsilon, bias }
  checkSizes(plan)
  checkChoice('convNet.padding', padding, ['same', 'valid'])
  checkChoice('convNet.head', head, ['flatten', 'mean'])
  checkChoice('convNet.activation', activation, activationNames)
  const features = countFeatures(plan)
  const parameters = listParameters(plan, features)
  const perBlock = ofBlock(plan, 0).length
  return {
    name: 'convNet',
    settings: { ...plan },
    inputShape: input,
    outputShape: [classes],
    transductive: true,
    parameters: parameters.map(({ name, shape }) => ({ name, shape })),
    initialize: (rng) => parameters.map((parameter) => parameter.initialize(rng)),
    apply: (tensors, images) => {
      let hidden = images
      for (let block = 0; block < blocks; block++) {
        hidden = applyBlock(plan, tensors.slice(perBlock * block, perBlock * (block + 1)), hidden)
      }
      const [weight, shift] = tensors.slice(-2) as [Tensor, Tensor]
      const seen = head === 'mean' ? mean(hidden, [1, 2]) : reshape(hidden, [images.shape[0] as number, features])
      return add(matMul(seen, weight), shift)
    },
  }
}

/** Four blocks, each with 2 × 2 max-pooling: the usual few-shot network. */
export function conv4(options: Pick<ConvNetOptions, 'input' | 'classes' | 'filters'>): Model {
  return convNet(options)
}

/** Four blocks with convolutions of stride 2 in the place of pooling, as MAML's Omniglot network has them. */
export function conv4Strided(options: Pick<ConvNetOptions, 'input' | 'classes' | 'filters'>): Model {
  return convNet({ ...options, stride: 2, pool: false })
}

function applyBlock(plan: Plan, parameters: readonly Tensor[], images: Tensor): Tensor {
  const { stride, padding, pool, activation, epsilon } = plan
  const [filter, scale, shift] = (plan.bias ? [parameters[0], ...parameters.slice(2)] : parameters) as [Tensor, Tensor, Tensor]
  const convolved = convolve(images, filter, { stride, padding })
  const biased = plan.bias ? add(convolved, parameters[1] as Tensor) : convolved
  const active = activate(activation, batchNorm(biased, scale, shift, epsilon))
  return pool ? maxPool(active) : active
}

interface InitializedParameter extends Parameter {
  initialize(rng: Rng): Float32Array
}

/** A block's parameters: filters as He et al. for relu, biases and shifts 0, scales 1. */
function ofBlock({ input, filters, kernel, bias }: Plan, block: number): InitializedParameter[] {
  const channels = block === 0 ? input[2] : filters
  const fanIn = kernel * kernel * channels
  const perFilter = (name: string, value: number): InitializedParameter => ({
    name: `${name}${block}`,
    shape: [filters],
    initialize: () => filled(filters, value),
  })
  return [
    {
      name: `filter${block}`,
      shape: [kernel, kernel, channels, filters],
      initialize: (rng) => heNormal(rng, fanIn * filters, fanIn),
    },
    ...(bias ? [perFilter('bias', 0)] : []),
    perFilter('scale', 1),
    perFilter('shift', 0),
  ]
}

/** All parameters: the blocks', then the linear layer's as Glorot and Bengio. */
function listParameters(plan: Plan, features: number): InitializedParameter[] {
  const { blocks, classes } = plan
  return [
    ...Array.from({ length: blocks }, (_, block) => ofBlock(plan, block)).flat(),
    { name: 'w', shape: [features, classes], initialize: (rng) => glorotUniform(rng, features * classes, features, classes) },
    { name: 'b', shape: [classes], initialize: () => filled(classes, 0) },
  ]
}

/** Values per image that the linear layer sees. */
function countFeatures({ input: [height, width], blocks, filters, kernel, stride, padding, pool, head }: Plan): number {
  const shrink = (length: number): number => {
    const convolved = padding === 'same' ? Math.ceil(length / stride) : Math.floor((length - kernel) / stride) + 1
    return pool ? Math.floor(convolved / 2) : convolved
  }
  const after = (length: number): number => Array.from({ length: blocks }).reduce((left: number) => shrink(left), length)
  const [rows, columns] = [after(height), after(width)]
  if (rows < 1 || columns < 1) {
    fail('convNet.blocks', `an image that survives ${blocks} blocks`, `${height} × ${width}`, 'use fewer blocks or larger images')
  }
  return head === 'mean' ? filters : rows * columns * filters
}

function checkSizes({ input: [height, width, channels], classes, blocks, filters, kernel, stride }: Plan): void {
  for (const [name, value] of Object.entries({ height, width, channels, classes, blocks, filters, kernel, stride })) {
    if (!Number.isInteger(value) || value < 1) {
      fail(`convNet.${name}`, 'a whole number of at least 1', `${value}`, 'correct the option')
    }
  }
}
