// Every operation against the reference: shapes of every class, each input shared or per task, one and several tasks.

import {
  add,
  addScalar,
  broadcast,
  concat,
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
  reshape,
  rsqrt,
  scale,
  sigmoid,
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
import { describe, expect, it } from 'vitest'
import { simd } from '../src/index.js'
import { type Compute, expectReference, mixes } from './support.js'

type Case = readonly [
  name: string,
  shapes: { readonly [name: string]: readonly number[] },
  compute: (...tensors: Tensor[]) => Tensor,
]

const shapes: readonly (readonly number[])[] = [
  [],
  [1],
  [7],
  [8],
  [33],
  [3, 5],
  [4, 8],
  [2, 3, 4, 5],
  [1, 1, 3],
  [1025],
  [40, 40],
  [3, 1100],
]

const named = (shape: readonly number[]) => `[${shape.join(', ')}]`

const positive = (a: Tensor) => addScalar(square(a), 0.1)

const unary: readonly Case[] = shapes.flatMap((a): Case[] => [
  [`tanh ${named(a)}`, { a }, (a) => tanh(scale(a as Tensor, 3))],
  [`sigmoid ${named(a)}`, { a }, (a) => sigmoid(scale(a as Tensor, 6))],
  [`exp ${named(a)}`, { a }, (a) => exp(scale(a as Tensor, 10))],
  [`log ${named(a)}`, { a }, (a) => log(positive(a as Tensor))],
  [`sqrt ${named(a)}`, { a }, (a) => sqrt(positive(a as Tensor))],
  [`rsqrt ${named(a)}`, { a }, (a) => rsqrt(positive(a as Tensor))],
  [`stopGradient ${named(a)}`, { a }, (a) => stopGradient(a as Tensor)],
  [`fill ${named(a)}`, { a }, (a) => fill(a as Tensor, 2.5)],
])

const pairs: readonly (readonly [readonly number[], readonly number[]])[] = [
  ...shapes.map((shape) => [shape, shape] as const),
  [[], [3, 5]],
  [[3, 5], []],
  [[5], [3, 5]],
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
  [[300, 7], [7]],
  [
    [300, 7],
    [300, 1],
  ],
  [[1200, 3], [3]],
  [[2, 1500], [1500]],
  [
    [5, 6, 7],
    [6, 1],
  ],
  [[2100], [1]],
]

const binary: readonly Case[] = pairs.flatMap(([a, b]): Case[] => [
  [`add ${named(a)} ${named(b)}`, { a, b }, (a, b) => add(a as Tensor, b as Tensor)],
  [`sub ${named(a)} ${named(b)}`, { a, b }, (a, b) => sub(a as Tensor, b as Tensor)],
  [`mul ${named(a)} ${named(b)}`, { a, b }, (a, b) => mul(a as Tensor, b as Tensor)],
  [`div ${named(a)} ${named(b)}`, { a, b }, (a, b) => div(a as Tensor, positive(b as Tensor))],
])

const layout: readonly Case[] = [
  ['gate', { a: [3, 37], b: [3, 37] }, (a, b) => gate(a as Tensor, b as Tensor)],
  ['gate, broadcast', { a: [37], b: [3, 37] }, (a, b) => gate(a as Tensor, b as Tensor)],
  ['broadcast a scalar', { a: [] }, (a) => broadcast(a as Tensor, [3, 5])],
  ['broadcast a column', { a: [3, 1] }, (a) => broadcast(a as Tensor, [2, 3, 5])],
  ['reshape', { a: [3, 4] }, (a) => reshape(a as Tensor, [2, 6])],
  ['reshape what is transposed', { a: [3, 4, 5] }, (a) => reshape(transpose(a as Tensor, [2, 0, 1]), [15, 4])],
  ['reshape what is broadcast', { a: [3, 1] }, (a) => reshape(broadcast(a as Tensor, [3, 4]), [12])],
  ['transpose', { a: [3, 5] }, (a) => transpose(a as Tensor)],
  ['transpose, long', { a: [70, 50] }, (a) => transpose(a as Tensor)],
  ['transpose of four axes', { a: [2, 3, 4, 5] }, (a) => transpose(a as Tensor, [2, 0, 3, 1])],
  ['slice', { a: [5, 7] }, (a) => slice(a as Tensor, [1, 2], [3, 4])],
  ['slice of rows', { a: [5, 7] }, (a) => slice(a as Tensor, [2, 0], [3, 7])],
  [
    'slice of a transposed slice',
    { a: [5, 7, 3] },
    (a) => slice(transpose(slice(a as Tensor, [1, 2, 0], [4, 3, 3]), [2, 1, 0]), [1, 1, 1], [2, 2, 2]),
  ],
  ['pad', { a: [3, 4] }, (a) => pad(a as Tensor, [1, 2], [5, 9])],
  ['pad behind', { a: [6] }, (a) => pad(a as Tensor, [0], [11])],
  ['concat of rows', { a: [3, 4], b: [2, 4] }, (a, b) => concat([a as Tensor, b as Tensor], 0)],
  ['concat of columns', { a: [3, 4], b: [3, 1] }, (a, b) => concat([a as Tensor, b as Tensor, a as Tensor], 1)],
  ['concat of constants', { a: [3, 4] }, (a) => concat([a as Tensor, fill(a as Tensor, 2), a as Tensor], 1)],
  ['max', { a: [5, 7] }, (a) => max(a as Tensor)],
  ['max of a slice', { a: [5, 7] }, (a) => max(slice(a as Tensor, [1, 0], [3, 7]))],
  ['max of a row', { a: [300] }, (a) => max(a as Tensor)],
]

const sums: readonly Case[] = (
  [
    [[7], [0]],
    [[3, 5], [0]],
    [[3, 5], [1]],
    [
      [3, 5],
      [0, 1],
    ],
    [
      [2, 3, 4, 5],
      [0, 1, 2],
    ],
    [
      [2, 3, 4, 5],
      [1, 3],
    ],
    [
      [2, 3, 4, 5],
      [0, 2],
    ],
    [
      [2, 3, 4, 5],
      [1, 2],
    ],
    [[3000], [0]],
    [[6, 300], [1]],
    [[300, 6], [0]],
    [[4, 1500], [0]],
    [[1500, 4], [0]],
    [[50, 33], [0]],
    [[3, 129], [1]],
    [[3, 128], [1]],
    [[1, 4, 1, 5], [1]],
    [[2000, 1], [0]],
  ] as const
).flatMap(([a, axes]): Case[] => [
  [`sum ${named(a)} over ${named(axes)}`, { a: [...a] }, (a) => sum(a as Tensor, [...axes])],
  [
    `sum of products ${named(a)} over ${named(axes)}`,
    { a: [...a], b: [...a] },
    (a, b) => sum(mul(a as Tensor, b as Tensor), [...axes]),
  ],
])

const products: readonly Case[] = (
  [
    [1, 1, 1],
    [1, 5, 1],
    [5, 1, 5],
    [10, 1, 40],
    [10, 40, 40],
    [10, 40, 1],
    [40, 10, 1],
    [1, 10, 40],
    [7, 13, 11],
    [5, 32, 5],
    [17, 3, 9],
    [4, 8, 8],
    [33, 400, 9],
    [2, 800, 3],
    [67, 5, 270],
    [9, 385, 8],
    [3, 2, 12],
  ] as const
).flatMap(([rows, inner, columns]) =>
  [false, true].flatMap((transposeA) =>
    [false, true].map(
      (transposeB): Case => [
        `matMul ${rows} × ${inner} × ${columns}${transposeA ? ', a transposed' : ''}${transposeB ? ', b transposed' : ''}`,
        { a: transposeA ? [inner, rows] : [rows, inner], b: transposeB ? [columns, inner] : [inner, columns] },
        (a, b) => matMul(a as Tensor, b as Tensor, { transposeA, transposeB }),
      ],
    ),
  ),
)

const oddProducts: readonly Case[] = [
  ['matMul of a broadcast row', { a: [1, 6], b: [6, 5] }, (a, b) => matMul(broadcast(a as Tensor, [4, 6]), b as Tensor)],
  ['matMul of a broadcast column', { a: [4, 1], b: [6, 5] }, (a, b) => matMul(broadcast(a as Tensor, [4, 6]), b as Tensor)],
  ['matMul with a broadcast', { a: [4, 6], b: [1, 5] }, (a, b) => matMul(a as Tensor, broadcast(b as Tensor, [6, 5]))],
  [
    'matMul of slices',
    { a: [4, 6], b: [6, 5] },
    (a, b) => matMul(slice(a as Tensor, [1, 2], [3, 3]), slice(b as Tensor, [0, 1], [3, 4])),
  ],
  ['matMul of constants', { a: [4, 6] }, (a) => matMul(a as Tensor, fill(a as Tensor, 2, [6, 3]))],
  ['matMul with itself', { a: [6, 6] }, (a) => matMul(a as Tensor, a as Tensor, { transposeB: true })],
]

const convolutions: readonly Case[] = (
  [
    [[2, 5, 5, 1], [3, 3, 1, 4], 1, 'same'],
    [[2, 6, 6, 3], [3, 3, 3, 8], 1, 'same'],
    [[1, 7, 6, 2], [3, 3, 2, 5], 2, 'same'],
    [[2, 7, 7, 4], [3, 3, 4, 9], 2, 'valid'],
    [[2, 5, 6, 8], [1, 1, 8, 8], 1, 'same'],
    [[1, 9, 8, 3], [2, 5, 3, 2], 3, 'same'],
    [[2, 4, 4, 16], [3, 3, 16, 16], 1, 'valid'],
    [[1, 6, 6, 2], [2, 2, 2, 3], 3, 'valid'],
    [[3, 3, 3, 5], [3, 3, 5, 7], 1, 'same'],
    [[1, 1, 1, 3], [3, 3, 3, 2], 1, 'same'],
    [[2, 7, 5, 8], [3, 3, 8, 12], 1, 'same'],
    [[1, 6, 9, 12], [3, 3, 12, 8], 1, 'valid'],
    [[2, 4, 4, 20], [3, 3, 20, 8], 1, 'same'],
    [[1, 21, 19, 8], [3, 3, 8, 8], 1, 'same'],
    [[2, 8, 8, 2], [1, 1, 2, 2], 2, 'valid'],
  ] as const
).flatMap(([images, filters, stride, padding]): Case[] => {
  const run = (a: Tensor, b: Tensor) => convolve(a, b, { stride, padding })
  const title = `${named(images)} with ${named(filters)}, stride ${stride}, ${padding}`
  const inputs = { a: [...images], b: [...filters] }
  const loss = (a: Tensor, b: Tensor) => sum(square(run(a, b)))
  return [
    [`convolve ${title}`, inputs, (a, b) => run(a as Tensor, b as Tensor)],
    [`adjoint in images ${title}`, inputs, (a, b) => gradient(loss(a as Tensor, b as Tensor), [a as Tensor])[0] as Tensor],
    [`adjoint in filters ${title}`, inputs, (a, b) => gradient(loss(a as Tensor, b as Tensor), [b as Tensor])[0] as Tensor],
  ]
})

const pools: readonly Case[] = (
  [
    [[2, 4, 4, 8], 2, 2],
    [[1, 5, 7, 3], 2, 2],
    [[2, 6, 6, 5], 3, 2],
    [[1, 7, 7, 4], 3, 3],
    [[1, 4, 4, 1], 2, 1],
    [[2, 5, 5, 6], 1, 2],
  ] as const
).flatMap(([images, size, stride]): Case[] => {
  const title = `${named(images)}, ${size} × ${size}, stride ${stride}`
  return [
    [`maxPool ${title}`, { a: [...images] }, (a) => maxPool(a as Tensor, size, stride)],
    [
      `gradient of maxPool ${title}`,
      { a: [...images] },
      (a) => gradient(sum(square(maxPool(a as Tensor, size, stride))), [a as Tensor])[0] as Tensor,
    ],
    [
      `pick and place by shared positions ${title}`,
      { a: [...images], b: [...images] },
      (a, b) => {
        const pooled = maxPool(a as Tensor, size, stride)
        const [placed] = gradient(sum(mul(pooled, maxPool(b as Tensor, size, stride))), [a as Tensor]) as [Tensor]
        return mul(placed, b as Tensor)
      },
    ],
  ]
})

const all: { readonly [group: string]: readonly Case[] } = {
  unary,
  binary,
  layout,
  sums,
  products,
  oddProducts,
  convolutions,
  pools,
}

for (const [group, cases] of Object.entries(all)) {
  describe(group, () => {
    it.each([true, false])(`match the reference, fused: %s`, async (fuse) => {
      const backend = await simd({ fuse })
      for (const [name, inputs, compute] of cases) {
        const traced: Compute = (tensors) => ({ [name]: compute(...(Object.values(tensors) as Tensor[])) })
        for (const program of mixes(inputs, traced)) {
          for (const tasks of [1, 3]) await expectReference(backend, program, tasks)
        }
      }
      expect(backend.memory()).toEqual({ tensors: 0, bytes: 0, heapBytes: expect.any(Number) })
    })
  })
}
