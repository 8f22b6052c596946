// A command before the memory is laid out: numbers, and pointers to values that get their addresses later.

import type { Body } from '../emit/wasm.js'
import type { View } from '../lower/view.js'
import { bytesOf, Command, type CommandName } from '../shared.js'

/** A place in a value's memory, `offset` values from its start, or in scratch memory. */
export interface Pointer {
  readonly value: number
  readonly offset: number
}

/** The place in the function table that a call's own loop gets. */
export interface LoopPlace {
  readonly loop: Body
}

export type Word = number | Pointer | LoopPlace

/** Stands for scratch memory where a pointer names a value. */
export const scratch = -1

/** The first value that a view shows. */
export function pointerTo({ source, offset }: Pick<View, 'source' | 'offset'>): Pointer {
  return { value: source, offset }
}

/** The first value of a result. */
export function resultPointer(value: number): Pointer {
  return { value, offset: 0 }
}

/** Bytes of one tile at the start of scratch memory, as in assembly/gemm.ts. */
export const tileBytes = 128

/** Rounds columns up to whole panels of eight. */
export function panels(count: number): number {
  return Math.ceil(count / 8) * 8
}

/** One kernel call. */
export interface Call {
  readonly command: CommandName
  readonly words: readonly Word[]
  /** Bytes of scratch memory that the call uses. */
  readonly scratchBytes: number
  /** Multiplications and additions, for profiles. */
  readonly flops: number
  /** For written values: read values whose memory they may take over, as each value is read before its place is written. */
  readonly inPlace?: ReadonlyMap<number, readonly number[]>
}

/** Number and length in front of a call's arguments. */
export function callWords({ command, words }: Call): Word[] {
  return [Command[command], bytesOf(words.length + 2), ...words]
}
