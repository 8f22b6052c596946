// What a convolutional network is built from: its options, completed and checked.

import { fail } from '@assent/core'
import { type Activation, activationNames } from './activation.js'
import { checkChoice } from './choice.js'

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
  readonly padding?: 'same' | 'valid'
  /** Whether each block ends with 2 × 2 max-pooling; true unless given. */
  readonly pool?: boolean
  /**
   * What the linear layer sees of the last block: `flatten`, all its values, as in Reptile's code, or `mean`, each filter's
   * mean over the image, as in MAML's code for Omniglot; `flatten` unless given.
   */
  readonly head?: 'flatten' | 'mean'
  /**
   * How the linear layer's weights begin: `random`, as Glorot and Bengio, or `zero`, so that no class is preferred before the
   * first inner step (Kao, Chiu and Chen 2022); `random` unless given.
   */
  readonly headStart?: 'random' | 'zero'
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
export type ConvNetPlan = Required<ConvNetOptions>

/** @throws AssentError when a size is no whole number from 1 or a word is unknown */
export function completePlan(options: ConvNetOptions): ConvNetPlan {
  const { input, classes, blocks = 4, filters = 32, kernel = 3, stride = 1, padding = 'same' } = options
  const { pool = true, head = 'flatten', headStart = 'random', activation = 'relu', epsilon = 1e-5, bias = false } = options
  const sizes = { input, classes, blocks, filters, kernel, stride }
  const plan = { ...sizes, padding, pool, head, headStart, activation, epsilon, bias }
  checkSizes(plan)
  checkChoice('convNet.padding', padding, ['same', 'valid'])
  checkChoice('convNet.head', head, ['flatten', 'mean'])
  checkChoice('convNet.headStart', headStart, ['random', 'zero'])
  checkChoice('convNet.activation', activation, activationNames)
  return plan
}

/** Values per image that the linear layer sees. */
export function countFeatures({
  input: [height, width],
  blocks,
  filters,
  kernel,
  stride,
  padding,
  pool,
  head,
}: ConvNetPlan): number {
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

function checkSizes({ input: [height, width, channels], classes, blocks, filters, kernel, stride }: ConvNetPlan): void {
  for (const [name, value] of Object.entries({ height, width, channels, classes, blocks, filters, kernel, stride })) {
    if (!Number.isInteger(value) || value < 1) {
      fail(`convNet.${name}`, 'a whole number of at least 1', `${value}`, 'correct the option')
    }
  }
}
