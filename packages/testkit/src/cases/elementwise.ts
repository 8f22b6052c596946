// Operations that treat every value alike, over scalars, vectors, matrices, and shapes that broadcast.

import {
  add,
  addScalar,
  div,
  exp,
  fill,
  gate,
  log,
  mul,
  neg,
  relu,
  rsqrt,
  type Shape,
  scale,
  sigmoid,
  sqrt,
  square,
  step,
  sub,
  type Tensor,
  tanh,
} from '@assent/autodiff'
import { from, type OperationCase, one, two } from './case.js'

const unaryShapes: readonly Shape[] = [[], [5], [3, 4]]

const unary = (name: string, f: (a: Tensor) => Tensor): OperationCase[] =>
  unaryShapes.map((shape) => one(`${name} of [${shape}]`, shape, f))

const unaryAbove = (name: string, f: (a: Tensor) => Tensor): OperationCase[] =>
  unary(name, f).map((operation) => from(0.4, operation))

/** Equal shapes, and shapes that repeat on the left, on the right, on both sides, by axes of length 1 or by missing ones. */
const binaryShapes: readonly (readonly [Shape, Shape])[] = [
  [[], []],
  [[4], [4]],
  [[3, 4], [4]],
  [[4], [3, 4]],
  // Axes of length 1 on both sides.
  ...([
    [
      [3, 1],
      [1, 4],
    ],
    [
      [2, 3, 4],
      [3, 1],
    ],
    [
      [1, 3],
      [2, 1, 3],
    ],
  ] as const),
  [[], [2, 3]],
  [[2, 3], []],
  [[1], [5]],
  [[2, 3, 2, 4], [4]],
]

const binary = (name: string, f: (a: Tensor, b: Tensor) => Tensor): OperationCase[] =>
  binaryShapes.map(([left, right]) => from(0.4, two(`${name} of [${left}] and [${right}]`, left, right, f)))

export const elementwiseCases: readonly OperationCase[] = [
  ...unary('tanh', tanh),
  ...unary('sigmoid', sigmoid),
  ...unary('exp', exp),
  ...unaryAbove('log', log),
  ...unaryAbove('sqrt', sqrt),
  ...unaryAbove('rsqrt', rsqrt),
  ...unary('square', square),
  ...unary('scale', (a) => scale(square(a), -1.5)),
  ...unary('addScalar', (a) => square(addScalar(a, 0.7))),
  ...unary('neg', (a) => neg(exp(a))),
  ...unary('relu', (a) => square(relu(a))),
  ...unary('step', (a) => mul(step(a), square(a))),
  ...binary('add', (a, b) => add(a, b)),
  ...binary('square of add', (a, b) => square(add(a, b))),
  ...binary('square of sub', (a, b) => square(sub(a, b))),
  ...binary('mul', mul),
  ...binary('div', div),
  two('gate', [3, 4], [3, 4], (a, b) => gate(square(a), b)),
  two('gate of a vector by a matrix', [4], [3, 4], (a, b) => gate(square(a), b)),
  one('fill', [3], (a) => add(fill(a, 2.5), square(a))),
  one('constant − a', [3], (a) => square(sub(fill(a, 2), a))),
  from(
    0.4,
    one('constant / a', [2, 3], (a) => div(fill(a, 2, [3]), a)),
  ),
  // The same tensor on both sides.
  one('a · a', [3, 4], (a) => mul(a, a)),
  one('a · tanh a − a', [3, 4], (a) => sub(mul(a, tanh(a)), a)),
  from(
    0.4,
    one('a / (a + a²)', [5], (a) => div(a, add(a, square(a)))),
  ),
]
