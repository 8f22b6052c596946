// What each operation is in ONNX, by the operators of opset 13: the one place where a new operation has to be told, which the type
// of the table sees to.

import { fail, type Operation, type OperationKind, type Shape } from '@assent/autodiff'
import type { GraphWriter } from './graph.js'
import { convolution, largest } from './windows.js'

/** A node of a program with what its translation needs. */
export interface Translated<K extends OperationKind> {
  readonly operation: Extract<Operation, { readonly kind: K }>
  readonly shape: Shape
  /** Shapes of the inputs, and what these are called. */
  readonly from: readonly Shape[]
  readonly inputs: readonly string[]
}

/** Writes nodes that compute an operation; returns the name of the result. */
export type Translation<K extends OperationKind> = (node: Translated<K>, to: GraphWriter) => string

/** Inputs have names of their own; where the largest value of a window lies is part of `pick`'s translation. */
export type Told = Exclude<OperationKind, 'input' | 'poolIndex'>

/** An operator of the same meaning. */
const same =
  (kind: string) =>
  ({ inputs }: Pick<Translated<OperationKind>, 'inputs'>, to: GraphWriter) =>
    to.node(kind, inputs)

/** An operator of the operation's one input and a number. */
const withNumber = (kind: string, [a = '']: readonly string[], value: number, to: GraphWriter) =>
  to.node(kind, [a, to.floats([], [value])])

/** What only a derivative computes, which no prediction of ours takes. */
export function refuseDerivative(found: string): never {
  return fail('onnx', 'a model whose predictions take no derivative', found, 'predict without gradient()')
}

const ofDerivatives = ({ operation: { kind } }: Pick<Translated<OperationKind>, 'operation'>) =>
  refuseDerivative(`the operation ${kind}`)

/** By kind. */
export const translations: { readonly [K in Told]: Translation<K> } = {
  fill: ({ operation: { value }, shape }, to) => repeat(to.floats([], [value]), shape, to),
  constant: ({ operation: { values }, shape }, to) => to.floats(shape, values),
  add: same('Add'),
  sub: same('Sub'),
  mul: same('Mul'),
  div: same('Div'),
  tanh: same('Tanh'),
  sigmoid: same('Sigmoid'),
  exp: same('Exp'),
  log: same('Log'),
  sqrt: same('Sqrt'),
  rsqrt: ({ inputs }, to) => to.node('Reciprocal', [to.node('Sqrt', inputs)]),
  square: ({ inputs: [a = ''] }, to) => to.node('Mul', [a, a]),
  scale: ({ operation: { by }, inputs }, to) => withNumber('Mul', inputs, by, to),
  addScalar: ({ operation: { by }, inputs }, to) => withNumber('Add', inputs, by, to),
  gate: ({ inputs: [a = '', by = ''] }, to) => {
    if (a === by) return to.node('Relu', [a])
    const zero = to.floats([], [0])
    return to.node('Where', [to.node('LessOrEqual', [by, zero]), zero, a])
  },
  max: ({ from: [a = []], inputs }, to) => to.node('ReduceMax', inputs, { axes: [a.length - 1], keepdims: 1 }),
  sum: ({ operation: { axes }, inputs: [a = ''] }, to) => to.node('ReduceSum', [a, to.integers(axes)], { keepdims: 0 }),
  broadcast: ({ shape, inputs: [a = ''] }, to) => repeat(a, shape, to),
  reshape: ({ shape, inputs: [a = ''] }, to) => to.node('Reshape', [a, to.integers(shape)]),
  transpose: ({ operation: { permutation }, inputs }, to) => to.node('Transpose', inputs, { perm: permutation }),
  slice: ({ operation: { begin }, shape, inputs: [a = ''] }, to) =>
    to.node('Slice', [a, to.integers(begin), to.integers(shape.map((length, axis) => (begin[axis] ?? 0) + length))]),
  pad: ({ operation: { begin }, shape, from: [own = []], inputs: [a = ''] }, to) => {
    const end = shape.map((length, axis) => length - (begin[axis] ?? 0) - (own[axis] ?? 0))
    return to.node('Pad', [a, to.integers([...begin, ...end])])
  },
  concat: ({ operation: { axis }, inputs }, to) => to.node('Concat', inputs, { axis }),
  matMul: ({ operation: { transposeA, transposeB }, from: [left = [], right = []], inputs: [a = '', b = ''] }, to) =>
    to.node('MatMul', [transposeA ? turned(a, left, to) : a, transposeB ? turned(b, right, to) : b]),
  convolve: ({ operation, shape, from: [images = [], filters = []], inputs }, to) =>
    convolution(operation, { images, filters, outputs: shape }, inputs, to),
  pick: ({ operation, inputs }, to) => largest(operation, inputs, to),
  stopGradient: ({ inputs: [a = ''] }) => a,
  convolveImages: ofDerivatives,
  convolveFilters: ofDerivatives,
  place: ofDerivatives,
}

function repeat(a: string, shape: Shape, to: GraphWriter): string {
  return shape.length === 0 ? a : to.node('Expand', [a, to.integers(shape)])
}

/** A matrix, or a stack of them, with rows as columns. */
function turned(a: string, { length }: Shape, to: GraphWriter): string {
  const axes = Array.from({ length }, (_, axis) => axis)
  return to.node('Transpose', [a], { perm: [...axes.slice(0, -2), length - 1, length - 2] })
}
