// A matrix product as one kernel call: which operand plays which part, and how many rows it has.

import { sizeOf } from '@assent/autodiff'
import { type ProductSizes, productBody } from '../emit/product.js'
import type { Body } from '../emit/wasm.js'
import type { MatMulItem } from '../lower/items.js'
import type { View } from '../lower/view.js'
import { bytesOf } from '../shared.js'
import { type Call, type Pointer, panels, pointerTo, resultPointer, scratch, tileBytes, type Word } from './call.js'

/** As in assembly/gemm.ts. */
const maximumDepth = 384
const blockColumns = 256
const blockRows = 64

/** Values of a matrix b up to which a product is compiled for its sizes: in the first-level cache; in the second, where rows are too few to pack b for. */
const nearValues = 4096
const farValues = 160 * 160

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

/** The code of a product of these sizes. */
export type ProductCompiler = (sizes: ProductSizes) => Body

/** Compiles the products of one program; those of equal sizes share their code. */
export function createProductCompiler(roundsOnce: boolean): ProductCompiler {
  const known = new Map<string, Body>()
  return (sizes) => {
    const key = JSON.stringify(sizes)
    const body = known.get(key) ?? productBody(sizes, roundsOnce)
    known.set(key, body)
    return body
  }
}

/** The product of every task of a group. */
export function matMulCall(item: MatMulItem, tasks: number, compile: ProductCompiler): Call {
  const product = productOf(item, tasks)
  if (!isCompiled(product)) return kernelCall(product, item, compile)
  const { rows, columns, inner, aSteps, bSteps } = product
  return compiledCall(product, compile({ tasks: product.tasks, rows, columns, inner, aSteps, bSteps }), item.value)
}

/** How the product of every task of a group is best computed. */
function productOf({ operands: [a, b], shape, perTask, count }: MatMulItem, tasks: number): Product {
  const [rows, columns] = shape.slice(-2) as [number, number]
  const inner = a.shape[1] as number
  const [aRow, aInner] = a.steps as [number, number]
  const [bInner, bColumn] = b.steps as [number, number]
  return tasksAsRows(
    columnAsRow({
      tasks: count * (perTask ? tasks : 1),
      rows,
      columns,
      inner,
      a,
      b,
      aSteps: [a.taskStep, aRow, inner === 1 ? 1 : aInner],
      bSteps: [b.taskStep, bInner, columns === 1 ? 1 : bColumn],
    }),
  )
}

function flopsOf({ tasks, rows, columns, inner }: Product): number {
  return 2 * tasks * rows * columns * inner
}

/** The call of the kernel for products of any sizes. */
function kernelCall(product: Product, { value, shape, count }: MatMulItem, compile: ProductCompiler): Call {
  const { tasks, rows, columns, inner, a, aSteps, b, bSteps } = product
  const words = [
    tasks,
    rows,
    columns,
    inner,
    pointerTo(a),
    ...aSteps.map(bytesOf),
    pointerTo(b),
    ...bSteps.map(bytesOf),
    resultPointer(value),
    bytesOf(sizeOf(shape) / count),
    blockCode(product, compile),
  ]
  const packed = Math.min(inner, maximumDepth) * (Math.min(panels(columns), blockColumns) + blockRows)
  return { command: 'matMul', words, scratchBytes: tileBytes + bytesOf(packed), flops: flopsOf(product) }
}

/** Columns of a block. */
function blockWidth({ columns }: Product): number {
  return Math.min(columns, blockColumns)
}

/** Whether a product has whole blocks, which are packed on both sides. */
function hasBlocks(product: Product): boolean {
  const { rows, columns } = product
  const width = blockWidth(product)
  return rows >= blockRows && width >= blockRows && columns % width === 0 && width % 8 === 0
}

/** The code of a whole block: eights of rows, all of a block's columns, and one pass along k. */
function blockCode(product: Product, compile: ProductCompiler): Word {
  if (!hasBlocks(product)) return 0
  const { columns, inner } = product
  const depth = Math.ceil(inner / Math.ceil(inner / maximumDepth))
  const steps = { aSteps: [8 * depth, 1, 8], bSteps: [0, 8, 1], panelStep: 8 * depth, cRow: columns } as const
  const sizes = { tasks: blockRows / 8, rows: 8, columns: blockWidth(product), inner: depth }
  return { loop: compile({ ...sizes, ...steps, accumulates: true }) }
}

/** The call of code for just these sizes. */
function compiledCall(product: Product, body: Body, value: number): Call {
  const { a, b, bSteps, inner, columns } = product
  const transposed: Pointer = { value: scratch, offset: 0 }
  return {
    command: 'product',
    words: [{ loop: body }, pointerTo(a), pointerTo(b), resultPointer(value), transposed],
    scratchBytes: bSteps[2] === 1 ? 0 : bytesOf(inner * columns),
    flops: flopsOf(product),
  }
}

/** Whether a product is compiled as a whole: its columns are whole vectors, and its matrix b stays near or is read once. */
function isCompiled(product: Product): boolean {
  const { rows, columns, inner } = product
  const [, bInner, bColumn] = product.bSteps
  const isReadable = (bColumn === 1 && bInner > 0) || (bInner === 1 && inner % 4 === 0)
  const staysNear = inner * columns <= (hasBlocks(product) ? nearValues : farValues) || (rows === 1 && bColumn === 1)
  return isReadable && columns % 4 === 0 && inner <= maximumDepth && staysNear
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
