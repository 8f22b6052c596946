// The transpose of a small matrix, as instructions of WebAssembly: four by four values in registers at a time.

import { advance, repeat } from './statements.js'
import { type Emit, local, v128 } from './wasm.js'

/** A row-major matrix whose rows and columns come in fours, and the locals that its transpose may use. */
export interface Transpose {
  readonly rows: number
  readonly columns: number
  /** Bytes from row to row. */
  readonly rowBytes: number
  /** Locals that point at the matrix and at its transpose, and do so again at the end. */
  readonly from: number
  readonly to: number
  /** Locals that count. */
  readonly counters: readonly [number, number]
  /** The first of eight locals for vectors. */
  readonly vectors: number
}

/** Writes the transpose, contiguous. */
export function transpose(emit: Emit, { rows, columns, rowBytes, from, to, counters, vectors }: Transpose): void {
  repeat(emit, rows / 4, counters[0], () => {
    repeat(emit, columns / 4, counters[1], () => {
      transposeFour(emit, { from, fromBytes: rowBytes, to, toBytes: 4 * rows, vectors })
      advance(emit, from, 16)
      advance(emit, to, 16 * rows)
    })
    advance(emit, from, 4 * rowBytes - 4 * columns)
    advance(emit, to, 16 - 4 * rows * columns)
  })
  advance(emit, from, -rows * rowBytes)
  advance(emit, to, -4 * rows)
}

interface FourByFour {
  readonly from: number
  readonly fromBytes: number
  readonly to: number
  readonly toBytes: number
  readonly vectors: number
}

/** Pairs up values of two rows, then pairs of two pairs of rows. */
function transposeFour(emit: Emit, { from, fromBytes, to, toBytes, vectors }: FourByFour): void {
  const row = (index: number) => vectors + index
  const pairs = (half: number, upper: number) => vectors + 4 + 2 * half + upper
  for (const index of [0, 1, 2, 3]) emit(local.get(from), v128.load(index * fromBytes), local.set(row(index)))
  for (const [half, lanes] of [v128.shuffle(0, 4, 1, 5), v128.shuffle(2, 6, 3, 7)].entries()) {
    for (const upper of [0, 1]) {
      emit(local.get(row(2 * upper)), local.get(row(2 * upper + 1)), lanes, local.set(pairs(half, upper)))
    }
  }
  for (const half of [0, 1]) {
    for (const [index, lanes] of [v128.shuffle(0, 1, 4, 5), v128.shuffle(2, 3, 6, 7)].entries()) {
      emit(local.get(to), local.get(pairs(half, 0)), local.get(pairs(half, 1)), lanes, v128.store((2 * half + index) * toBytes))
    }
  }
}
