// Operations that move values and add them up, along every axis.

import {
  add,
  broadcast,
  concat,
  constant,
  flatten,
  matMul,
  max,
  mean,
  pad,
  reshape,
  slice,
  square,
  stopGradient,
  sub,
  sum,
  type Tensor,
  transpose,
} from '@assent/autodiff'
import { type OperationCase, one, two } from './case.js'

const permutations = [
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
]

const sums: readonly OperationCase[] = [
  ...[[0], [1], [2], [0, 1], [1, 2], [0, 2], [0, 1, 2]].map((axes) =>
    one(`sum over ${axes} of [2,3,4]`, [2, 3, 4], (a) => square(sum(a, axes))),
  ),
  one('sum of a vector', [7], (a) => square(sum(a))),
  one('sum over an axis of length 1', [3, 1, 2], (a) => square(sum(a, [1]))),
  one('sum over 1 and 2 of images', [2, 3, 4, 3], (a) => square(sum(a, [1, 2]))),
  one('mean over 0 to 2 of images', [2, 3, 3, 4], (a) => square(mean(a, [0, 1, 2]))),
  one('max, seen as a constant and taken off again', [3, 5], (a) => {
    const shift = stopGradient(max(a))
    return square(sub(add(a, shift), shift))
  }),
]

const blocks: readonly OperationCase[] = [
  ...[0, 1, 2].map((axis) => {
    const along = (value: number, others: number) => [0, 1, 2].map((at) => (at === axis ? value : others))
    const shape = [3, 4, 5].map((length, at) => (at === axis ? length - 2 : length))
    return one(`slice along ${axis}`, [3, 4, 5], (a) => square(slice(a, along(1, 0), shape)))
  }),
  one('slice of a vector', [6], (a) => square(slice(a, [2], [3]))),
  one('slice of a slice', [4, 5], (a) => square(slice(slice(a, [1, 0], [3, 4]), [1, 2], [2, 2]))),
  one('slice of images', [2, 4, 4, 3], (a) => square(slice(a, [0, 1, 2, 1], [2, 2, 2, 2]))),
  ...[0, 1, 2].map((axis) => {
    const begin = [0, 1, 2].map((at) => (at === axis ? 1 : 0))
    const shape = [2, 3, 4].map((length, at) => (at === axis ? length + 3 : length))
    return one(`pad along ${axis}`, [2, 3, 4], (a) => square(pad(square(a), begin, shape)))
  }),
  one('pad on all sides', [2, 3], (a) => pad(square(a), [1, 2], [4, 6])),
  two('blocks that overlap', [4], [4], (a, b) => square(add(pad(a, [0], [6]), pad(b, [2], [6])))),
  ...[0, 1, 2].map((axis) => {
    const longer = [2, 3, 2].map((length, at) => (at === axis ? length + 1 : length))
    return two(`concat along ${axis}`, [2, 3, 2], longer, (a, b) => square(concat([a, b], axis)))
  }),
  one('concat of a tensor, itself and its square', [2, 3], (a) => square(concat([a, a, square(a)], 1))),
  // Wholes that no output shows, in memory that a part may have left.
  one('square of a concat of a vector and its square', [4], (a) => square(concat([a, square(a)], 0))),
  one('square of a padded square', [4], (a) => square(pad(square(a), [1], [6]))),
  two('concat of flat rows', [2, 3], [4], (a, b) => concat([flatten(a), square(b)], 0)),
]

const layouts: readonly OperationCase[] = [
  one('broadcast [4] to [3,4]', [4], (a) => broadcast(square(a), [3, 4])),
  one('broadcast [3,1] to [2,3,4]', [3, 1], (a) => broadcast(square(a), [2, 3, 4])),
  one('broadcast [] to [2,2]', [], (a) => broadcast(square(a), [2, 2])),
  one('broadcast [4] to [1,4]', [4], (a) => broadcast(square(a), [1, 4])),
  one('product of a broadcast matrix', [3], (a) => matMul(broadcast(a, [2, 3]), reshape(square(a), [3, 1]))),
  one('reshape', [2, 6], (a) => square(reshape(a, [3, 4]))),
  one('reshape to a scalar', [1, 1], (a) => square(reshape(a, []))),
  ...[
    [1, 0],
    [0, 1],
  ].map((order) => one(`transpose [3,4] to ${order}`, [3, 4], (a) => square(transpose(a, order)))),
  ...permutations.map((order) => one(`transpose [2,3,4] to ${order}`, [2, 3, 4], (a) => square(transpose(a, order)))),
  one('a constant, turned and repeated', [2, 3], (a) =>
    square(add(a, transpose(reshape(constant(a, [1, -2, 0.5, 4, 0, 3], [6]), [3, 2])))),
  ),
  one('a constant row under every row', [3, 4], (a) => add(square(a), constant(a, [0.5, -1, 2, 0], [4]))),
  one('a slice of a constant', [3], (a) => square(add(a, slice(constant(a, [1, 2, 3, 4, 5], [5]), [1], [3])))),
  one('transpose images', [2, 3, 4, 2], (a) => square(transpose(a, [3, 1, 2, 0]))),
  one('sum of a matrix and its transpose', [3, 3], (a: Tensor) => square(add(a, transpose(a)))),
]

export const structureCases: readonly OperationCase[] = [...sums, ...blocks, ...layouts]
