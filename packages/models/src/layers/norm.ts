// Normalization: values minus a mean, over a standard deviation, times `scale`, plus `shift`; each channel has its own of
// these two. Kinds differ in what the two moments are taken over.

import {
  add,
  addScalar,
  batchNorm,
  mean,
  mul,
  reshape,
  rsqrt,
  type Shape,
  sizeOf,
  square,
  sub,
  type Tensor,
} from '@assent/autodiff'
import { checkOptions, fail } from '@assent/core'
import { checkChoice, checkCounts } from '../check.js'
import { constantly } from '../initialize.js'
import { buildLayer, type Layer } from '../layer.js'
import { taskNorm } from './task-norm.js'

/**
 * What moments are taken over, for each channel unless another thing is said.
 * `batch`: the examples beside and all places (Ioffe and Szegedy 2015): a prediction depends on its company.
 * `task`: the support examples and all places, blended with the example's own (Bronskill et al. 2020).
 * `layer`: of one example all channels together, and of images all places too; of series each place alone (Ba et al. 2016).
 * `group`: of one example all places, and channels in groups (Wu and He 2018).
 * `instance`: of one example all places (Ulyanov et al. 2016).
 */
export type NormKind = 'batch' | 'task' | 'layer' | 'group' | 'instance'

/** All of them, for checks of options. */
export const normKinds: readonly NormKind[] = ['batch', 'task', 'layer', 'group', 'instance']

/** What a norm divides by. */
export interface NormOptions {
  /** What moments are taken over: see {@link NormKind}. */
  readonly kind: NormKind
  /** Groups of channels, for `group` alone. @defaultValue 8 */
  readonly groups?: number
  /** Inside the root. @defaultValue 1e-5 */
  readonly epsilon?: number
}

/**
 * A norm over `[…, channels]`, of the same shape afterwards.
 *
 * @throws AssentError when the kind cannot serve the shape: `instance` needs places, `group` groups that divide the channels
 */
export function norm(options: NormOptions): Layer {
  checkOptions('norm', options, ['kind', 'groups', 'epsilon'])
  const { kind, epsilon = 1e-5, groups = 8 } = options
  checkChoice('norm.kind', kind, normKinds)
  checkCounts('norm', { groups })
  if (!(epsilon >= 0)) fail('norm.epsilon', 'a number of at least 0', `${epsilon}`, 'correct the option')
  if (kind === 'task') return taskNorm(epsilon)
  const settings = kind === 'group' ? { kind, groups, epsilon } : { kind, epsilon }
  return {
    name: 'norm',
    settings,
    build: (shape) => {
      const channels = shape.slice(-1)
      if (kind === 'group') checkGroups(groups, shape)
      if (kind === 'instance') checkPlaces(shape)
      return buildLayer({
        outputShape: shape,
        parameters: { scale: constantly(1, channels), shift: constantly(0, channels) },
        transductive: kind === 'batch',
        apply: ({ scale, shift }, inputs) => {
          if (kind === 'batch') return batchNorm(inputs, scale, shift, epsilon)
          const normalized =
            kind === 'group' ? inGroups(inputs, groups, epsilon) : standardize(inputs, axesOf(kind, inputs), epsilon)
          return add(mul(normalized, scale), shift)
        },
      })
    },
  }
}

/** The axes of `[count, …, channels]` that moments of one example are taken over. */
function axesOf(kind: 'layer' | 'instance', { shape }: Tensor): number[] {
  const places = shape.map((_, axis) => axis).slice(1, -1)
  const channels = shape.length - 1
  if (kind === 'instance') return places
  return places.length === 2 ? [...places, channels] : [channels]
}

/** Mean 0 and variance 1 over `axes`. */
function standardize(inputs: Tensor, axes: readonly number[], epsilon: number): Tensor {
  const kept = inputs.shape.map((length, axis) => (axes.includes(axis) ? 1 : length))
  const centered = sub(inputs, reshape(mean(inputs, axes), kept))
  const variance = reshape(mean(square(centered), axes), kept)
  return mul(centered, rsqrt(addScalar(variance, epsilon)))
}

/** Mean 0 and variance 1 over all places and each group of channels. */
function inGroups(inputs: Tensor, groups: number, epsilon: number): Tensor {
  const { shape } = inputs
  const [count = 1, ...example] = shape
  const channels = example.at(-1) ?? 1
  const grouped = reshape(inputs, [count, sizeOf(example) / channels, groups, channels / groups])
  return reshape(standardize(grouped, [1, 3], epsilon), shape)
}

function checkGroups(groups: number, shape: Shape): void {
  const channels = shape.at(-1) ?? 1
  if (channels % groups !== 0) fail('norm.groups', `a divisor of ${channels} channels`, `${groups}`, 'choose another number')
}

function checkPlaces(shape: Shape): void {
  const places = sizeOf(shape.slice(0, -1))
  if (places < 2) fail('norm.kind', 'examples of more than one place for instance', `${places}`, 'use layer or group')
}
