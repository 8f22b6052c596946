// What a group of items reads and writes in memory, and which results may take over the memory of an operand.

import { sizeOf } from '@assent/autodiff'
import type { MapItem, SumItem } from '../lower/items.js'
import { isStacked, type View, viewKey, wholeView } from '../lower/view.js'
import { type Axes, axesOf } from './walk.js'

/** A map item that may write to a strided place instead of a value of its own. */
export interface PlacedMap extends MapItem {
  readonly into?: View
}

export type Member = PlacedMap | SumItem

/** An operand or result of the group that lies in memory. */
export interface Stream {
  readonly view: View
  readonly axes: Axes
  readonly written: boolean
}

/** Everything that the group reads or writes in memory, by key of its view. */
export function collectStreams(
  members: readonly Member[],
  tasks: number | undefined,
  inMemory: (value: number) => boolean,
): Map<string, Stream> {
  const streams = new Map<string, Stream>()
  const made = new Set<number>()
  for (const member of members) {
    for (const view of member.operands) {
      if (!made.has(view.source)) streams.set(viewKey(view), { view, axes: axesOf(view, tasks), written: false })
    }
    if (member.kind === 'sum') continue
    made.add(member.value)
    const view = targetOf(member)
    if (member.into || inMemory(member.value)) streams.set(viewKey(view), { view, axes: axesOf(view, tasks), written: true })
  }
  return streams
}

/** Where a member's result lies when it lies in memory. */
export function targetOf(member: PlacedMap): View {
  return member.into ?? wholeView(member.value, member.shape, member.perTask)
}

/** Which results may lie where an operand lay: both straight through the same values, and the operand read no later. */
export function takeovers(
  members: readonly Member[],
  streams: ReadonlyMap<string, Stream>,
  isStraightHere: (stream: Stream) => boolean,
): Map<number, number[]> {
  const straight = [...streams.values()].filter((stream) => isStraightHere(stream) && isStacked(stream.view))
  const reads = new Map<number, number>()
  for (const member of members) if (member.kind === 'sum') reads.set(member.operands[0].source, 1)
  for (const { view, written } of streams.values()) if (!written) reads.set(view.source, (reads.get(view.source) ?? 0) + 1)
  const lastRead = new Map(members.flatMap(({ operands }, index) => operands.map(({ source }) => [source, index] as const)))
  const found = new Map<number, number[]>()
  for (const { view: target } of straight.filter(({ written }) => written)) {
    const writer = members.findIndex(({ value }) => value === target.source)
    const sources = straight.filter(
      ({ view, written }) =>
        !written &&
        view.offset === 0 &&
        view.taskStep === target.taskStep &&
        sizeOf(view.shape) === sizeOf(target.shape) &&
        reads.get(view.source) === 1 &&
        (lastRead.get(view.source) as number) <= writer,
    )
    found.set(
      target.source,
      sources.map(({ view }) => view.source),
    )
  }
  return found
}
