// What itemizing builds on: values, items, and copies of views where a kernel needs them contiguous.

import type { Shape } from '@assent/autodiff'
import type { Item, Result, Value } from './items.js'
import { isContiguous, isContiguousOverTasks, repeatedView, shapeOf, type View, wholeView } from './view.js'

/** Builds items while it goes through the nodes in order. */
export interface Builder {
  readonly values: Value[]
  readonly items: Item[]
  /** How each node is seen. */
  readonly views: View[]
  /** The value that holds each number. */
  readonly constants: Map<number, number>
  /** The item that finds positions, by the value that holds them. */
  readonly finders: Map<number, number>
}

export function newValue({ values }: Builder, shape: Shape, perTask: boolean): Result {
  values.push({ shape, perTask, kind: 'inner' })
  return { value: values.length - 1, shape, perTask }
}

export function addItem(builder: Builder, item: Item): View {
  builder.items.push(item)
  return wholeView(item.value, item.shape, item.perTask)
}

/** The one value that holds a constant. */
export function constantView({ values, constants }: Builder, constant: number, shape: Shape): View {
  const known = constants.get(constant) ?? values.push({ shape: [], perTask: false, kind: 'constant', constant: [constant] }) - 1
  constants.set(constant, known)
  return repeatedView(known, shape)
}

/** `view` itself where one task's values are contiguous, else a copy. */
export function contiguous(builder: Builder, view: View): View {
  return isContiguous(view) ? view : copyOf(builder, view)
}

/** `view` itself where the values of all tasks are, one after the other, else a copy. */
export function contiguousOverTasks(builder: Builder, view: View): View {
  return isContiguousOverTasks(view) ? view : copyOf(builder, view)
}

export function copyOf(builder: Builder, view: View, perTask = view.taskStride !== 0): View {
  const result = newValue(builder, shapeOf(view), perTask)
  return addItem(builder, { kind: 'elementwise', operation: 'copy', operands: [view], ...result })
}
