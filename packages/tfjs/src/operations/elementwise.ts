// Operations that treat every value alike: TensorFlow.js' kernels, but for the gate.

import { type BinaryKind, type Operation, type Shape, sameShape, sizeOf, type UnaryKind } from '@assent/autodiff'
import { type Axis, mergeAxes } from '../loops/axes.js'
import { gateLoop } from '../loops/gate.js'
import { type Operand, type Planner, type View, whole } from '../planner.js'
import type { NodeForm } from './node-form.js'
import { repeated, repeatedSteps } from './walks.js'

const unaryKernels: { readonly [K in UnaryKind]: string } = {
  tanh: 'Tanh',
  sigmoid: 'Sigmoid',
  exp: 'Exp',
  log: 'Log',
  sqrt: 'Sqrt',
  rsqrt: 'Rsqrt',
  square: 'Square',
}

const binaryKernels: { readonly [K in BinaryKind]: string } = {
  add: 'Add',
  sub: 'Sub',
  mul: 'Multiply',
  div: 'RealDiv',
}

export function planUnary(planner: Planner, kind: UnaryKind, { from: [a] }: NodeForm): number {
  const x = whole(a, planner.tasks)
  return planner.kernel(unaryKernels[kind], { x }, x.shape)
}

/** Under as few axes as the values' repetition needs; repeated first where the kernel would be slow at it, or unable. */
export function planBinary(planner: Planner, kind: BinaryKind, form: NodeForm): number {
  const { tasks, strengths } = planner
  const [left, right] = form.from
  const result = form.perTask ? [tasks, ...form.shape] : form.shape
  const axes = mergeAxes(sharedAxes(left, right, form, tasks))
  const own = (['from', 'to'] as const).map((side) => withoutOnes(axes.map((axis) => (axis[side] === 0 ? 1 : axis.length))))
  const lengths = axes.map(({ length }) => length)
  const inTurn = own.every((shape) => sameShape(shape, lengths.slice(lengths.length - shape.length)))
  const fits = inTurn || axes.length <= strengths.repeatedAxes
  const [a, b] = [left, right].map((operand, place) =>
    fits
      ? { slot: operand.slot, shape: own[place] as Shape }
      : { slot: repeated(planner, operand, form).slot, shape: [sizeOf(result)] },
  )
  return planner.kernel(binaryKernels[kind], { a: a as View, b: b as View }, result)
}

/** A shape without the ones in front. */
function withoutOnes(shape: Shape): Shape {
  const first = shape.findIndex((length) => length !== 1)
  return first < 0 ? [] : shape.slice(first)
}

/** The axes of two values' common result, with the step of either along it: 0 where it is repeated. */
function sharedAxes(left: Operand, right: Operand, { shape, perTask }: NodeForm, tasks: number): Axis[] {
  const [from, to] = [left, right].map((operand) => [
    operand.perTask ? sizeOf(operand.shape) : 0,
    ...repeatedSteps(operand.shape, shape),
  ])
  return [perTask ? tasks : 1, ...shape].map((length, axis) => ({
    length,
    from: (from as number[])[axis] as number,
    to: (to as number[])[axis] as number,
  }))
}

/** `a · by` or `a + by`. */
export function planScalar(
  planner: Planner,
  { kind, by }: Extract<Operation, { kind: 'scale' | 'addScalar' }>,
  { from: [operand] }: NodeForm,
): number {
  const { shape } = whole(operand, planner.tasks)
  const a = { slot: operand.slot, shape: [sizeOf(shape)] }
  const b = { slot: planner.constant(Float32Array.of(by)), shape: [] }
  return planner.kernel(kind === 'scale' ? 'Multiply' : 'Add', { a, b }, shape)
}

export function planGate(planner: Planner, form: NodeForm): number {
  const [a, by] = form.from.map((operand) => repeated(planner, operand, form).slot)
  return planner.loop([a as number, by as number], form.perTask ? [planner.tasks, ...form.shape] : form.shape, gateLoop)
}
