// What several stages share: numbers that the kernels know (the commands of assembly/index.ts, the steps of assembly/map.ts), and bytes.

export const Command = {
  map: 0,
  matMul: 1,
  convolve: 2,
  convolveImages: 3,
  convolveFilters: 4,
  poolIndex: 5,
  pick: 6,
  place: 7,
  sum: 8,
  maximum: 9,
  clear: 10,
  loop: 11,
  product: 12,
} as const

export type CommandName = keyof typeof Command

/** What a map does around its loop. */
export const Code = { expand: 0, scatter: 1, clear: 2, fold: 3, sumRows: 4 } as const

/** What a fused step computes, one value from one or two. */
export type ElementwiseCode =
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

/** Values that go through a map at a time: a few such chunks fit the first-level cache. */
export const longestChunk = 1024

/** Bytes of a count of values or words. */
export function bytesOf(count: number): number {
  return count * 4
}

/** Rounds up to whole cache lines. */
export function align(bytes: number): number {
  return Math.ceil(bytes / 64) * 64
}
