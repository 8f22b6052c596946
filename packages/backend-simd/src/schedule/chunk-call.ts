// A group as one call of the map kernel: operands that do not lie straight are laid out chunk by chunk around a loop.

import { chunkBody } from '../emit/loop.js'
import type { SumItem } from '../lower/items.js'
import { type View, viewKey } from '../lower/view.js'
import { bytesOf, Code, type ElementwiseCode, longestChunk } from '../shared.js'
import { type Call, type Pointer, scratch, type Word } from './call.js'
import { type Cut, chooseCut, inner, sumsWithinChunks } from './cut.js'
import { type Member, type PlacedMap, type Stream, takeovers, targetOf } from './streams.js'
import { axesOf, isStraight, mergeOwn, periodOf } from './walk.js'

/** Table of register addresses at the start of scratch memory. */
const tableValues = 128
/** A chunk, and room to round its length up. Not a power of two, so that slots fall on different cache sets. */
const slotValues = longestChunk + 48

/** The call that computes a group for `tasks` tasks, or for what they share where tasks is undefined. */
export function chunkCall(members: readonly Member[], streams: ReadonlyMap<string, Stream>, tasks: number | undefined): Call {
  const sum = members.find((member): member is SumItem => member.kind === 'sum')
  const { lengths } = axesOf((members[0] as Member).operands[0] as View, tasks)
  const cut = chooseCut(lengths, [...streams.values()], sum, members.length)
  const writer = createWriter(streams, cut, members.length === 1)
  for (const member of members) {
    if (member.kind === 'map') writer.compute(member)
    else writer.sum(member)
  }
  const inPlace = takeovers(members, streams, ({ axes }) => isStraight(inner(axes, cut.split)))
  return { command: 'map', ...writer.finish(), flops: members.length * cut.repetitions * cut.count, inPlace }
}

/** A value of the loop: an input or a step. */
interface Made {
  readonly number: number
  /** The register that holds it after the loop, if one does. */
  register: number | undefined
}

/** Collects the registers, steps and loop of one call, member by member. */
interface Writer {
  compute(member: PlacedMap): void
  sum(member: SumItem): void
  finish(): Pick<Call, 'words' | 'scratchBytes'>
}

function createWriter(streams: ReadonlyMap<string, Stream>, cut: Cut, single: boolean): Writer {
  const registers: Word[][] = []
  const [before, layOut, finish, after]: [Word[], Word[], Word[], Word[]] = [[], [], [], []]
  const inputs: { register: number; point: boolean }[] = []
  const pending: { code: ElementwiseCode; operands: Made[]; by: number | undefined; made: Made }[] = []
  const stores: { value: Made; register: number }[] = []
  const sums: { value: Made; register: number }[] = []
  const made = new Map<number, Made>()
  const read = new Map<string, Made>()
  const ragged = cut.count % 4 !== 0 || (cut.chunk < cut.count && cut.chunk % 4 !== 0)
  const { split } = cut
  let slots = 0

  const addRegister = (pointer: Word, step: number, moves: boolean, detour: Word = 0): number =>
    registers.push([pointer, bytesOf(step), moves ? 1 : 0, detour]) - 1
  const nextSlot = (): Pointer => ({ value: scratch, offset: tableValues + slots++ * slotValues })
  const slotRegister = (): number => addRegister(nextSlot(), 0, false)
  const pointerOf = ({ view }: Stream): Pointer => ({ value: view.source, offset: view.offset })

  /** Steps of the repetitions through a stream, in values; undefined where they are no single walk. */
  function outerStep({ axes }: Stream): number | undefined {
    if (split === 0) return 0
    const { steps } = mergeOwn({ lengths: axes.lengths.slice(0, split), steps: axes.steps.slice(0, split) })
    return steps.length === 1 ? (steps[0] as number) : undefined
  }

  const isDirect = (stream: Stream) => outerStep(stream) !== undefined && isStraight(inner(stream.axes, split))
  const isPoint = (stream: Stream) =>
    outerStep(stream) !== undefined && inner(stream.axes, split).steps.every((step) => step === 0)

  function memoryRegister(stream: Stream): number {
    return addRegister(pointerOf(stream), outerStep(stream) as number, true, stream.written && ragged ? nextSlot() : 0)
  }

  /** Arguments that tell gather and scatter how a stream walks. */
  function walkWords(stream: Stream): Word[] {
    const step = outerStep(stream)
    const { lengths, steps } = mergeOwn(step === undefined ? stream.axes : inner(stream.axes, split))
    const walk = lengths.length === 0 ? [1, 0] : lengths.flatMap((length, axis) => [length, bytesOf(steps[axis] as number)])
    return [pointerOf(stream), bytesOf(step ?? 0), step === undefined ? cut.count : 0, walk.length / 2, ...walk]
  }

  /** Lays a stream out in a register: before the chunks where all of them see the same, else for each. */
  function expand(stream: Stream): number {
    const register = slotRegister()
    const once = outerStep(stream) !== undefined && cut.chunk % periodOf(inner(stream.axes, split)) === 0
    ;(once ? before : layOut).push(Code.expand, register, ...walkWords(stream))
    return register
  }

  function operand(view: View): Made {
    const own = made.get(view.source) ?? read.get(viewKey(view))
    if (own) return own
    const stream = streams.get(viewKey(view)) as Stream
    const point = isPoint(stream) && !isDirect(stream)
    const register = isDirect(stream)
      ? memoryRegister(stream)
      : point
        ? addRegister(pointerOf(stream), outerStep(stream) as number, false)
        : expand(stream)
    const input = { number: inputs.push({ register, point }) - 1, register: point ? undefined : register }
    read.set(viewKey(view), input)
    return input
  }

  /** The register that holds a value after the loop. */
  function registerOf(value: Made): number {
    if (value.register !== undefined) return value.register
    const register = slotRegister()
    stores.push({ value, register })
    value.register = register
    return register
  }

  /** Does a copy that is only laid out, or only put in its place, for which no loop is needed. */
  function moveOnly({ operands: [view] }: PlacedMap, target: Stream): boolean {
    const source = streams.get(viewKey(view as View)) as Stream
    if (isDirect(target) && !isDirect(source) && !isPoint(source)) {
      layOut.push(Code.expand, memoryRegister(target), ...walkWords(source))
      return true
    }
    if (isDirect(target) || !isDirect(source)) return false
    finish.push(Code.scatter, memoryRegister(source), ...walkWords(target))
    return true
  }

  return {
    compute: (member) => {
      const target = streams.get(viewKey(targetOf(member)))
      if (single && member.code === 'copy' && target && moveOnly(member, target)) return
      const operands = member.operands.map(operand)
      const own: Made = { number: pending.length, register: undefined }
      pending.push({ code: member.code, operands, by: member.by, made: own })
      made.set(member.value, own)
      if (!target) return
      if (isDirect(target)) {
        own.register = memoryRegister(target)
        stores.push({ value: own, register: own.register })
      } else finish.push(Code.scatter, registerOf(own), ...walkWords(target))
    },
    sum: ({ operands: [view], rows, columns, value }) => {
      const source = operand(view)
      const to: Pointer = { value, offset: 0 }
      if (sumsWithinChunks(rows, columns)) {
        finish.push(Code.sumRows, registerOf(source), to, 0, rows)
        return
      }
      const register = slotRegister()
      before.push(Code.clear, register, bytesOf(cut.chunk))
      sums.push({ value: source, register })
      after.push(Code.fold, register, to, bytesOf(columns), cut.chunk / columns, columns)
    },
    finish: () => {
      const isStep = new Set(pending.map((step) => step.made))
      const number = (value: Made) => (isStep.has(value) ? inputs.length + value.number : value.number)
      const numbered = (all: readonly { value: Made; register: number }[]) =>
        all.map(({ value, register }) => ({ value: number(value), register }))
      const body = chunkBody({
        inputs,
        steps: pending.map(({ code, operands, by }) => ({
          code,
          operands: operands.map(number),
          ...(by === undefined ? {} : { by }),
        })),
        stores: numbered(stores),
        sums: numbered(sums),
      })
      const sections = [before, layOut, finish, after]
      return {
        words: [
          cut.repetitions,
          cut.count,
          cut.chunk,
          stores.length + sums.length > 0 ? { loop: body } : 0,
          registers.length,
          ...sections.map(({ length }) => bytesOf(length)),
          ...registers.flat(),
          ...sections.flat(),
        ],
        scratchBytes: bytesOf(tableValues + slots * slotValues),
      }
    },
  }
}
