// The convolutional network of few-shot learning: blocks of convolution, batch norm, activation and pooling,
// then one linear layer (Vinyals et al. 2016; Finn, Abbeel and Levine 2017; Nichol, Achiam and Schulman 2018).

import { add, batchNorm, convolve, matMul, maxPool, mean, reshape, type Tensor } from '@assent/autodiff'
import type { Model, Parameter, Rng } from '@assent/core'
import { activate } from './activation.js'
import { type ConvNetOptions, type ConvNetPlan, completePlan, countFeatures } from './conv-plan.js'
import { filled, glorotUniform, heNormal } from './initialize.js'

/**
 * Inputs `[count, height, width, channels]`, outputs `[count, classes]`. Each block: convolution, batch norm
 * with the batch's own statistics (so predictions are transductive), activation, and max-pooling. Features are
 * flattened as (height, width, channel), or averaged over height and width. Parameters per block: `filter`, `bias` if any,
 * `scale`, `shift`; then `w` and `b`.
 *
 * @throws AssentError when a size is no whole number from 1, a word is unknown, or the image shrinks to nothing
 */
export function convNet(options: ConvNetOptions): Model {
  const plan = completePlan(options)
  const { input, classes, blocks, head } = plan
  const features = countFeatures(plan)
  const parameters = listParameters(plan, features)
  const perBlock = ofBlock(plan, 0).length
  const see = (tensors: readonly Tensor[], images: Tensor): Tensor => {
    let hidden = images
    for (let block = 0; block < blocks; block++) {
      hidden = applyBlock(plan, tensors.slice(perBlock * block, perBlock * (block + 1)), hidden)
    }
    return head === 'mean' ? mean(hidden, [1, 2]) : reshape(hidden, [images.shape[0] as number, features])
  }
  return {
    name: 'convNet',
    settings: { ...plan },
    inputShape: input,
    outputShape: [classes],
    transductive: true,
    parameters: parameters.map(({ name, shape }) => ({ name, shape })),
    initialize: (rng) => parameters.map((parameter) => parameter.initialize(rng)),
    head: { weight: 'w', bias: 'b' },
    features: see,
    apply: (tensors, images) => {
      const [weight, shift] = tensors.slice(-2) as [Tensor, Tensor]
      return add(matMul(see(tensors, images), weight), shift)
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

function applyBlock(plan: ConvNetPlan, parameters: readonly Tensor[], images: Tensor): Tensor {
  const { stride, padding, pool, activation, epsilon } = plan
  const [filter, scale, shift] = (plan.bias ? [parameters[0], ...parameters.slice(2)] : parameters) as [Tensor, Tensor, Tensor]
  const convolved = convolve(images, filter, { stride, padding })
  const biased = plan.bias ? add(convolved, parameters[1] as Tensor) : convolved
  const normalized = batchNorm(biased, scale, shift, epsilon)
  // Activations increase, so the largest before is the largest after: pooled first, there are a quarter as many to compute.
  return activate(activation, pool ? maxPool(normalized) : normalized)
}

interface InitializedParameter extends Parameter {
  initialize(rng: Rng): Float32Array
}

/** A block's parameters: filters as He et al. for relu, biases and shifts 0, scales 1. */
function ofBlock({ input, filters, kernel, bias }: ConvNetPlan, block: number): InitializedParameter[] {
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

/** All parameters: the blocks', then the linear layer's. */
function listParameters(plan: ConvNetPlan, features: number): InitializedParameter[] {
  const { blocks, classes, headStart } = plan
  const weights = features * classes
  return [
    ...Array.from({ length: blocks }, (_, block) => ofBlock(plan, block)).flat(),
    {
      name: 'w',
      shape: [features, classes],
      initialize: (rng) => (headStart === 'zero' ? filled(weights, 0) : glorotUniform(rng, weights, features, classes)),
    },
    { name: 'b', shape: [classes], initialize: () => filled(classes, 0) },
  ]
}
