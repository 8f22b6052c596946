// Matrix products as items: which views a product reads as they are.

import type { Operation, ProgramNode } from '@assent/autodiff'
import { at } from '../shared.js'
import { addItem, type Builder, contiguous, copyOf, newValue } from './builder.js'
import { broadcastView, transposeView, type View } from './view.js'

type ProductOperation = Extract<Operation, { kind: 'matMul' }>

/** A product of matrices `[rows, inner]` and `[inner, columns]`, or of stacks of them; where inner is 1, one of values. */
export function productView(
  builder: Builder,
  { transposeA, transposeB }: ProductOperation,
  operands: readonly View[],
  { shape, perTask }: ProgramNode,
): View {
  const left = transposeA ? turned(at(operands, 0)) : at(operands, 0)
  const right = transposeB ? turned(at(operands, 1)) : at(operands, 1)
  if (left.axes.at(-1)?.length === 1) {
    const seen = [left, right].map((view) => broadcastView(view, shape))
    return addItem(builder, { kind: 'elementwise', operation: 'mul', operands: seen, ...newValue(builder, shape, perTask) })
  }
  const matrices = [inSeries(builder, contiguousOneWay(builder, left), perTask), inSeries(builder, right, perTask)] as const
  const count = shape.length === 3 ? at(shape, 0) : 1
  return addItem(builder, { kind: 'matMul', operands: matrices, count, ...newValue(builder, shape, perTask) })
}

/** Products read a left matrix along its rows or along its columns; anything else is copied first. */
function contiguousOneWay(builder: Builder, view: View): View {
  const rank = view.axes.length
  const [rows, inner] = [at(view.axes, rank - 2), at(view.axes, rank - 1)]
  const alongRows = (inner.length === 1 || inner.stride === 1) && (rows.length === 1 || rows.stride > 0)
  const alongColumns = (rows.length === 1 || rows.stride === 1) && inner.stride > 0
  return alongRows || alongColumns ? view : contiguous(builder, view)
}

/** Matrices, or stacks of them, with rows and columns swapped. */
function turned(view: View): View {
  return transposeView(view, view.axes.length === 3 ? [0, 2, 1] : [1, 0])
}

/** A stack of matrices as its first, with the stride to the next in the place of that per task: all products of all tasks are one series. */
function inSeries(builder: Builder, view: View, perTask: boolean): View {
  const [stack, ...matrix] = view.axes
  if (stack === undefined || matrix.length < 2) return view
  const isEven = !perTask || view.taskStride === stack.length * stack.stride
  const even = isEven ? view : copyOf(builder, view, true)
  const [first, ...axes] = even.axes
  return { ...even, taskStride: first?.stride ?? 0, axes }
}
