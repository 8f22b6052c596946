// Linear algebra over the rows of an output, where they lie: nothing but results is copied out.

import { type FloatArray, type Rows, treeSum } from '@assent/autodiff'
import { align, bytesOf } from '../shared.js'
import type { Kernels } from './kernels.js'
import type { Heap } from './memory.js'

/** Bytes of one pending value of a combination, as in assembly/row-block.ts. */
const blockBytes = 1024

/** Where rows lie while `use` looks at them. */
export type Located = <Result>(use: (address: number) => Result) => Result

/** The `tasks × size` matrix that `locate` finds in memory. */
export function memoryRows(kernels: Kernels, heap: Heap, locate: Located, tasks: number, size: number): Rows {
  /** Runs a kernel that adds to `count` float64 values, which start at 0. */
  const accumulate = (count: number, add: (address: number, to: number) => void) =>
    locate((address) =>
      borrow(heap, count * 8, (at) => {
        heap.doubles().fill(0, at / 8, at / 8 + count)
        add(address, at)
        return heap.doubles().slice(at / 8, at / 8 + count)
      }),
    )
  return {
    tasks,
    size,
    squaredNorms: async () => accumulate(tasks, (address, to) => kernels.squaredNorms(address, tasks, size, to)),
    dots: async (vector) =>
      withValues(heap, vector, (at) => accumulate(tasks, (address, to) => kernels.dots(address, tasks, size, at, to))),
    gram: async () => accumulate(tasks * tasks, (address, to) => kernels.gram(address, tasks, size, to)),
    scores: async (coefficients) =>
      withTree(heap, coefficients, 16 * tasks, ({ tree, steps, stack, free }) => {
        heap.doubles().fill(0, free / 8, free / 8 + 2 * tasks)
        locate((address) => kernels.scores(address, tasks, size, tree, steps, stack, free))
        const found = heap.doubles().slice(free / 8, free / 8 + 2 * tasks)
        return { scores: found.subarray(0, tasks), squaredNorms: found.subarray(tasks) }
      }),
    combine: async (coefficients, first = 0) =>
      withTree(heap, coefficients, bytesOf(size) + 64, ({ tree, steps, stack, free }) => {
        if (steps === 0) return new Float32Array(size)
        locate((address) => kernels.combine(address + bytesOf(first * size), size, tree, steps, stack, free))
        return heap.floats().slice(free / 4, free / 4 + size)
      }),
  }
}

/** Puts values into memory while `use` looks at them. */
export function withValues<Result>(heap: Heap, values: FloatArray, use: (address: number) => Result): Result {
  return borrow(heap, bytesOf(values.length), (address) => {
    heap.floats().set(values, address / 4)
    return use(address)
  })
}

/** Runs `use` with `bytes` of memory that are given back afterwards. */
function borrow<Result>(heap: Heap, bytes: number, use: (address: number) => Result): Result {
  const block = heap.allocate(bytes)
  try {
    return use(block.address)
  } finally {
    heap.release(block)
  }
}

/**
 * Writes a combination for a stack machine: a row with its coefficient, or −1, which adds the last two values. Returns the
 * number of steps.
 */
function writeTree(heap: Heap, coefficients: ArrayLike<number>, to: number): number {
  const [integers, floats] = [heap.integers(), heap.floats()]
  let at = to / 4
  const write = (row: number, by: number): true => {
    integers[at++] = row
    floats[at++] = by
    return true
  }
  const leaf = (row: number) => {
    const rounded = Math.fround(coefficients[row] as number)
    return rounded !== 0 && write(row, rounded)
  }
  treeSum(coefficients.length, leaf, (left, right) => (left && right ? write(-1, 0) : left || right))
  return (at - to / 4) / 2
}

/** A combination in memory, the stack that it needs, and where free bytes begin. */
interface Tree {
  readonly tree: number
  readonly steps: number
  readonly stack: number
  readonly free: number
}

/** Puts a combination into memory, with `bytes` free ones behind, while `use` looks at it. */
function withTree<Result>(heap: Heap, coefficients: ArrayLike<number>, bytes: number, use: (tree: Tree) => Result): Result {
  const count = coefficients.length
  const treeBytes = align(2 * count * 8)
  const stackBytes = blockBytes * (2 + Math.ceil(Math.log2(2 * count)))
  return borrow(heap, treeBytes + stackBytes + bytes, (tree) => {
    const stack = tree + treeBytes
    return use({ tree, steps: writeTree(heap, coefficients, tree), stack, free: stack + stackBytes })
  })
}
