// A matrix product as one kernel call: which operand plays which part, and how many rows it has.

import { sizeOf } from '@assent/autodiff'
import { blockColumns, blockRows, maximumDepth, panelColumns, tileBytes } from '../border/codes.js'
import { MatMulCommand } from '../border/records.js'
import { type ProductSizes, productBody } from '../emit/product.js'
import type { Body } from '../emit/wasm.js'
import type { MatMulItem } from '../lower/items.js'
import type { View } from '../lower/view.js'
import { at, bytesOf } from '../shared.js'
import { type Call, type Pointer, panels, pointerTo, recordWords, resultPointer, scratch, type Word } from './call.js'

/** Values of a matrix b up to which a product is compiled for its sizes: in the first-level cache; in the second, where rows are too few to pack b for. */
const nearValues = 4096
const farValues = 160 * 160

/** A product's dimensions and strides, counted in values. */
interface Product {
  readonly tasks: number
  readonly rows: number
  readonly columns: number
  readonly inner: number
  readonly a: View
  /** Per task, row and k. */
  readonly aStrides: readonly [number, number, number]
  readonly b: View
  /** Per task, k and column. */
  readonly bStrides: readonly [number, number, number]
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

/** The product of every task of a wave. */
export function matMulCall(item: MatMulItem, tasks: number, compile: ProductCompiler): Call {
  const product = productOf(item, tasks)
  return isCompiled(product) ? compiledCall(product, item.value, compile) : kernelCall(product, item, compile)
}

/** How the product of every task of a wave is best computed. */
function productOf({ operands: [a, b], perTask, count }: MatMulItem, tasks: number): Product {
  const [row, inner, bInner, column] = [at(a.axes, 0), at(a.axes, 1), at(b.axes, 0), at(b.axes, 1)]
  return tasksAsRows(
    columnAsRow({
      tasks: count * (perTask ? tasks : 1),
      rows: row.length,
      columns: column.length,
      inner: inner.length,
      a,
      b,
      aStrides: [a.taskStride, row.stride, inner.length === 1 ? 1 : inner.stride],
      bStrides: [b.taskStride, bInner.stride, column.length === 1 ? 1 : column.stride],
    }),
  )
}

function flopsOf({ tasks, rows, columns, inner }: Product): number {
  return 2 * tasks * rows * columns * inner
}

/** The call of the kernel for products of any sizes. */
function kernelCall(product: Product, { value, shape, count }: MatMulItem, compile: ProductCompiler): Call {
  const { tasks, rows, columns, inner, a, b } = product
  const [aTask, aRow, aInner] = product.aStrides
  const [bTask, bInner, bColumn] = product.bStrides
  const words = recordWords(MatMulCommand, {
    tasks,
    rows,
    columns,
    inner,
    a: pointerTo(a),
    aTask: bytesOf(aTask),
    aRow: bytesOf(aRow),
    aInner: bytesOf(aInner),
    b: pointerTo(b),
    bTask: bytesOf(bTask),
    bInner: bytesOf(bInner),
    bColumn: bytesOf(bColumn),
    c: resultPointer(value),
    cTask: bytesOf(sizeOf(shape) / count),
    body: blockBody(product, compile),
  })
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
  return rows >= blockRows && width >= blockRows && columns % width === 0 && width % panelColumns === 0
}

/** The code of a whole block: eights of rows, all of a block's columns, and one pass along k. */
function blockBody(product: Product, compile: ProductCompiler): Word {
  if (!hasBlocks(product)) return 0
  const { columns, inner } = product
  const depth = Math.ceil(inner / Math.ceil(inner / maximumDepth))
  const strides = { aStrides: [8 * depth, 1, 8], bStrides: [0, 8, 1], panelStride: 8 * depth, cRow: columns } as const
  const sizes = { tasks: blockRows / 8, rows: 8, columns: blockWidth(product), inner: depth }
  return { body: compile({ ...sizes, ...strides, accumulates: true }) }
}

/** The call of code for just these sizes. */
function compiledCall(product: Product, value: number, compile: ProductCompiler): Call {
  const { tasks, rows, columns, inner, a, aStrides, b, bStrides } = product
  const body = compile({ tasks, rows, columns, inner, aStrides, bStrides })
  const transposed: Pointer = { value: scratch, offset: 0 }
  return {
    command: 'product',
    words: [{ body }, pointerTo(a), pointerTo(b), resultPointer(value), transposed],
    scratchBytes: bStrides[2] === 1 ? 0 : bytesOf(inner * columns),
    flops: flopsOf(product),
  }
}

/** Whether a product is compiled as a whole: its columns are whole vectors, and its matrix b stays near or is read once. */
function isCompiled(product: Product): boolean {
  const { rows, columns, inner } = product
  const [, bInner, bColumn] = product.bStrides
  const isReadable = (bColumn === 1 && bInner > 0) || (bInner === 1 && inner % 4 === 0)
  const staysNear = inner * columns <= (hasBlocks(product) ? nearValues : farValues) || (rows === 1 && bColumn === 1)
  return isReadable && columns % 4 === 0 && inner <= maximumDepth && staysNear
}

/** A matrix stored by columns times one column is better computed as a row times its transpose. */
function columnAsRow(product: Product): Product {
  const { rows, columns, a, b } = product
  const [aTask, aRow, aInner] = product.aStrides
  const [bTask, bInner] = product.bStrides
  if (columns !== 1 || rows === 1 || aInner === 1) return product
  return { ...product, rows: 1, columns: rows, a: b, aStrides: [bTask, 0, bInner], b: a, bStrides: [aTask, aInner, aRow] }
}

/** Where the tasks share b and lie below each other in a, they are one product with more rows. */
function tasksAsRows(product: Product): Product {
  const { tasks, rows } = product
  const [aTask, aRow, aInner] = product.aStrides
  const [bTask, ...bStrides] = product.bStrides
  const rowStride = rows === 1 ? aTask : aRow
  if (tasks === 1 || bTask !== 0 || aTask !== rows * rowStride || (aInner !== 1 && rowStride !== 1)) return product
  return { ...product, tasks: 1, rows: tasks * rows, aStrides: [0, rowStride, aInner], bStrides: [0, ...bStrides] }
}
