// The border between the planner (TypeScript) and the kernels (AssemblyScript): both compile this very file, so that neither
// can drift from the other. Numbers of commands, and sizes that the planner gives memory for and the kernels fill.

/** What a program is a list of. */
export enum Command {
  /** A group chunk by chunk: operands that are not contiguous are laid out around a loop that the program brought along. */
  chunks,
  matMul,
  convolve,
  convolveImages,
  convolveFilters,
  poolIndex,
  pick,
  place,
  sum,
  maximum,
  clear,
  /** A group as one nest of loops that the program brought along. */
  nest,
  /** A matrix product that the program brought along. */
  product,
}

/** What happens around the loop of a chunk. */
export enum Around {
  /** Lays an operand out in scratch memory. */
  expand,
  /** Writes values of scratch memory to a strided view. */
  scatter,
  clear,
  /** Adds up the rows of a sum over all chunks. */
  fold,
  /** Sums whole rows within a chunk. */
  sumRows,
}

/** Scratch for one tile of a product, at the start of the workspace. */
export const tileBytes = 128
/** Columns of a packed panel. */
export const panelColumns = 8
/** Longest stretch of k in one pass of a product: a panel of b of this depth stays in the first-level cache. */
export const maximumDepth = 384
/** Columns of b that are packed at a time. */
export const blockColumns = 256
/** Rows of a that stay in the second-level cache while all columns of a block pass by. */
export const blockRows = 64

/** Stretches of a window shorter than this, in values, are gathered into whole patches first. */
export const shortestStretch = 8

/** A tile of Winograd's between the two passes of a transform: four vectors by four. */
export const passBytes = 256
/** What a transform of Winograd's works in, at the start of the workspace: a tile after each of its two passes. */
export const transformBytes = 2 * passBytes
/** Tiles of Winograd's that are worked on together: their transforms stay in the second-level cache. */
export const largestStrip = 64

/** Values of a row that are worked on at a time in linear algebra over tasks. */
export const rowBlock = 256
