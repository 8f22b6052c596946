// A group as one compiled nest of loops: every operand is a vector or a single value along the innermost axis.

import { type Loop, type LoopStep, nestBody } from '../emit/loop.js'
import type { SumItem } from '../lower/items.js'
import { type View, viewKey, wholeView } from '../lower/view.js'
import { type Call, type Pointer, scratch } from './call.js'
import { type Member, type Stream, takeovers, targetOf } from './streams.js'
import { type Axes, axesOf, isStraight, mergeAxes, mergedStarts } from './walk.js'

/** Longer sums would lose accuracy one after the other. */
const longestSum = 256

/** A pointer of the nest and how it walks. */
interface Register {
  readonly pointer: Pointer
  readonly axes: Axes
  readonly written: boolean
}

/** The call that computes a group, if it can be such a nest. */
export function nestCall(
  members: readonly Member[],
  streams: ReadonlyMap<string, Stream>,
  tasks: number | undefined,
): Call | undefined {
  const { lengths } = axesOf((members[0] as Member).operands[0] as View, tasks)
  const sums = members.filter((member): member is SumItem => member.kind === 'sum')
  if (lengths.length === 0 || sums.some(({ rows }) => rows > longestSum)) return undefined
  const count = lengths.reduce((product, length) => product * length, 1)
  const registers = [
    ...[...streams.values()].map(
      ({ view, axes, written }): Register => ({ pointer: { value: view.source, offset: view.offset }, axes, written }),
    ),
    ...sums.map((sum): Register => ({ pointer: { value: sum.value, offset: 0 }, axes: sumAxes(lengths, sum), written: true })),
  ]
  const dense = { lengths, steps: wholeView(scratch, lengths, false).steps }
  const starts = mergedStarts([dense, ...registers.map(({ axes }) => axes)])
  const merged = registers.map(({ axes }) => mergeAxes(axes, starts))
  const last = starts.length - 1
  const suits = ({ lengths, steps }: Axes, { written }: Register) =>
    (lengths[last] as number) % 4 === 0 && (steps[last] === 1 || (steps[last] === 0 && !written))
  if (!merged.every((axes, index) => suits(axes, registers[index] as Register))) return undefined
  const loop = loopOf(
    members,
    [...streams.keys()],
    merged.map(({ steps }) => steps[last] === 0),
  )
  const clears = sums.map(({ rows }, index) => ({ register: streams.size + index, count: count / rows }))
  const body = nestBody(loop, { lengths: (merged[0] as Axes).lengths, steps: merged.map(({ steps }) => steps), clears })
  return {
    command: 'loop',
    words: [{ loop: body }, ...registers.map(({ pointer }) => pointer)],
    scratchBytes: 0,
    flops: members.length * count,
    inPlace: takeovers(members, streams, ({ axes }) => isStraight(axes)),
  }
}

/** How the result of a sum is walked through: not at all along the summed axes. */
function sumAxes(lengths: readonly number[], { rows, columns }: SumItem): Axes {
  const steps: number[] = []
  let inner = 1
  for (let axis = lengths.length - 1; axis >= 0; axis--) {
    const length = lengths[axis] as number
    const summed = inner >= columns && inner < columns * rows
    steps[axis] = summed ? 0 : inner < columns ? inner : inner / rows
    inner *= length
  }
  return { lengths, steps }
}

/** Numbers inputs, steps and registers: streams in their order, then the results of sums. */
function loopOf(members: readonly Member[], keys: readonly string[], points: readonly boolean[]): Loop {
  const numbers = new Map<number | string, number>()
  const inputs: { register: number; point: boolean }[] = []
  const made = new Set<number>()
  for (const { operands, kind, value } of members) {
    for (const view of operands) {
      const key = viewKey(view)
      if (made.has(view.source) || numbers.has(key)) continue
      const register = keys.indexOf(key)
      numbers.set(key, inputs.push({ register, point: points[register] as boolean }) - 1)
    }
    if (kind === 'map') made.add(value)
  }
  const steps: LoopStep[] = []
  const stores: { value: number; register: number }[] = []
  const sums: { value: number; register: number }[] = []
  const numberOf = (view: View) => numbers.get(made.has(view.source) ? view.source : viewKey(view)) as number
  for (const member of members) {
    if (member.kind === 'sum') {
      sums.push({ value: numberOf(member.operands[0]), register: keys.length + sums.length })
      continue
    }
    const { code, by } = member
    const value =
      inputs.length + steps.push({ code, operands: member.operands.map(numberOf), ...(by === undefined ? {} : { by }) }) - 1
    numbers.set(member.value, value)
    const register = keys.indexOf(viewKey(targetOf(member)))
    if (register >= 0) stores.push({ value, register })
  }
  return { inputs, steps, stores, sums }
}
