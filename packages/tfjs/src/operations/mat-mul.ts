// Matrix products. On WebAssembly TensorFlow.js is fast for one product of matrices that lie row by row, and a scalar loop
// for batches and transposes, so large products are brought to that form.

import type { Operation, Shape } from '@assent/autodiff'
import { at } from '../entries.js'
import { type Operand, type Planner, whole } from '../planner.js'
import { planBinary } from './elementwise.js'
import type { NodeForm } from './node-form.js'
import { permuted, repeated } from './walks.js'

type MatMul = Extract<Operation, { kind: 'matMul' }>

/** A stack of products for each task: one call does all of them. */
function planStack(planner: Planner, { transposeA, transposeB }: MatMul, { shape, perTask, from }: NodeForm): number {
  const [count, rows, columns] = [at(shape, 0), at(shape, 1), at(shape, 2)]
  const forAll = (operand: Operand) => repeated(planner, operand, { shape: operand.shape, perTask })
  const [left, right] = [forAll(from[0]), forAll(from[1])]
  const inner = at(left.shape, transposeA ? 1 : 2)
  const turned = transposeA && inner > (planner.strengths.transposedSums ?? Number.POSITIVE_INFINITY)
  const all = (perTask ? planner.tasks : 1) * count
  const stacked = ({ slot, shape: [, ...matrix] }: Operand) => ({ slot, shape: [all, ...matrix] })
  const matrices = { a: stacked(turned ? permuted(planner, left, [0, 2, 1]) : left), b: stacked(right) }
  return planner.kernel('BatchMatMul', matrices, [all, rows, columns], { transposeA: transposeA && !turned, transposeB })
}

/** A product, or a stack of them, in the form that costs the backend least. */
export function planMatMul(planner: Planner, operation: MatMul, form: NodeForm): number {
  if (form.shape.length === 3) return planStack(planner, operation, form)
  const { transposeA, transposeB } = operation
  const {
    shape,
    perTask,
    from: [left, right],
  } = form
  const { tasks, strengths } = planner
  const [rows, columns] = [at(shape, 0), at(shape, 1)]
  const inner = at(left.shape, transposeA ? 0 : 1)
  if (inner === 1 && strengths.repeatedAxes > 0) {
    const [column, row] = [reshaped(left, [rows, 1]), reshaped(right, [1, columns])]
    return planBinary(planner, 'mul', { shape, perTask, from: [column, row] })
  }
  const work = rows * inner * columns * (perTask && !right.perTask ? tasks : 1)
  if (work < (strengths.productAlone ?? Number.POSITIVE_INFINITY)) {
    const turned = transposeA && inner > (strengths.transposedSums ?? Number.POSITIVE_INFINITY)
    const matrices = { a: batched(straight(planner, left, turned), tasks), b: batched(right, tasks) }
    const attributes = { transposeA: transposeA && !turned, transposeB }
    return planner.kernel('BatchMatMul', matrices, [perTask ? tasks : 1, rows, columns], attributes)
  }
  // A·Bᵀ = (B·Aᵀ)ᵀ: where A and the result are the smaller matrices, it is better to turn these than B.
  if (transposeB && right.perTask && inner * rows + rows * columns < inner * columns) {
    const turned = product(planner, right, straight(planner, left, !transposeA))
    return permuted(planner, turned, [1, 0]).slot
  }
  return product(planner, straight(planner, left, transposeA), straight(planner, right, transposeB)).slot
}

/** The product of two matrices that lie row by row: one call where tasks share the second, so that their rows are one matrix. */
function product(planner: Planner, a: Operand, b: Operand): Operand {
  const perTask = a.perTask || b.perTask
  const [rows, inner, columns] = [at(a.shape, 0), at(a.shape, 1), at(b.shape, 1)]
  const shape = [rows, columns]
  const attributes = { transposeA: false, transposeB: false }
  if (b.perTask) return { slot: planner.kernelPerTask('BatchMatMul', { a, b }, shape, attributes), shape, perTask }
  const allRows = (a.perTask ? planner.tasks : 1) * rows
  const folded = { slot: a.slot, shape: [allRows, inner] }
  const slot = planner.kernel('BatchMatMul', { a: folded, b }, [allRows, columns], attributes)
  return { slot, shape, perTask }
}

function straight(planner: Planner, matrix: Operand, transposed: boolean): Operand {
  return transposed ? permuted(planner, matrix, [1, 0]) : matrix
}

function reshaped(operand: Operand, shape: Shape): Operand {
  return { ...operand, shape }
}

/** A matrix, or one for each task, as a batch of them. */
function batched(operand: Operand, tasks: number) {
  const { slot, shape } = whole(operand, tasks)
  return { slot, shape: operand.perTask ? shape : [1, ...shape] }
}
