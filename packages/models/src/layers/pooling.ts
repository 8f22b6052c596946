// Pooling: fewer places, each the largest or the mean of its window.

import { averagePool, maxPool, mean, type Pair, reshape, type Shape, type Tensor } from '@assent/autodiff'
import { checkOptions } from '@assent/core'
import { checkChoice, checkCounts, checkRank } from '../check.js'
import { buildLayer, type Layer } from '../layer.js'
import { shapeAfter } from '../shape-after.js'

/** Windows of a pooling, and how far they lie apart. */
export interface PoolingOptions {
  /** Height and width of a window, or one number for both; for series, its length. @defaultValue 2 */
  readonly size?: number | Pair
  /** Between windows. @defaultValue the size */
  readonly stride?: number | Pair
}

const PLACES = '[length, channels] or [height, width, channels]'

function pooling(
  name: string,
  options: PoolingOptions,
  pool: (images: Tensor, size: number | Pair, stride: number | Pair) => Tensor,
): Layer {
  checkOptions(name, options, ['size', 'stride'])
  const { size = 2, stride = size } = options
  checkCounts(name, { size, stride })
  return {
    name,
    settings: { size, stride },
    build: (shape) => {
      checkRank(name, shape, [2, 3], PLACES)
      return buildLayer({
        outputShape: shapeAfter(shape, [], (images) => pool(images, size, stride)),
        parameters: {},
        apply: (_, images) => pool(images, size, stride),
      })
    },
  }
}

/** The largest value of each window of images or series, without padding. */
export function maxPooling(options: PoolingOptions = {}): Layer {
  return pooling('maxPooling', options, maxPool)
}

/** The mean of each window of images or series, without padding. */
export function averagePooling(options: PoolingOptions = {}): Layer {
  return pooling('averagePooling', options, averagePool)
}

/** What is taken of each channel. */
export interface GlobalPoolingOptions {
  /** @defaultValue 'mean' */
  readonly kind?: 'mean' | 'max'
}

/** The mean or the largest value of each channel: `[channels]`. */
export function globalPooling(options: GlobalPoolingOptions = {}): Layer {
  checkOptions('globalPooling', options, ['kind'])
  const { kind = 'mean' } = options
  checkChoice('globalPooling.kind', kind, ['mean', 'max'])
  return {
    name: 'globalPooling',
    settings: { kind },
    build: (shape) => {
      checkRank('globalPooling', shape, [2, 3], PLACES)
      const channels = shape.slice(-1)
      const places = shape.slice(0, -1)
      return buildLayer({
        outputShape: channels,
        parameters: {},
        apply: (_, images) =>
          kind === 'mean'
            ? mean(
                images,
                places.map((_, axis) => axis + 1),
              )
            : reshape(maxPool(images, windowOf(places)), [...images.shape.slice(0, 1), ...channels]),
      })
    },
  }
}

/** One window over all places. */
function windowOf([height = 1, width]: Shape): number | Pair {
  return width === undefined ? height : [height, width]
}
