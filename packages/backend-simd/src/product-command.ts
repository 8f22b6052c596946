// A matrix product as one kernel call: which operand plays which part, and how many rows it has.

import type { MatMulItem } from './items.js'
import type { View } from './view.js'
import { bytesOf, type Call, panels, pointerTo, resultPointer, tileBytes } from './words.js'

/** As in assembly/gemm.ts. */
const maximumDepth = 384
const blockColumns = 256
const blockRows = 64

/** A product's dimensions and steps, counted in values. */
interface Product {
  readonly tasks: number
  readonly rows: number
  readonly columns: number
  readonly inner: number
  readonly a: View
  /** Per task, row and k. */
  readonly aSteps: readonly [number, number, number]
  readonly b: View
  /** Per task, k and column. */
  readonly bSteps: readonly [number, number, number]
}

/** The product of every task of a group. */
export function matMulCall({ operands: [a, b], value, shape, perTask }: MatMulItem, tasks: number): Call {
  const [rows, columns] = shape as [number, number]
  const inner = a.shape[1] as number
  const [aRow, aInner] = a.steps as [number, number]
  const [bInner, bColumn] = b.steps as [number, number]
  const plain: Product = {
    tasks: perTask ? tasks : 1,
    rows,
    columns,
    inner,
    a,
    b,
    aSteps: [a.taskStep, aRow, inner === 1 ? 1 : aInner],
    bSteps: [b.taskStep, bInner, columns === 1 ? 1 : bColumn],
  }
  const chosen = tasksAsRows(columnAsRow(plain))
  const words = [
    chosen.tasks,
    chosen.rows,
    chosen.columns,
    chosen.inner,
    pointerTo(chosen.a),
    ...chosen.aSteps.map(bytesOf),
    pointerTo(chosen.b),
    ...chosen.bSteps.map(bytesOf),
    resultPointer(value),
    bytesOf(rows * columns),
  ]
  const scratchBytes =
    tileBytes + bytesOf(Math.min(inner, maximumDepth) * (Math.min(panels(chosen.columns), blockColumns) + blockRows))
  return { command: 'matMul', words, scratchBytes, flops: 2 * plain.tasks * rows * columns * inner }
}

/** A matrix stored by columns times one column is better computed as a row times its transpose. */
function columnAsRow(product: Product): Product {
  const {
    rows,
    columns,
    a,
    b,
    aSteps: [aTask, aRow, aInner],
    bSteps: [bTask, bInner],
  } = product
  if (columns !== 1 || rows === 1 || aInner === 1) return product
  return { ...product, rows: 1, columns: rows, a: b, aSteps: [bTask, 0, bInner], b: a, bSteps: [aTask, aInner, aRow] }
}

/** Where the tasks share b and lie below each other in a, they are one product with more rows. */
function tasksAsRows(product: Product): Product {
  const {
    tasks,
    rows,
    aSteps: [aTask, aRow, aInner],
    bSteps: [bTask, ...bSteps],
  } = product
  const rowStep = rows === 1 ? aTask : aRow
  if (tasks === 1 || bTask !== 0 || aTask !== rows * rowStep || (aInner !== 1 && rowStep !== 1)) return product
  return { ...product, tasks: 1, rows: tasks * rows, aSteps: [0, rowStep, aInner], bSteps: [0, ...bSteps] }
}
