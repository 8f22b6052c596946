// Operations that treat every value alike: TensorFlow.js' kernels, but for the gate.

import { type BinaryKind, type Operation, type Shape, sameShape, sizeOf, type UnaryKind } from '@assent/autodiff'
import { at } from '../entries.js'
import { type Axis, mergeAxes } from '../loops/axes.js'
import { gateLoop } from '../loops/gate.js'
import { type Operand, type Planner, whole } from '../planner.js'
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

/** One value in, one value out. */
export function planUnary(planner: Planner, kind: UnaryKind, { from: [a] }: NodeForm): number {
  const x = whole(a, planner.tasks)
  return planner.kernel(unaryKernels[kind], { x }, x.shape)
}

/** Under as few axes as the values' repetition needs; repeated first where the kernel would be slow at it, or unable. */
export function planBinary(planner: Planner, kind: BinaryKind, form: Omit<NodeForm, 'inputs'>): number {
  const { tasks, strengths } = planner
  const [left, right] = form.from
  const result = form.perTask ? [tasks, ...form.shape] : form.shape
  const axes = mergeAxes(sharedAxes(left, right, form, tasks))
  const ownShape = (side: 'from' | 'to') => withoutOnes(axes.map((axis) => (axis[side] === 0 ? 1 : axis.length)))
  const a = { slot: left.slot, shape: ownShape('from') }
  const b = { slot: right.slot, shape: ownShape('to') }
  const lengths = axes.map(({ length }) => length)
  const inTurn = [a, b].every(({ shape }) => sameShape(shape, lengths.slice(lengths.length - shape.length)))
  if (inTurn || axes.length <= strengths.repeatedAxes) return planner.kernel(binaryKernels[kind], { a, b }, result)
  const flat = (operand: Operand) => ({ slot: repeated(planner, operand, form).slot, shape: [sizeOf(result)] })
  return planner.kernel(binaryKernels[kind], { a: flat(left), b: flat(right) }, result)
}

/** A shape without the ones in front. */
function withoutOnes(shape: Shape): Shape {
  const first = shape.findIndex((length) => length !== 1)
  return first < 0 ? [] : shape.slice(first)
}

/** The axes of two values' common result, with the step of either along it: 0 where it is repeated. */
function sharedAxes(left: Operand, right: Operand, { shape, perTask }: Omit<Operand, 'slot'>, tasks: number): Axis[] {
  const steps = (operand: Operand) => [operand.perTask ? sizeOf(operand.shape) : 0, ...repeatedSteps(operand.shape, shape)]
  const [from, to] = [steps(left), steps(right)]
  return [perTask ? tasks : 1, ...shape].map((length, axis) => ({ length, from: at(from, axis), to: at(to, axis) }))
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

/** `b ≤ 0 ? 0 : a`. */
export function planGate(planner: Planner, form: NodeForm): number {
  const slots = form.inputs.map((operand) => repeated(planner, operand, form).slot)
  return planner.loop(slots, form.perTask ? [planner.tasks, ...form.shape] : form.shape, gateLoop)
}
