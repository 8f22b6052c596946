// What a group of items reads and writes in memory, and which results may take over the memory of an operand.

import type { ElementwiseItem, SumItem } from '../lower/items.js'
import { countOf, isContiguousOverTasks, type View, viewKey, wholeView } from '../lower/view.js'
import { type Walk, walkOf } from './walk.js'

/** An elementwise step that may write to a strided view instead of a value of its own. */
export interface PlacedStep extends ElementwiseItem {
  readonly into?: View
}

export type GroupItem = PlacedStep | SumItem

/** An operand or result of the group that lies in memory. */
export interface Stream {
  readonly view: View
  readonly walk: Walk
  readonly written: boolean
}

/** Everything that the group reads or writes in memory, by key of its view. */
export function collectStreams(
  members: readonly GroupItem[],
  tasks: number | undefined,
  inMemory: (value: number) => boolean,
): Map<string, Stream> {
  const streams = new Map<string, Stream>()
  const computed = new Set<number>()
  const add = (view: View, written: boolean) => streams.set(viewKey(view), { view, walk: walkOf(view, tasks), written })
  for (const member of members) {
    for (const view of member.operands) if (!computed.has(view.source)) add(view, false)
    if (member.kind === 'sum') continue
    computed.add(member.value)
    if (member.into || inMemory(member.value)) add(targetOf(member), true)
  }
  return streams
}

/** Where a step's result lies when it lies in memory. */
export function targetOf(member: PlacedStep): View {
  return member.into ?? wholeView(member.value, member.shape, member.perTask)
}

/** Which results may lie where an operand lay: both contiguous over the same values, and the operand read no later. */
export function takeovers(
  members: readonly GroupItem[],
  streams: ReadonlyMap<string, Stream>,
  isContiguousHere: (stream: Stream) => boolean,
): Map<number, number[]> {
  const contiguous = [...streams.values()].filter((stream) => isContiguousHere(stream) && isContiguousOverTasks(stream.view))
  const reads = new Map<number, number>()
  for (const member of members) if (member.kind === 'sum') reads.set(member.operands[0].source, 1)
  for (const { view, written } of streams.values()) if (!written) reads.set(view.source, (reads.get(view.source) ?? 0) + 1)
  const lastRead = new Map(members.flatMap(({ operands }, index) => operands.map(({ source }) => [source, index] as const)))
  const found = new Map<number, number[]>()
  for (const { view: target } of contiguous.filter(({ written }) => written)) {
    const writer = members.findIndex(({ value }) => value === target.source)
    const sources = contiguous.filter(
      ({ view, written }) =>
        !written &&
        view.offset === 0 &&
        view.taskStride === target.taskStride &&
        countOf(view.axes) === countOf(target.axes) &&
        reads.get(view.source) === 1 &&
        (lastRead.get(view.source) ?? Infinity) <= writer,
    )
    found.set(
      target.source,
      sources.map(({ view }) => view.source),
    )
  }
  return found
}
