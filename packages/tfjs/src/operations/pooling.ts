// Max-pooling's three operations, over the images of all tasks as one batch.

import type { Operation, Shape } from '@assent/autodiff'
import { type Quad, quadOf } from '../entries.js'
import { createPick, createPlace, createPoolIndex, type Windows } from '../loops/pool.js'
import type { Planner } from '../planner.js'
import type { NodeForm } from './node-form.js'
import { repeated } from './walks.js'

type Pooling = Extract<Operation, { kind: 'poolIndex' | 'pick' | 'place' }>

const loops = { poolIndex: createPoolIndex, pick: createPick, place: createPlace }

/** The loop of any of them. */
export function planPooling(
  planner: Planner,
  { kind, sizes, strides }: Pooling,
  { shape, perTask, from, inputs }: NodeForm,
): number {
  const batch = (one: Shape): Quad => {
    const [count, ...image] = quadOf(one)
    return [(perTask ? planner.tasks : 1) * count, ...image]
  }
  const [images, windows] = kind === 'place' ? [shape, from[0].shape] : [from[0].shape, shape]
  const layout: Windows = { images: batch(images), windows: batch(windows), sizes, strides }
  const slots = inputs.map((operand) => repeated(planner, operand, { shape: operand.shape, perTask }).slot)
  return planner.loop(slots, perTask ? [planner.tasks, ...shape] : shape, loops[kind](layout))
}
