// Operations that multiply and add: matrix products in every transposition, convolutions, pooling.

import { convolve, exp, matMul, maxPool, neg, relu, type Shape, square, type Tensor, tanh } from '@assent/autodiff'
import { type OperationCase, one, two } from './case.js'

/** Rows, inner length, columns: single values, vectors, and sizes that fill no tile. */
const sizes = [
  [1, 1, 1],
  [3, 4, 5],
  [1, 6, 3],
  [5, 3, 1],
  [7, 1, 9],
  [10, 17, 6],
] as const

const products = [false, true].flatMap((transposeA) =>
  [false, true].flatMap((transposeB) =>
    sizes.map(([m, k, n]) =>
      two(
        `matMul ${m}×${k}×${n}${transposeA ? ', first transposed' : ''}${transposeB ? ', second transposed' : ''}`,
        transposeA ? [k, m] : [m, k],
        transposeB ? [n, k] : [k, n],
        (a, b) => matMul(a, b, { transposeA, transposeB }),
      ),
    ),
  ),
)

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

const convolutions = (['same', 'valid'] as const).flatMap((padding) =>
  [1, 2, 3].flatMap((stride) =>
    filters.map(([image, filter]) =>
      two(`convolve [${image}] with [${filter}], stride ${stride}, ${padding}`, image, filter, (a, b) =>
        convolve(a, b, { stride, padding }),
      ),
    ),
  ),
)

const pool = (name: string, shape: Shape, size: number, stride: number, before: (a: Tensor) => Tensor = (a) => a) =>
  one(`maxPool ${size}, stride ${stride}, of ${name}`, shape, (a) => square(maxPool(before(a), size, stride)))

export const productCases: readonly OperationCase[] = [
  ...products,
  one('a matrix times itself', [3, 3], (a) => matMul(a, a)),
  one('a matrix times its transpose', [3, 4], (a) => matMul(a, a, { transposeB: true })),
  two('a product of products', [2, 3], [3, 3], (a, b) => matMul(tanh(matMul(a, b)), b)),
  ...convolutions,
  two('convolve with a filter larger than the images', [1, 2, 3, 1], [5, 5, 1, 2], (a, b) => convolve(a, b)),
  two('convolve with squared filters', [1, 4, 4, 2], [3, 3, 2, 2], (a, b) => square(convolve(a, square(b)))),
  one('images as their own filters', [3, 3, 2, 2], (a) => convolve(a, a)),
  pool('even images', [2, 4, 4, 2], 2, 2),
  pool('odd images', [1, 5, 7, 3], 2, 2),
  pool('images with overlap', [1, 5, 5, 2], 3, 1),
  pool('images with some overlap', [1, 7, 5, 2], 3, 2),
  pool('images with gaps', [1, 5, 8, 1], 2, 3),
  pool('single values', [1, 3, 3, 2], 1, 1),
  pool('negative images', [1, 4, 4, 2], 2, 2, (a) => neg(exp(a))),
  pool('images after relu', [2, 4, 4, 2], 2, 2, relu),
  one('relu after maxPool', [1, 4, 4, 2], (a) => square(relu(maxPool(a)))),
]
