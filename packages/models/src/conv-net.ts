// The convolutional network of few-shot learning: blocks of convolution, batch norm, activation and pooling,
// then one linear layer (Vinyals et al. 2016; Finn, Abbeel and Levine 2017; Nichol, Achiam and Schulman 2018).

import { add, batchNorm, convolve, matMul, maxPool, type Padding, reshape, type Tensor } from '@assent/autodiff'
import { fail, type Model, type Parameter, type Rng } from '@assent/core'
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
  /** Height and width of a filter; 3 unless given. */
  readonly kernel?: number
  /** Step of the convolution; 1 unless given. */
  readonly stride?: number
  /** `same` unless given. */
  readonly padding?: Padding
  /** Whether each block ends with 2 × 2 max-pooling; true unless given. */
  readonly pool?: boolean
  /** `relu` unless given. */
  readonly activation?: Activation
  /** Inside the root of batch norm; 1e-5 unless given. */
  readonly epsilon?: number
}

/** The options with nothing left out. */
type Plan = Required<ConvNetOptions>

/**
 * Inputs `[count, height, width, channels]`, outputs `[count, classes]`. Each block: convolution with bias, batch norm
 * with the batch's own statistics (so predictions are transductive), activation, and max-pooling. Features are
 * flattened as (height, width, channel). Parameters per block: `filter`, `bias`, `scale`, `shift`; then `w` and `b`.
 *
 * @throws AssentError when a size is no whole number from 1, or the image shrinks to nothing
 */
export function convNet(options: ConvNetOptions): Model {
  const plan: Plan = {
    blocks: 4,
    filters: 32,
    kernel: 3,
    stride: 1,
    padding: 'same',
    pool: true,
    activation: 'relu',
    epsilon: 1e-5,
    ...options,
  }
  checkSizes(plan)
  const features = countFeatures(plan)
  return {
    name: 'convNet',
    settings: { ...plan },
    inputShape: plan.input,
    outputShape: [plan.classes],
    transductive: true,
    parameters: listParameters(plan, features),
    initialize: (rng) => initialize(plan, features, rng),
    apply: (parameters, images) => {
      let hidden = images
      for (let block = 0; block < plan.blocks; block++) {
        hidden = applyBlock(plan, parameters.slice(4 * block, 4 * block + 4), hidden)
      }
      const [weight, bias] = parameters.slice(4 * plan.blocks) as [Tensor, Tensor]
      return add(matMul(reshape(hidden, [images.shape[0] as number, features]), weight), bias)
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

function applyBlock({ stride, padding, pool, activation, epsilon }: Plan, parameters: readonly Tensor[], images: Tensor): Tensor {
  const [filter, bias, scale, shift] = parameters as [Tensor, Tensor, Tensor, Tensor]
  const convolved = add(convolve(images, filter, { stride, padding }), bias)
  const active = activate(activation, batchNorm(convolved, scale, shift, epsilon))
  return pool ? maxPool(active) : active
}

function channelsOf({ input, filters }: Plan, block: number): number {
  return block === 0 ? input[2] : filters
}

function listParameters(plan: Plan, features: number): Parameter[] {
  const { blocks, filters, kernel, classes } = plan
  const ofBlock = (block: number): Parameter[] => [
    { name: `filter${block}`, shape: [kernel, kernel, channelsOf(plan, block), filters] },
    ...['bias', 'scale', 'shift'].map((name) => ({ name: `${name}${block}`, shape: [filters] })),
  ]
  return [
    ...Array.from({ length: blocks }, (_, block) => ofBlock(block)).flat(),
    { name: 'w', shape: [features, classes] },
    { name: 'b', shape: [classes] },
  ]
}

/** Filters as He et al. for relu, the linear layer as Glorot and Bengio; biases and shifts 0, scales 1. */
function initialize(plan: Plan, features: number, rng: Rng): Float32Array[] {
  const { blocks, filters, kernel, classes } = plan
  const ofBlock = (block: number): Float32Array[] => {
    const fanIn = kernel * kernel * channelsOf(plan, block)
    return [heNormal(rng, fanIn * filters, fanIn), filled(filters, 0), filled(filters, 1), filled(filters, 0)]
  }
  return [
    ...Array.from({ length: blocks }, (_, block) => ofBlock(block)).flat(),
    glorotUniform(rng, features * classes, features, classes),
    filled(classes, 0),
  ]
}

/** Values per image after the last block. */
function countFeatures({ input: [height, width], blocks, filters, kernel, stride, padding, pool }: Plan): number {
  const shrink = (length: number): number => {
    const convolved = padding === 'same' ? Math.ceil(length / stride) : Math.floor((length - kernel) / stride) + 1
    return pool ? Math.floor(convolved / 2) : convolved
  }
  const after = (length: number): number => Array.from({ length: blocks }).reduce((left: number) => shrink(left), length)
  const [rows, columns] = [after(height), after(width)]
  if (rows < 1 || columns < 1) {
    fail('convNet.blocks', `an image that survives ${blocks} blocks`, `${height} × ${width}`, 'use fewer blocks or larger images')
  }
  return rows * columns * filters
}

function checkSizes({ input: [height, width, channels], classes, blocks, filters, kernel, stride }: Plan): void {
  for (const [name, value] of Object.entries({ height, width, channels, classes, blocks, filters, kernel, stride })) {
    if (!Number.isInteger(value) || value < 1) {
      fail(`convNet.${name}`, 'a whole number of at least 1', `${value}`, 'correct the option')
    }
  }
}
