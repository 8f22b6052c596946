// What a convolutional network is built from: its options, completed and checked.

import { checkOptions, fail } from '@assent/core'
import { type Activation, activationNames } from './activation.js'
import { checkChoice, checkCounts } from './check.js'
import { type NormKind, normKinds } from './layers/norm.js'

/** The shape of a convolutional network: blocks of convolution, norm, activation and pooling, then a linear layer. */
export interface ConvNetOptions {
  /** Height, width and channels of one image. */
  readonly input: readonly [number, number, number]
  /** Number of classes. */
  readonly classes: number
  /** Blocks. @defaultValue 4 */
  readonly blocks?: number
  /** Filters per block. @defaultValue 32 */
  readonly filters?: number
  /** Height and width of a filter. @defaultValue 3 */
  readonly kernel?: number
  /** Step of the convolution. @defaultValue 1 */
  readonly stride?: number
  /** @defaultValue 'same' */
  readonly padding?: 'same' | 'valid'
  /** Whether each block ends with 2 × 2 max-pooling. @defaultValue true */
  readonly pool?: boolean
  /**
   * What the linear layer sees of the last block: `flatten`, all its values, as in Reptile's code, or `mean`, each filter's
   * mean over the image, as in MAML's code for Omniglot.
   *
   * @defaultValue 'flatten'
   */
  readonly head?: 'flatten' | 'mean'
  /**
   * How the linear layer's weights begin: `random`, as Glorot and Bengio, or `zero`, so that no class is preferred before the
   * first inner step (Kao, Chiu and Chen 2022).
   *
   * @defaultValue 'random'
   */
  readonly headStart?: 'random' | 'zero'
  /** @defaultValue 'relu' */
  readonly activation?: Activation
  /** What each block's norm takes moments over: see {@link NormKind}. @defaultValue 'batch' */
  readonly norm?: NormKind
  /** Inside the root of the norm. @defaultValue 1e-5 */
  readonly epsilon?: number
  /**
   * Whether convolutions have a bias. Batch norm subtracts it again, so its gradient is nothing but rounding, which an
   * optimizer like Adam would turn into full steps.
   *
   * @defaultValue false
   */
  readonly bias?: boolean
}

/** The options with nothing left out. */
export type ConvNetPlan = Required<ConvNetOptions>

/** Every option by name: what `completePlan` takes, and no other. */
const known = [
  ...['input', 'classes', 'blocks', 'filters', 'kernel', 'stride', 'padding'],
  ...['pool', 'head', 'headStart', 'activation', 'norm', 'epsilon', 'bias'],
]

/** @throws AssentError when a size is no whole number from 1, or a word or option is unknown */
export function completePlan(options: ConvNetOptions): ConvNetPlan {
  checkOptions('convNet', options, known)
  const { input, classes, blocks = 4, filters = 32, kernel = 3, stride = 1, padding = 'same' } = options
  const { pool = true, head = 'flatten', headStart = 'random', activation = 'relu' } = options
  const { norm = 'batch', epsilon = 1e-5, bias = false } = options
  const [height, width, channels] = input
  checkCounts('convNet', { height, width, channels, classes, blocks, filters, kernel, stride })
  checkChoice('convNet.padding', padding, ['same', 'valid'])
  checkChoice('convNet.head', head, ['flatten', 'mean'])
  checkChoice('convNet.headStart', headStart, ['random', 'zero'])
  checkChoice('convNet.activation', activation, activationNames)
  checkChoice('convNet.norm', norm, normKinds)
  const sizes = { input, classes, blocks, filters, kernel, stride }
  return { ...sizes, padding, pool, head, headStart, activation, norm, epsilon, bias }
}

/** @throws AssentError when the blocks leave nothing of an image */
export function checkShrinkage({ input: [height, width], blocks, kernel, stride, padding, pool }: ConvNetPlan): void {
  const shrink = (length: number): number => {
    const convolved = padding === 'same' ? Math.ceil(length / stride) : Math.floor((length - kernel) / stride) + 1
    return pool ? Math.floor(convolved / 2) : convolved
  }
  const after = (length: number): number => Array.from({ length: blocks }).reduce((left: number) => shrink(left), length)
  if (after(height) < 1 || after(width) < 1) {
    fail('convNet.blocks', `an image that survives ${blocks} blocks`, `${height} × ${width}`, 'use fewer blocks or larger images')
  }
}
