// Max-pooling's three operations, over the images of all tasks as one batch.

import type { Operation, Shape } from '@assent/autodiff'
import { createPick, createPlace, createPoolIndex, type Windows } from '../loops/pool.js'
import type { Planner } from '../planner.js'
import type { NodeForm } from './node-form.js'
import { repeated } from './walks.js'

type Pooling = Extract<Operation, { kind: 'poolIndex' | 'pick' | 'place' }>

const loops = { poolIndex: createPoolIndex, pick: createPick, place: createPlace }

export function planPooling(planner: Planner, { kind, sizes, strides }: Pooling, { shape, perTask, from }: NodeForm): number {
  const batch = ([first, ...rest]: Shape): Shape => [(perTask ? planner.tasks : 1) * (first as number), ...rest]
  const [images, windows] = kind === 'place' ? [shape, from[0].shape] : [from[0].shape, shape]
  const layout: Windows = { images: batch(images), windows: batch(windows), sizes, strides }
  const inputs = from.map((operand) => repeated(planner, operand, { shape: operand.shape, perTask }).slot)
  return planner.loop(inputs, perTask ? [planner.tasks, ...shape] : shape, loops[kind](layout))
}
