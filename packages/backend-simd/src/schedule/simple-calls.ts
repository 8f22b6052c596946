// The calls of sums that nothing is fused with, of maxima, and of tensors that are put together from parts.

import { sizeOf } from '@assent/autodiff'
import { ClearCommand, MaximumCommand, SumCommand } from '../border/records.js'
import type { AssembleItem, MaximumItem, SumItem } from '../lower/items.js'
import { countOf, shapeOf, sliceView, wholeView } from '../lower/view.js'
import { at, bytesOf } from '../shared.js'
import { type Call, pointerTo, recordWords, resultPointer } from './call.js'
import type { GroupPlanner } from './group-call.js'

/** The sum of a long or wide operand that is contiguous. */
export function sumCall({ operands: [view], rows, columns, value, perTask }: SumItem, tasks: number): Call {
  const count = (countOf(view.axes) / (rows * columns)) * (perTask ? tasks : 1)
  const words = recordWords(SumCommand, { count, rows, columns, from: pointerTo(view), to: resultPointer(value) })
  return { command: 'sum', words, scratchBytes: 0, flops: count * rows * columns }
}

export function maximumCall({ operands: [view], value, shape, perTask }: MaximumItem, tasks: number): Call {
  const rows = sizeOf(shape) * (perTask ? tasks : 1)
  const { length } = at(view.axes, view.axes.length - 1)
  const words = recordWords(MaximumCommand, { rows, length, from: pointerTo(view), to: resultPointer(value) })
  return { command: 'maximum', words, scratchBytes: 0, flops: rows * length }
}

/** Zeros where they are needed, then one copy per part. */
export function assembleCalls(item: AssembleItem, tasks: number, planGroup: GroupPlanner): Call[] {
  const { operands, begins, fills, value, shape, perTask } = item
  const whole = wholeView(value, shape, perTask)
  const copies = operands.map((view, part) => {
    const into = sliceView(whole, at(begins, part), shapeOf(view))
    const copy = { kind: 'elementwise', operation: 'copy', operands: [view], value, shape: shapeOf(view), perTask, into } as const
    // A part is read after zeros or other parts were written, so the whole must not take over its memory.
    return { ...planGroup([copy], () => false), inPlace: new Map() }
  })
  if (fills) return copies
  const bytes = bytesOf(sizeOf(shape) * (perTask ? tasks : 1))
  const words = recordWords(ClearCommand, { to: resultPointer(value), bytes })
  return [{ command: 'clear', words, scratchBytes: 0, flops: 0 }, ...copies]
}
