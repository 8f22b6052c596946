// A kernel call before memory is laid out: numbers, and pointers to values that get their addresses later.

import { Command, panelColumns } from '../border/codes.js'
import { CommandHeader } from '../border/records.js'
import type { Body } from '../emit/wasm.js'
import type { View } from '../lower/view.js'
import { bytesOf, type CommandName } from '../shared.js'

/** Where a value's memory begins, `offset` values on, or scratch memory. */
export interface Pointer {
  readonly value: number
  readonly offset: number
}

/** Code that a call brings along: its place in the function table is known when it is loaded. */
export interface BodyWord {
  readonly body: Body
}

export type Word = number | Pointer | BodyWord

export function isBody(word: Word): word is BodyWord {
  return typeof word === 'object' && 'body' in word
}

/** What a record of border/records.ts is filled with. */
export type Fields<Record> = { readonly [Field in keyof Record]: Word }

/** A record's fields in the order in which the kernels read them. */
export function recordWords<Record extends object>(record: new () => Record, fields: Fields<Record>): Word[] {
  const words: Word[] = []
  for (const field in new record()) words.push(fields[field])
  return words
}

/** How many words a record takes. */
export function recordLength(record: new () => object): number {
  return Object.keys(new record()).length
}

/** Stands for scratch memory where a pointer names a value. */
export const scratch = -1

/** The first value that a view shows. */
export function pointerTo({ source, offset }: View): Pointer {
  return { value: source, offset }
}

/** The first value of a result. */
export function resultPointer(value: number): Pointer {
  return { value, offset: 0 }
}

/** Rounds columns up to whole panels. */
export function panels(count: number): number {
  return Math.ceil(count / panelColumns) * panelColumns
}

/** One kernel call. */
export interface Call {
  readonly command: CommandName
  /** A record of border/records.ts, or code and what it is called with. */
  readonly words: readonly Word[]
  /** Bytes of scratch memory that the call uses. */
  readonly scratchBytes: number
  /** Multiplications and additions, for profiles. */
  readonly flops: number
  /** For written values: read values whose memory they may take over, as each value is read before its place is written. */
  readonly inPlace?: ReadonlyMap<number, readonly number[]>
}

/** How many words a call takes in memory. */
export function lengthOf({ words }: Call): number {
  return recordLength(CommandHeader) + words.length
}

/** A call as it lies in memory. */
export function callWords(call: Call): Word[] {
  const header = { command: Command[call.command], bytes: bytesOf(lengthOf(call)) }
  return [...recordWords(CommandHeader, header), ...call.words]
}
