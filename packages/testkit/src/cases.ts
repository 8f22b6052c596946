// One small computation for each operation and class of shapes: what backends are held to, derivatives included.

import {
  add,
  addScalar,
  batchNorm,
  broadcast,
  concat,
  convolve,
  div,
  exp,
  fill,
  flatten,
  gate,
  log,
  logSumExp,
  matMul,
  max,
  maxPool,
  mean,
  meanSquaredError,
  mul,
  neg,
  pad,
  relu,
  reshape,
  rsqrt,
  type Shape,
  scale,
  sigmoid,
  slice,
  softmax,
  softmaxCrossEntropy,
  sqrt,
  square,
  step,
  stopGradient,
  sub,
  sum,
  type Tensor,
  tanh,
  transpose,
} from '@assent/autodiff'

export interface OperationCase {
  readonly name: string
  /** Shapes of the inputs, in order. */
  readonly inputs: readonly Shape[]
  /** Values from this number up, where an operation is defined or smooth only there. */
  readonly above?: number
  compute(...tensors: readonly Tensor[]): Tensor
}

const unary = (name: string, f: (a: Tensor) => Tensor, above?: number): OperationCase[] =>
  [[], [5], [3, 4]].map((shape) => ({
    name: `${name} of [${shape}]`,
    inputs: [shape],
    ...(above === undefined ? {} : { above }),
    compute: (a) => f(a as Tensor),
  }))

const binary = (name: string, f: (a: Tensor, b: Tensor) => Tensor): OperationCase[] =>
  (
    [
      [[], []],
      [[4], [4]],
      [[3, 4], [4]],
      [
        [3, 1],
        [1, 4],
      ],
      [
        [2, 3, 4],
        [3, 1],
      ],
      [[], [2, 3]],
      [[2, 3, 2, 4], [4]],
    ] as [Shape, Shape][]
  ).map(([left, right]) => ({
    name: `${name} of [${left}] and [${right}]`,
    inputs: [left, right],
    above: 0.4,
    compute: (a, b) => f(a as Tensor, b as Tensor),
  }))

const one = (name: string, shape: Shape, f: (a: Tensor) => Tensor): OperationCase => ({
  name,
  inputs: [shape],
  compute: (a) => f(a as Tensor),
})

const two = (name: string, left: Shape, right: Shape, f: (a: Tensor, b: Tensor) => Tensor): OperationCase => ({
  name,
  inputs: [left, right],
  compute: (a, b) => f(a as Tensor, b as Tensor),
})

const products = [false, true].flatMap((transposeA) =>
  [false, true].flatMap((transposeB) =>
    (
      [
        [1, 1, 1],
        [3, 4, 5],
        [7, 1, 9],
        [10, 17, 6],
      ] as const
    ).map(([m, k, n]) =>
      two(
        `matMul ${m}×${k}×${n}${transposeA ? ', first transposed' : ''}${transposeB ? ', second transposed' : ''}`,
        transposeA ? [k, m] : [m, k],
        transposeB ? [n, k] : [k, n],
        (a, b) => matMul(a, b, { transposeA, transposeB }),
      ),
    ),
  ),
)

const convolutions = (['same', 'valid'] as const).flatMap((padding) =>
  [1, 2].flatMap((stride) =>
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
          [2, 4, 4, 3],
          [1, 1, 3, 2],
        ],
        [
          [1, 7, 6, 2],
          [3, 3, 2, 5],
        ],
      ] as [Shape, Shape][]
    ).map(([images, filters]) =>
      two(`convolve [${images}] with [${filters}], stride ${stride}, ${padding}`, images, filters, (a, b) =>
        convolve(a, b, { stride, padding }),
      ),
    ),
  ),
)

/** Targets that sum to one in each row, made of values of any kind. */
const asTargets = softmax

export const operationCases: readonly OperationCase[] = [
  ...unary('tanh', tanh),
  ...unary('sigmoid', sigmoid),
  ...unary('exp', exp),
  ...unary('log', log, 0.4),
  ...unary('sqrt', sqrt, 0.4),
  ...unary('rsqrt', rsqrt, 0.4),
  ...unary('square', square),
  ...unary('scale', (a) => scale(a, -1.5)),
  ...unary('addScalar', (a) => addScalar(a, 0.7)),
  ...unary('neg', neg),
  ...unary('relu', (a) => square(relu(a))),
  ...unary('step', (a) => mul(step(a), a)),
  ...binary('add', add),
  ...binary('sub', sub),
  ...binary('mul', mul),
  ...binary('div', div),
  two('gate', [3, 4], [3, 4], (a, b) => gate(square(a), b)),
  one('fill', [3], (a) => add(fill(a, 2.5), square(a))),
  one('max, seen as a constant and taken off again', [3, 5], (a) => {
    const shift = stopGradient(max(a))
    return square(sub(add(a, shift), shift))
  }),
  ...[[0], [1], [2], [0, 1], [1, 2], [0, 2], [0, 1, 2]].map((axes) =>
    one(`sum over ${axes} of [2,3,4]`, [2, 3, 4], (a) => square(sum(a, axes))),
  ),
  one('mean over 0 to 2 of images', [2, 3, 3, 4], (a) => square(mean(a, [0, 1, 2]))),
  one('broadcast [4] to [3,4]', [4], (a) => broadcast(square(a), [3, 4])),
  one('broadcast [3,1] to [2,3,4]', [3, 1], (a) => broadcast(square(a), [2, 3, 4])),
  one('broadcast [] to [2,2]', [], (a) => broadcast(square(a), [2, 2])),
  one('reshape', [2, 6], (a) => square(reshape(a, [3, 4]))),
  ...[
    [1, 0],
    [0, 1],
  ].map((order) => one(`transpose to ${order}`, [3, 4], (a) => square(transpose(a, order)))),
  ...[
    [2, 0, 1],
    [0, 2, 1],
    [2, 1, 0],
  ].map((order) => one(`transpose [2,3,4] to ${order}`, [2, 3, 4], (a) => square(transpose(a, order)))),
  one('transpose images', [2, 3, 4, 2], (a) => square(transpose(a, [3, 1, 2, 0]))),
  one('slice', [4, 5], (a) => square(slice(a, [1, 2], [2, 3]))),
  one('slice of images', [2, 4, 4, 3], (a) => square(slice(a, [0, 1, 2, 1], [2, 2, 2, 2]))),
  one('pad', [2, 3], (a) => pad(square(a), [1, 0], [4, 5])),
  ...[0, 1].map((axis) =>
    two(`concat along ${axis}`, [2, 3], axis === 0 ? [4, 3] : [2, 5], (a, b) => square(concat([a, b], axis))),
  ),
  two('concat of flat rows', [2, 3], [4], (a, b) => concat([flatten(a), square(b)], 0)),
  ...products,
  ...convolutions,
  one('maxPool 2 of even images', [2, 4, 4, 2], (a) => square(maxPool(a))),
  one('maxPool 2 of odd images', [1, 5, 7, 3], (a) => square(maxPool(a))),
  one('maxPool 3 at stride 1', [1, 5, 5, 2], (a) => square(maxPool(a, 3, 1))),
  one('maxPool of negative images', [1, 4, 4, 2], (a) => square(maxPool(neg(exp(a))))),
  one('relu after maxPool', [1, 4, 4, 2], (a) => square(relu(maxPool(a)))),
  one('logSumExp', [3, 4], logSumExp),
  one('softmax', [3, 4], softmax),
  two('softmaxCrossEntropy', [4, 3], [4, 3], (a, b) => softmaxCrossEntropy(a, asTargets(b))),
  two('softmaxCrossEntropy of large logits', [2, 3], [2, 3], (a, b) => softmaxCrossEntropy(scale(a, 40), asTargets(b))),
  two('meanSquaredError', [5, 2], [5, 2], meanSquaredError),
  { name: 'batchNorm', inputs: [[3, 2, 2, 2], [2], [2]], compute: (a, b, c) => batchNorm(a as Tensor, b as Tensor, c as Tensor) },
]
