// What several stages share: names of commands and of elementwise steps, bytes, and lists whose items are known to be there.

import { fail } from '@assent/autodiff'
import type { Command } from './border/codes.js'

export type CommandName = keyof typeof Command

/** What a fused step computes, one value from one or two. */
export type Elementwise =
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'gate'
  | 'copy'
  | 'square'
  | 'sqrt'
  | 'rsqrt'
  | 'exp'
  | 'log'
  | 'tanh'
  | 'sigmoid'
  | 'scale'
  | 'addScalar'

/** Values that go through a chunked loop at a time: a few such chunks fit the first-level cache. */
export const longestChunk = 1024

/** Bytes of a count of values or words. */
export function bytesOf(count: number): number {
  return count * 4
}

/** Rounds up to whole cache lines. */
export function align(bytes: number): number {
  return Math.ceil(bytes / 64) * 64
}

/** The item of a list that the program's own rules put there. */
export function at<Item>(list: readonly Item[], index: number): Item {
  return present(list[index])
}

/** What the program's own rules made sure of. */
export function present<Value>(value: Value | undefined): Value {
  return value === undefined
    ? fail('backend simd', 'a program that keeps to its rules', 'one that does not', 'report this program')
    : value
}
