// The calls of sums that nothing is fused with, of maxima, and of tensors that are put together from parts.

import { sizeOf } from '@assent/autodiff'
import type { AssembleItem, MaximumItem, SumItem } from '../lower/items.js'
import { sliceView, wholeView } from '../lower/view.js'
import { bytesOf } from '../shared.js'
import { type Call, pointerTo, resultPointer } from './call.js'
import type { MapPlanner } from './group-call.js'

/** The sum of a long or wide operand that lies dense. */
export function sumCall({ operands: [view], rows, columns, value, perTask }: SumItem, tasks: number): Call {
  const count = (sizeOf(view.shape) / (rows * columns)) * (perTask ? tasks : 1)
  return {
    command: 'sum',
    words: [count, rows, columns, pointerTo(view), resultPointer(value)],
    scratchBytes: 0,
    flops: count * rows * columns,
  }
}

export function maximumCall({ operands: [view], value, shape, perTask }: MaximumItem, tasks: number): Call {
  const rows = sizeOf(shape) * (perTask ? tasks : 1)
  const length = view.shape.at(-1) as number
  return {
    command: 'maximum',
    words: [rows, length, pointerTo(view), resultPointer(value)],
    scratchBytes: 0,
    flops: rows * length,
  }
}

/** Zeros where they are needed, then one copy per part. */
export function assembleCalls(item: AssembleItem, tasks: number, planMap: MapPlanner): Call[] {
  const { operands, begins, fills, value, shape, perTask } = item
  const whole = wholeView(value, shape, perTask)
  const bytes = bytesOf(sizeOf(shape) * (perTask ? tasks : 1))
  const zeros: Call = { command: 'clear', words: [resultPointer(value), bytes], scratchBytes: 0, flops: 0 }
  const copies = operands.map((view, part) => {
    const into = sliceView(whole, begins[part] as readonly number[], view.shape)
    return planMap([{ kind: 'map', code: 'copy', operands: [view], value, shape: view.shape, perTask, into }], () => false)
  })
  return fills ? copies : [zeros, ...copies]
}
