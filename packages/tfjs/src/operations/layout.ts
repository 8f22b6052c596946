// Operations that move values and add them up.

import { type Operation, stridesOf } from '@assent/autodiff'
import { at, present } from '../entries.js'
import { createMax } from '../loops/max.js'
import { createSum } from '../loops/sum.js'
import { type Planner, whole } from '../planner.js'
import type { NodeForm } from './node-form.js'
import { assembled, moved, offsetOf } from './walks.js'

type Of<K extends Operation['kind']> = Extract<Operation, { kind: K }>

/** The block from `begin`, in the node's shape. */
export function planSlice(planner: Planner, { begin }: Of<'slice'>, { shape, from: [a] }: NodeForm): number {
  const walk = { lengths: shape, from: stridesOf(a.shape), to: stridesOf(shape), fromStart: offsetOf(begin, a.shape) }
  return moved(planner, a, walk, shape).slot
}

/** A value at `begin` in zeros. */
export function planPad(planner: Planner, { begin }: Of<'pad'>, { shape, from: [a] }: NodeForm): number {
  const walk = { lengths: a.shape, from: stridesOf(a.shape), to: stridesOf(shape), toStart: offsetOf(begin, shape) }
  return moved(planner, a, walk, shape).slot
}

/** Values one after the other along an axis. */
export function planConcat(planner: Planner, { axis }: Of<'concat'>, form: NodeForm): number {
  const to = stridesOf(form.shape)
  let toStart = 0
  const pieces = form.inputs.map((operand) => {
    const walk = { lengths: operand.shape, from: stridesOf(operand.shape), to, toStart }
    toStart += at(operand.shape, axis) * at(to, axis)
    return { operand, walk }
  })
  return assembled(planner, pieces, form).slot
}

/** Sums over axes of one task. */
export function planSum(planner: Planner, { axes }: Of<'sum'>, { shape, perTask, from: [a] }: NodeForm): number {
  const shifted = perTask ? axes.map((axis) => axis + 1) : axes
  const result = perTask ? [planner.tasks, ...shape] : shape
  return planner.loop([a.slot], result, createSum(whole(a, planner.tasks).shape, shifted))
}

/** Largest value along the last axis. */
export function planMax(planner: Planner, { shape, perTask, from: [a] }: NodeForm): number {
  return planner.loop([a.slot], perTask ? [planner.tasks, ...shape] : shape, createMax(present(a.shape.at(-1))))
}
