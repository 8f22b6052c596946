// A group as one compiled nest of loops: every operand is a vector or a single value along the innermost axis.

import { type Loop, type LoopStep, nestBody } from '../emit/loop.js'
import type { SumItem } from '../lower/items.js'
import { type Axis, contiguousAxes, countOf, type View, viewKey } from '../lower/view.js'
import { at, present } from '../shared.js'
import { type Call, type Pointer, pointerTo, resultPointer } from './call.js'
import { type GroupItem, type Stream, takeovers, targetOf } from './streams.js'
import { isContiguousWalk, mergeAxes, mergedStarts, type Walk, walkOf } from './walk.js'

/** Longer sums would lose accuracy one after the other. */
const longestSum = 256

/** A pointer of the nest and how it walks. */
interface Register {
  readonly pointer: Pointer
  readonly walk: Walk
  readonly written: boolean
}

/** The call that computes a group, if it can be such a nest. */
export function nestCall(
  members: readonly GroupItem[],
  streams: ReadonlyMap<string, Stream>,
  tasks: number | undefined,
): Call | undefined {
  const axes = walkOf(at(at(members, 0).operands, 0), tasks)
  const sums = members.filter((member) => member.kind === 'sum')
  if (axes.length === 0 || sums.some(({ rows }) => rows > longestSum)) return undefined
  const registers = [
    ...[...streams.values()].map(({ view, walk, written }): Register => ({ pointer: pointerTo(view), walk, written })),
    ...sums.map((sum): Register => ({ pointer: resultPointer(sum.value), walk: sumWalk(axes, sum), written: true })),
  ]
  const starts = mergedStarts([contiguousAxes(axes.map(({ length }) => length)), ...registers.map(({ walk }) => walk)])
  const walks = registers.map(({ walk }) => mergeAxes(walk, starts))
  const innermost = walks.map((walk) => at(walk, starts.length - 1))
  if (!registers.every(({ written }, register) => suits(at(innermost, register), written))) return undefined
  const loop = loopOf(
    members,
    [...streams.keys()],
    innermost.map(({ stride }) => stride === 0),
  )
  const count = countOf(axes)
  const body = nestBody(loop, {
    axes: starts.map((_, axis) => ({
      length: at(at(walks, 0), axis).length,
      strides: walks.map((walk) => at(walk, axis).stride),
    })),
    clears: sums.map(({ rows }, index) => ({ register: streams.size + index, count: count / rows })),
  })
  return {
    command: 'nest',
    words: [{ body }, ...registers.map(({ pointer }) => pointer)],
    scratchBytes: 0,
    flops: members.length * count,
    inPlace: takeovers(members, streams, ({ walk }) => isContiguousWalk(walk)),
  }
}

/** Whether an innermost axis goes by whole vectors: side by side, or one value all along that is only read. */
function suits({ length, stride }: Axis, written: boolean): boolean {
  return length % 4 === 0 && (stride === 1 || (stride === 0 && !written))
}

/** How the result of a sum is walked through: not at all along the summed axes. */
function sumWalk(axes: readonly Axis[], { rows, columns }: SumItem): Walk {
  return contiguousAxes(axes.map(({ length }) => length)).map(({ length, stride }) => {
    const summed = stride >= columns && stride < columns * rows
    return { length, stride: summed ? 0 : stride < columns ? stride : stride / rows }
  })
}

/** Numbers inputs, steps and registers: streams in their order, then the results of sums. */
function loopOf(members: readonly GroupItem[], keys: readonly string[], points: readonly boolean[]): Loop {
  const { inputs, numbers } = inputsOf(members, keys, points)
  const computed = new Map<number, number>()
  const numberOf = (view: View) => computed.get(view.source) ?? present(numbers.get(viewKey(view)))
  const steps: LoopStep[] = []
  const stores: { value: number; register: number }[] = []
  const sums: { value: number; register: number }[] = []
  for (const member of members) {
    if (member.kind === 'sum') {
      sums.push({ value: numberOf(member.operands[0]), register: keys.length + sums.length })
      continue
    }
    const { operation, by } = member
    const value = inputs.length + steps.length
    steps.push({ operation, operands: member.operands.map(numberOf), ...(by !== undefined && { by }) })
    computed.set(member.value, value)
    const register = keys.indexOf(viewKey(targetOf(member)))
    if (register >= 0) stores.push({ value, register })
  }
  return { inputs, steps, stores, sums }
}

/** What the loop reads, each view once and in the order of first need, and the number that each has as an input. */
function inputsOf(members: readonly GroupItem[], keys: readonly string[], points: readonly boolean[]) {
  const inputs: { register: number; point: boolean }[] = []
  const numbers = new Map<string, number>()
  const computed = new Set<number>()
  for (const { operands, kind, value } of members) {
    for (const view of operands) {
      const key = viewKey(view)
      if (computed.has(view.source) || numbers.has(key)) continue
      const register = keys.indexOf(key)
      numbers.set(key, inputs.push({ register, point: at(points, register) }) - 1)
    }
    if (kind === 'elementwise') computed.add(value)
  }
  return { inputs, numbers }
}
