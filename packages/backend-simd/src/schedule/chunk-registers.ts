// The registers of a chunked loop: where each chunk of an operand or a result lies, and how it gets there.

import { Around } from '../border/codes.js'
import { ClearStep, FoldStep, MoveStep, Register, SumRowsStep } from '../border/records.js'
import { bytesOf, longestChunk } from '../shared.js'
import { type Pointer, pointerTo, recordWords, scratch, type Word } from './call.js'
import type { Cut } from './cut.js'
import type { Stream } from './streams.js'
import { isContiguousWalk, mergeOwn, periodOf } from './walk.js'

/** Table of register addresses at the start of scratch memory. */
const tableValues = 128
/** A chunk, and room to round its length up. Not a power of two, so that slots fall on different cache sets. */
const slotValues = longestChunk + 48

/** What happens around the loop: before a repetition, before the loop of each chunk, after it, and after a repetition. */
interface Sections {
  readonly before: Word[]
  readonly layOut: Word[]
  readonly finish: Word[]
  readonly after: Word[]
}

/** The registers of one call. Each of these that returns a number adds a register and tells which it is. */
export interface Registers {
  /** A contiguous stream's own memory. */
  inMemory(stream: Stream): number
  /** The one value that a stream repeats. */
  onPoint(stream: Stream): number
  /** A chunk of scratch memory. */
  inScratch(): number
  /** Lays a stream out in scratch memory. */
  laidOut(stream: Stream): number
  /** Lays a stream out in the memory of another, chunk by chunk. */
  expandTo(register: number, stream: Stream): void
  /** Writes a register's chunks to a stream that is not contiguous. */
  scatterTo(register: number, stream: Stream): void
  /** Sums each of a register's rows of `length` values. */
  sumRows(register: number, to: Pointer, length: number): void
  /** Sums a scratch chunk's rows of `columns` values when a repetition is over; the loop adds to it. */
  fold(register: number, to: Pointer, columns: number): void
  readonly count: number
  readonly words: readonly Word[]
  readonly sections: Sections
  readonly scratchBytes: number
}

/** How a stream moves from repetition to repetition, in values; undefined where its walk there is no single axis. */
function outerStride({ walk }: Stream, { split }: Cut): number | undefined {
  if (split === 0) return 0
  const [axis, another] = mergeOwn(walk.slice(0, split))
  return another ? undefined : axis?.stride
}

/** Whether each repetition's values are contiguous. */
export function isDirect(stream: Stream, cut: Cut): boolean {
  return outerStride(stream, cut) !== undefined && isContiguousWalk(stream.walk.slice(cut.split))
}

/** Whether each repetition sees one value. */
export function isPoint(stream: Stream, cut: Cut): boolean {
  return outerStride(stream, cut) !== undefined && stream.walk.slice(cut.split).every(({ stride }) => stride === 0)
}

export function createRegisters(cut: Cut): Registers {
  const { count, chunk, split } = cut
  const isRagged = count % 4 !== 0 || (chunk < count && chunk % 4 !== 0)
  const words: Word[] = []
  const sections: Sections = { before: [], layOut: [], finish: [], after: [] }
  let registers = 0
  let slots = 0
  const add = (pointer: Word, stride: number, moves: boolean, detour: Word = 0): number => {
    words.push(...recordWords(Register, { pointer, stride: bytesOf(stride), moves: moves ? 1 : 0, detour }))
    return registers++
  }
  const nextSlot = (): Pointer => ({ value: scratch, offset: tableValues + slots++ * slotValues })
  const move = (around: Around, register: number, stream: Stream): Word[] => {
    const stride = outerStride(stream, cut)
    const walk = mergeOwn(stride === undefined ? stream.walk : stream.walk.slice(split))
    const axes = walk.length === 0 ? [{ length: 1, stride: 0 }] : walk
    const pointer = pointerTo(stream.view)
    const valueStride = stride === undefined ? count : 0
    return [
      ...recordWords(MoveStep, { around, register, pointer, stride: bytesOf(stride ?? 0), valueStride, rank: axes.length }),
      ...axes.flatMap((axis) => [axis.length, bytesOf(axis.stride)]),
    ]
  }
  const own = {
    inMemory: (stream: Stream) => {
      const detour = stream.written && isRagged ? nextSlot() : 0
      return add(pointerTo(stream.view), outerStride(stream, cut) ?? 0, true, detour)
    },
    onPoint: (stream: Stream) => add(pointerTo(stream.view), outerStride(stream, cut) ?? 0, false),
    inScratch: () => add(nextSlot(), 0, false),
    laidOut: (stream: Stream) => {
      const register = own.inScratch()
      // Before the chunks where all of them see the same, else for each.
      const isSame = outerStride(stream, cut) !== undefined && chunk % periodOf(stream.walk.slice(split)) === 0
      sections[isSame ? 'before' : 'layOut'].push(...move(Around.expand, register, stream))
      return register
    },
    expandTo: (register: number, stream: Stream) => void sections.layOut.push(...move(Around.expand, register, stream)),
    scatterTo: (register: number, stream: Stream) => void sections.finish.push(...move(Around.scatter, register, stream)),
    sumRows: (register: number, to: Pointer, length: number) => {
      sections.finish.push(...recordWords(SumRowsStep, { around: Around.sumRows, register, to, stride: 0, length }))
    },
    fold: (register: number, to: Pointer, columns: number) => {
      const sum = { around: Around.fold, register, to, stride: bytesOf(columns), rows: chunk / columns, columns }
      sections.before.push(...recordWords(ClearStep, { around: Around.clear, register, bytes: bytesOf(chunk) }))
      sections.after.push(...recordWords(FoldStep, sum))
    },
  }
  return {
    ...own,
    words,
    sections,
    get count() {
      return registers
    },
    get scratchBytes() {
      return bytesOf(tableValues + slots * slotValues)
    },
  }
}
