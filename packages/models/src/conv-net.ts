// The convolutional network of few-shot learning: blocks of convolution, norm, activation and pooling, then one linear
// layer (Vinyals et al. 2016; Finn, Abbeel and Levine 2017; Nichol, Achiam and Schulman 2018).

import type { Model } from '@assent/core'
import { increases } from './activation.js'
import { chainModel, type Link } from './chain.js'
import { type ConvNetOptions, type ConvNetPlan, checkShrinkage, completePlan } from './conv-plan.js'
import type { Layer } from './layer.js'
import { conv } from './layers/conv.js'
import { dense } from './layers/dense.js'
import { activation as activationLayer, flat } from './layers/flat.js'
import { norm as normLayer } from './layers/norm.js'
import { globalPooling, maxPooling } from './layers/pooling.js'

/**
 * Inputs `[count, height, width, channels]`, outputs `[count, classes]`. Each block: convolution, norm, activation, and
 * max-pooling. With the `batch` norm, which has the batch's own statistics, predictions are transductive. Features are
 * flattened as (height, width, channel), or averaged over height and width. Parameters per block: `filter`, `bias` if any,
 * `scale`, `shift`, and of a `task` norm `blendScale` and `blendOffset`; then `w` and `b`.
 *
 * @throws AssentError when a size is no whole number from 1, a word or option is unknown, or the image shrinks to nothing
 */
export function convNet(options: ConvNetOptions): Model {
  const plan = completePlan(options)
  checkShrinkage(plan)
  const { input, classes, blocks, head, headStart } = plan
  const links = [
    ...Array.from({ length: blocks }, (_, block) => blockLinks(plan, block)).flat(),
    link(head === 'mean' ? globalPooling() : flat(), ''),
    {
      layer: dense({ units: classes, start: headStart === 'zero' ? 'zero' : 'glorot' }),
      nameOf: (own: string) => own.slice(0, 1),
    },
  ]
  return chainModel({ name: 'convNet', settings: { ...plan } }, input, links)
}

/** Four blocks, each with 2 × 2 max-pooling: the usual few-shot network. */
export function conv4(options: Pick<ConvNetOptions, 'input' | 'classes' | 'filters' | 'norm'>): Model {
  return convNet(options)
}

/** Four blocks with convolutions of stride 2 in the place of pooling, as MAML's Omniglot network has them. */
export function conv4Strided(options: Pick<ConvNetOptions, 'input' | 'classes' | 'filters' | 'norm'>): Model {
  return convNet({ ...options, stride: 2, pool: false })
}

function blockLinks(plan: ConvNetPlan, block: number): Link[] {
  const { filters, kernel, stride, padding, pool, activation, epsilon, norm, bias } = plan
  // Where activations increase, the largest before is the largest after: pooled first, there are a quarter as many to compute.
  const pools = pool ? [maxPooling()] : []
  const bends = [activationLayer(activation)]
  return [
    conv({ filters, kernel, stride, padding, bias }),
    normLayer({ kind: norm, epsilon }),
    ...(increases(activation) ? [...pools, ...bends] : [...bends, ...pools]),
  ].map((layer) => link(layer, `${block}`))
}

function link(layer: Layer, suffix: string): Link {
  return { layer, nameOf: (own) => `${own}${suffix}` }
}
