// Every operation, in every class of shapes that its kernels tell apart.

import {
  add,
  addScalar,
  broadcast,
  concat,
  constant,
  convolve,
  div,
  exp,
  fill,
  gate,
  gradient,
  log,
  matMul,
  max,
  maxPool,
  mul,
  pad,
  relu,
  reshape,
  rsqrt,
  type Shape,
  scale,
  sigmoid,
  sizeOf,
  slice,
  sqrt,
  square,
  stopGradient,
  sub,
  sum,
  type Tensor,
  tanh,
  transpose,
} from '@assent/autodiff'
import type { Case } from './support.js'

const show = (shape: Shape) => `[${shape.join()}]`
const one = (name: string, a: Shape, compute: (a: Tensor) => Tensor): Case => ({
  name: `${name} of ${show(a)}`,
  inputs: [a],
  compute: (...[x]) => compute(x as Tensor),
})
const two = (name: string, a: Shape, b: Shape, compute: (a: Tensor, b: Tensor) => Tensor): Case => ({
  name: `${name} of ${show(a)} and ${show(b)}`,
  inputs: [a, b],
  compute: (...[x, y]) => compute(x as Tensor, y as Tensor),
})

const positive = (a: Tensor) => addScalar(square(a), 0.1)

const unary = [[], [1], [7], [33], [3, 5], [2, 3, 4, 5], [1, 1, 3], [2, 1, 2, 1, 2, 1, 3]].flatMap((shape) => [
  one('tanh', shape, (a) => tanh(scale(a, 2))),
  one('sigmoid', shape, (a) => sigmoid(scale(a, 4))),
  one('exp', shape, exp),
  one('log', shape, (a) => log(positive(a))),
  one('sqrt', shape, (a) => sqrt(positive(a))),
  one('rsqrt', shape, (a) => rsqrt(positive(a))),
  one('square', shape, square),
  one('scale', shape, (a) => scale(a, -1.5)),
  one('addScalar', shape, (a) => addScalar(a, 0.7)),
  one('relu', shape, relu),
  one('stopGradient', shape, stopGradient),
  one('fill', shape, (a) => fill(a, 2.5)),
  one('constant', shape, (a) =>
    constant(
      a,
      Float64Array.from({ length: sizeOf(shape) }, (_, i) => i / 8),
      shape,
    ),
  ),
  one('fill as an operand', shape, (a) => sub(fill(a, 2.5), relu(a))),
])

const pairs: readonly (readonly [Shape, Shape])[] = [
  [[], []],
  [[7], [7]],
  [
    [2, 3, 4],
    [2, 3, 4],
  ],
  [[], [3, 5]],
  [[3, 5], []],
  [[1], [2, 3]],
  [[5], [3, 5]],
  [
    [1, 5],
    [3, 5],
  ],
  [
    [3, 1],
    [3, 5],
  ],
  [
    [3, 1],
    [1, 5],
  ],
  [
    [2, 1, 4, 1],
    [3, 1, 5],
  ],
  [
    [5, 6, 7],
    [6, 1],
  ],
  [[2, 3, 3, 4], [4]],
  [
    [2, 1, 2, 1, 2],
    [1, 3, 1, 2, 1],
  ],
  [
    [2, 1, 2, 1, 2, 1, 2],
    [1, 3, 1, 2, 1, 2, 1],
  ],
]

const binary = pairs.flatMap(([a, b]) => [
  two('add', a, b, add),
  two('sub', a, b, sub),
  two('mul', a, b, mul),
  two('div', a, b, (x, y) => div(x, positive(y))),
])

const layout = [
  two('gate', [3, 37], [3, 37], gate),
  two('gate', [37], [3, 37], gate),
  two('gate', [], [], gate),
  two('gate', [3, 1], [3, 4], gate),
  one('broadcast to [3,5]', [], (a) => broadcast(a, [3, 5])),
  one('broadcast to [2,3,5]', [3, 1], (a) => broadcast(a, [2, 3, 5])),
  one('broadcast to [4,300]', [300], (a) => broadcast(a, [4, 300])),
  one('reshape to [2,6]', [3, 4], (a) => reshape(a, [2, 6])),
  one('reshape of a transpose', [3, 4, 5], (a) => reshape(transpose(a, [2, 0, 1]), [15, 4])),
  one('transpose', [3, 5], (a) => transpose(a)),
  one('transpose', [70, 50], (a) => transpose(a)),
  one('transpose that keeps all in place', [3, 1, 5], (a) => transpose(a, [1, 0, 2])),
  ...[
    [2, 0, 3, 1],
    [3, 1, 2, 0],
    [1, 2, 0, 3],
    [0, 2, 1, 3],
    [3, 2, 1, 0],
  ].map((order) => one(`transpose to ${order}`, [2, 3, 4, 5], (a) => transpose(a, order))),
  one('slice', [5, 7], (a) => slice(a, [1, 2], [3, 4])),
  one('slice from the start', [5, 7], (a) => slice(a, [0, 0], [3, 7])),
  one('slice of one value', [5], (a) => slice(a, [4], [1])),
  one('slice', [2, 4, 4, 3], (a) => slice(a, [0, 1, 2, 1], [2, 2, 2, 2])),
  one('pad', [3, 4], (a) => pad(a, [1, 2], [5, 9])),
  one('pad behind', [6], (a) => pad(a, [0], [11])),
  two('concat of rows', [3, 4], [2, 4], (a, b) => concat([a, b], 0)),
  two('concat of columns', [3, 4], [3, 1], (a, b) => concat([a, b, a], 1)),
  two('concat with a constant', [2, 3], [2, 2], (a, b) => concat([fill(a, 3), b, a], 1)),
  one('max', [5, 7], max),
  one('max', [300], max),
  one('max', [2, 3, 1], max),
  ...[[], [7], [5, 6], [2, 3, 4], [3, 5, 5, 8]].flatMap((shape) =>
    Array.from({ length: 2 ** shape.length - 1 }, (_, bits) => {
      const axes = shape.map((__, axis) => axis).filter((axis) => ((bits + 1) >> axis) & 1)
      return one(`sum over ${axes}`, shape, (a) => sum(a, axes))
    }),
  ),
]

const products = [
  [1, 1, 1],
  [3, 4, 5],
  [7, 1, 9],
  [1, 17, 1],
  [10, 40, 40],
  [40, 10, 40],
  [33, 29, 31],
  [130, 9, 8],
].flatMap(([m, k, n]) =>
  [0, 1, 2, 3].map((bits) => {
    const [transposeA, transposeB] = [bits % 2 === 1, bits > 1]
    const a = (transposeA ? [k, m] : [m, k]) as Shape
    const b = (transposeB ? [n, k] : [k, n]) as Shape
    const name = `matMul ${transposeA ? 'T' : 'N'}${transposeB ? 'T' : 'N'}`
    return two(name, a, b, (x, y) => matMul(x, y, { transposeA, transposeB }))
  }),
)

/** The convolution, and its adjoints in images and in filters, each with operands of its own. */
function convolutionCases(images: Shape, filters: Shape, stride: number, padding: 'same' | 'valid'): Case[] {
  const title = `${show(filters)} at stride ${stride}, ${padding},`
  const lengths = [1, 2].map((axis) => {
    const [length, reach] = [images[axis] as number, filters[axis - 1] as number]
    return padding === 'same' ? Math.ceil(length / stride) : Math.floor((length - reach) / stride) + 1
  })
  const outputs = [images[0] as number, ...lengths, filters[3] as number]
  // Linear in each operand: the derivative does not depend on the values of that operand.
  const along = (x: Tensor, w: Tensor, g: Tensor) => sum(mul(convolve(x, w, { stride, padding }), g))
  return [
    two(`convolve ${title}`, images, filters, (x, w) => convolve(x, w, { stride, padding })),
    two(`convolveImages ${title}`, outputs, filters, (g, w) => {
      const x = fill(g, 0, images)
      return gradient(along(x, w, g), [x])[0] as Tensor
    }),
    two(`convolveFilters ${title}`, images, outputs, (x, g) => {
      const w = fill(g, 0, filters)
      return gradient(along(x, w, g), [w])[0] as Tensor
    }),
  ]
}

const convolutions = (['same', 'valid'] as const).flatMap((padding) =>
  [1, 2, 3].flatMap((stride) =>
    (
      [
        [
          [2, 5, 5, 2],
          [3, 3, 2, 3],
        ],
        [
          [1, 6, 4, 1],
          [2, 3, 1, 2],
        ],
        [
          [2, 4, 5, 3],
          [1, 1, 3, 2],
        ],
        [
          [3, 8, 7, 1],
          [3, 3, 1, 9],
        ],
        [
          [1, 9, 10, 2],
          [5, 4, 2, 3],
        ],
        [
          [1, 3, 3, 2],
          [3, 3, 2, 1],
        ],
      ] as [Shape, Shape][]
    ).flatMap(([images, filters]) => convolutionCases(images, filters, stride, padding)),
  ),
)

const pools = (
  [
    [[2, 4, 4, 2], 2, 2],
    [[1, 5, 7, 3], 2, 2],
    [[1, 5, 5, 2], 3, 1],
    [[2, 6, 7, 1], 3, 2],
    [[1, 3, 3, 2], 1, 1],
  ] as [Shape, number, number][]
).flatMap(([images, size, stride]) => {
  const pooled = (a: Tensor) => maxPool(a, size, stride)
  const title = `of ${size} × ${size} at stride ${stride}`
  return [
    one(`maxPool ${title}`, images, pooled),
    one(`maxPool ${title} of negative values`, images, (a) => pooled(scale(positive(a), -1))),
    one(`maxPool ${title} of ties`, images, (a) => pooled(relu(a))),
    one(`place ${title}`, images, (a) => gradient(sum(square(pooled(a))), [a])[0] as Tensor),
    // Positions from one input, values from the other: either may be shared.
    two(`place ${title} by positions of another`, images, images, (a, b) => {
      const values = pooled(b)
      return gradient(sum(mul(pooled(a), values)), [a])[0] as Tensor
    }),
    two(`pick ${title} by positions of another`, images, images, (a, b) => {
      const [placed] = gradient(sum(mul(pooled(a), pooled(b))), [a]) as [Tensor]
      return gradient(sum(mul(placed, b)), [b])[0] as Tensor
    }),
  ]
})

export const cases: { readonly [group: string]: readonly Case[] } = { unary, binary, layout, products, convolutions, pools }
