// Convolutions and pooling: windows of any size and step, over images and series.

import {
  averagePool,
  type ConvolutionOptions,
  convolve,
  exp,
  maxPool,
  neg,
  type Pair,
  relu,
  type Shape,
  square,
  type Tensor,
} from '@assent/autodiff'
import { type OperationCase, one, two } from './case.js'

const filters: readonly (readonly [Shape, Shape])[] = [
  [
    [2, 5, 5, 2],
    [3, 3, 2, 3],
  ],
  // Even filters on images that are not square.
  [
    [1, 6, 4, 1],
    [2, 3, 1, 2],
  ],
  [
    [2, 4, 4, 3],
    [1, 1, 3, 2],
  ],
  [
    [1, 7, 6, 2],
    [3, 3, 2, 5],
  ],
  // A filter as large as the image.
  [
    [2, 3, 3, 1],
    [3, 3, 1, 2],
  ],
]

const convolution = (image: Shape, filter: Shape, options: ConvolutionOptions) =>
  two(`convolve [${image}] with [${filter}], stride ${options.stride}, ${options.padding}`, image, filter, (a, b) =>
    convolve(a, b, options),
  )

const convolutions = (['same', 'valid'] as const).flatMap((padding) =>
  [1, 2, 3].flatMap((stride) => filters.map(([image, filter]) => convolution(image, filter, { stride, padding }))),
)

/** Steps that differ along rows and columns, zeros by number, and series. */
const otherWindows = [
  convolution([2, 6, 5, 2], [3, 2, 2, 3], { stride: [2, 1], padding: 'same' }),
  convolution([1, 5, 8, 1], [2, 3, 1, 2], { stride: [1, 3], padding: 'valid' }),
  convolution([1, 7, 7, 2], [3, 3, 2, 2], { stride: [3, 2], padding: 'same' }),
  convolution([2, 5, 4, 2], [3, 3, 2, 2], { stride: 1, padding: 1 }),
  convolution([1, 4, 5, 1], [3, 5, 1, 2], { stride: [2, 1], padding: [0, 4] }),
  convolution([1, 4, 4, 8], [3, 3, 8, 8], { stride: 1, padding: 2 }),
  convolution([2, 9, 2], [3, 2, 4], { stride: 1, padding: 'same' }),
  convolution([2, 9, 3], [4, 3, 2], { stride: 2, padding: 'valid' }),
  convolution([1, 8, 1], [5, 1, 3], { stride: 3, padding: 4 }),
]

type Pooling = (images: Tensor, size: number | Pair, stride: number | Pair) => Tensor

const pooled = (
  pooling: Pooling,
  name: string,
  shape: Shape,
  size: number | Pair,
  stride: number | Pair,
  before: (a: Tensor) => Tensor = (a) => a,
) => one(`${pooling.name} ${size}, stride ${stride}, of ${name}`, shape, (a) => square(pooling(before(a), size, stride)))

/** Windows that touch, overlap, leave gaps, are not square, or lie along a series. */
const everyPool = (pooling: Pooling) => [
  pooled(pooling, 'even images', [2, 4, 4, 2], 2, 2),
  pooled(pooling, 'odd images', [1, 5, 7, 3], 2, 2),
  pooled(pooling, 'images with overlap', [1, 5, 5, 2], 3, 1),
  pooled(pooling, 'images with some overlap', [1, 7, 5, 2], 3, 2),
  pooled(pooling, 'images with gaps', [1, 5, 8, 1], 2, 3),
  pooled(pooling, 'single values', [1, 3, 3, 2], 1, 1),
  pooled(pooling, 'images by rows', [2, 4, 6, 2], [1, 3], [1, 3]),
  pooled(pooling, 'images by columns, with overlap', [1, 6, 3, 4], [3, 1], [2, 1]),
  pooled(pooling, 'images in blocks', [1, 6, 6, 4], [3, 2], [3, 2]),
  pooled(pooling, 'series', [2, 7, 3], 2, 2),
  pooled(pooling, 'series with overlap', [1, 8, 2], 3, 2),
]

export const windowCases: readonly OperationCase[] = [
  ...convolutions,
  ...otherWindows,
  two('convolve with a filter larger than the images', [1, 2, 3, 1], [5, 5, 1, 2], (a, b) => convolve(a, b)),
  two('convolve with squared filters', [1, 4, 4, 2], [3, 3, 2, 2], (a, b) => square(convolve(a, square(b)))),
  one('images as their own filters', [3, 3, 2, 2], (a) => convolve(a, a)),
  ...everyPool(maxPool),
  ...everyPool(averagePool),
  pooled(maxPool, 'negative images', [1, 4, 4, 2], 2, 2, (a) => neg(exp(a))),
  pooled(maxPool, 'images after relu', [2, 4, 4, 2], 2, 2, relu),
  one('relu after maxPool', [1, 4, 4, 2], (a) => square(relu(maxPool(a)))),
]
