// The closed list of operations. Every gradient rule is written in this same list, so any order of
// derivative is just more graph, and a backend that runs the list runs them all.

/** Values of equal shape, or broadcast by NumPy's rule. */
export type BinaryKind = 'add' | 'sub' | 'mul' | 'div'
/** One value in, one value out. */
export type UnaryKind = 'tanh' | 'sigmoid' | 'exp' | 'log' | 'sqrt' | 'rsqrt' | 'square'

/** Along rows, then along columns. */
export type Pair = readonly [number, number]

/** Where a window lies: steps between windows, and rows and columns of zeros before the image. */
export interface Window {
  /** How far the first rows of two windows lie apart, and their first columns. */
  readonly strides: Pair
  /** How many rows of zeros lie above the image, and columns to the left of it. */
  readonly before: Pair
}

/** What windows that are pooled look at: sizes, and steps between them. */
export interface PoolWindow {
  readonly sizes: Pair
  readonly strides: Pair
}

/**
 * What a node computes from its inputs `a, b, …`, for one task. The result's shape is the node's.
 *
 * Images are `[batch, height, width, channel]`, filters `[height, width, in, out]`.
 */
export type Operation =
  | { readonly kind: 'input'; readonly name: string }
  /** Every value is `value`. */
  | { readonly kind: 'fill'; readonly value: number }
  /** The same values at every run, row-major. */
  | { readonly kind: 'constant'; readonly values: readonly number[] }
  | { readonly kind: BinaryKind }
  | { readonly kind: UnaryKind }
  /** `a · by`. */
  | { readonly kind: 'scale'; readonly by: number }
  /** `a + by`. */
  | { readonly kind: 'addScalar'; readonly by: number }
  /** `b ≤ 0 ? 0 : a`: relu is `gate(x, x)`, its derivative `gate(g, x)`. NaN in `b` lets `a` pass. */
  | { readonly kind: 'gate' }
  /** Largest value along the last axis, which stays with length 1. NaN wins. Has no gradient. */
  | { readonly kind: 'max' }
  /** Sum over `axes`, which disappear. */
  | { readonly kind: 'sum'; readonly axes: readonly number[] }
  /** Repeats to the node's shape, aligned right. */
  | { readonly kind: 'broadcast' }
  | { readonly kind: 'reshape' }
  /** Axis `i` of the result is axis `permutation[i]` of `a`. */
  | { readonly kind: 'transpose'; readonly permutation: readonly number[] }
  /** The block of the node's shape that starts at `begin`. */
  | { readonly kind: 'slice'; readonly begin: readonly number[] }
  /** `a` placed at `begin` in zeros of the node's shape. */
  | { readonly kind: 'pad'; readonly begin: readonly number[] }
  | { readonly kind: 'concat'; readonly axis: number }
  /** Product of two matrices, either of them transposed first; of stacks `[count, rows, columns]`, matrix by matrix. */
  | { readonly kind: 'matMul'; readonly transposeA: boolean; readonly transposeB: boolean }
  /** Convolution of images `a` with filters `b`. */
  | ({ readonly kind: 'convolve' } & Window)
  /** Adjoint of `convolve` in its images: from output gradient `a` and filters `b`. */
  | ({ readonly kind: 'convolveImages' } & Window)
  /** Adjoint of `convolve` in its filters: from images `a` and output gradient `b`. */
  | ({ readonly kind: 'convolveFilters' } & Window)
  /** Position (from 0, row-major) of the largest value of each window; the first wins, NaN wins over all. */
  | ({ readonly kind: 'poolIndex' } & PoolWindow)
  /** The value of images `a` at each window's position `b`. */
  | ({ readonly kind: 'pick' } & PoolWindow)
  /** Adjoint of `pick`: adds `a` at each window's position `b` into zeros. */
  | ({ readonly kind: 'place' } & PoolWindow)
  /** `a`, seen as a constant by every gradient. */
  | { readonly kind: 'stopGradient' }

/** The name of an operation, such as `matMul`. */
export type OperationKind = Operation['kind']

/** Every kind once: the type sees to it that none is missing. */
const everyKind: { readonly [K in OperationKind]: true } = {
  input: true,
  fill: true,
  constant: true,
  add: true,
  sub: true,
  mul: true,
  div: true,
  tanh: true,
  sigmoid: true,
  exp: true,
  log: true,
  sqrt: true,
  rsqrt: true,
  square: true,
  scale: true,
  addScalar: true,
  gate: true,
  max: true,
  sum: true,
  broadcast: true,
  reshape: true,
  transpose: true,
  slice: true,
  pad: true,
  concat: true,
  matMul: true,
  convolve: true,
  convolveImages: true,
  convolveFilters: true,
  poolIndex: true,
  pick: true,
  place: true,
  stopGradient: true,
}

/** Whether a name is that of an operation. */
function isKind(name: string): name is OperationKind {
  return Object.hasOwn(everyKind, name)
}

/** All kinds, for backends that declare what they run. */
export const operationKinds: readonly OperationKind[] = Object.keys(everyKind).filter(isKind)
