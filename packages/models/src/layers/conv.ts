// Convolution of images or series, whole or in groups of channels.

import { add, concat, convolve, type Padding, type Pair, type Shape, slice, type Tensor } from '@assent/autodiff'
import { checkOptions, fail } from '@assent/core'
import { checkChoice, checkCounts, checkRank } from '../check.js'
import { biases, type WeightStart, weightStarts, weights } from '../initialize.js'
import { buildLayer, type Layer } from '../layer.js'
import { shapeAfter } from '../shape-after.js'

/** The filters of a convolution, and how they lie on images or series. */
export interface ConvOptions {
  /** How many there are: the channels of the output. */
  readonly filters: number
  /** Height and width of a filter, or one number for both; for series, its length. @defaultValue 3 */
  readonly kernel?: number | Pair
  /** Between windows. @defaultValue 1 */
  readonly stride?: number | Pair
  /** `same`, `valid`, or zeros on either side. @defaultValue 'same' */
  readonly padding?: Padding
  /** Groups of channels, each with filters of its own (Krizhevsky et al. 2012), and computed by itself: many cost time. @defaultValue 1 */
  readonly groups?: number
  /** @defaultValue true */
  readonly bias?: boolean
  /** How the filters begin: see {@link WeightStart}. @defaultValue 'he' */
  readonly start?: WeightStart
}

/**
 * Images `[height, width, channels]` with filters `[height, width, channels / groups, filters]`, or series
 * `[length, channels]` with filters `[length, channels / groups, filters]`.
 *
 * @throws AssentError when the groups do not divide channels and filters, or no window fits
 */
export function conv(options: ConvOptions): Layer {
  checkOptions('conv', options, ['filters', 'kernel', 'stride', 'padding', 'groups', 'bias', 'start'])
  const { filters, kernel = 3, stride = 1, padding = 'same', groups = 1, bias = true, start = 'he' } = options
  checkCounts('conv', { filters, kernel, stride, groups })
  checkChoice('conv.start', start, weightStarts)
  if (typeof padding === 'string') checkChoice('conv.padding', padding, ['same', 'valid'])
  const settings = { filters, kernel, stride, padding, groups, bias, start }
  return {
    name: 'conv',
    settings,
    build: (shape) => {
      checkRank('conv', shape, [2, 3], '[length, channels] or [height, width, channels]')
      const channels = shape.at(-1) ?? 1
      if (channels % groups !== 0 || filters % groups !== 0) {
        fail('conv.groups', `a divisor of ${channels} channels and ${filters} filters`, `${groups}`, 'choose another number')
      }
      const size = sizeAlong(kernel, shape)
      const fanIn = (size.reduce((product, length) => product * length, 1) * channels) / groups
      const filterShape = [...size, channels / groups, filters]
      const fans = { fanIn, fanOut: (fanIn * filters) / channels }
      return buildLayer({
        outputShape: shapeAfter(shape, filterShape, (images, filter) => inGroups(images, filter, groups, { stride, padding })),
        parameters: {
          filter: weights(start, filterShape, fans),
          ...(bias ? { bias: biases(start, filters, fans) } : {}),
        },
        apply: ({ filter, bias }, images) => {
          const convolved = inGroups(images, filter, groups, { stride, padding })
          return bias ? add(convolved, bias) : convolved
        },
      })
    },
  }
}

/** One number for each axis of images or series. */
function sizeAlong(size: number | Pair, shape: Shape): Shape {
  if (typeof size !== 'number') return shape.length === 3 ? size : fail('conv.kernel', 'one length', `${size}`, 'give a number')
  return shape.length === 3 ? [size, size] : [size]
}

/** Each group of channels with its own filters, side by side. */
function inGroups(images: Tensor, filters: Tensor, groups: number, options: Parameters<typeof convolve>[2]): Tensor {
  const parts = Array.from({ length: groups }, (_, group) =>
    convolve(groupOf(images, group, groups), groupOf(filters, group, groups), options),
  )
  return concat(parts, images.shape.length - 1)
}

/** Part `group` of the last axis: of the channels of images, or of filters. */
function groupOf(tensor: Tensor, group: number, groups: number): Tensor {
  const begin = tensor.shape.map((length, axis) => (axis === tensor.shape.length - 1 ? (length / groups) * group : 0))
  const shape = tensor.shape.map((length, axis) => (axis === tensor.shape.length - 1 ? length / groups : length))
  return slice(tensor, begin, shape)
}
