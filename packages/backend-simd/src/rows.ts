// Linear algebra over the rows of an output, where they lie: nothing but results is copied out.

import { type FloatArray, type Rows, treeSum } from '@assent/autodiff'
import type { Kernels } from './kernels.js'
import { align, type Heap } from './memory.js'
import { bytesOf } from './words.js'

/** Bytes of one pending value of a combination, as in assembly/rows.ts. */
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
    combine: async (coefficients, first = 0) => {
      const rounded = Float32Array.from(coefficients)
      return locate((address) => combine(kernels, heap, address + bytesOf(first * size), size, rounded))
    },
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
function writeTree(heap: Heap, coefficients: Float32Array, to: number): number {
  const [integers, floats] = [heap.integers(), heap.floats()]
  let at = to / 4
  const write = (row: number, by: number): true => {
    integers[at++] = row
    floats[at++] = by
    return true
  }
  const leaf = (row: number) => coefficients[row] !== 0 && write(row, coefficients[row] as number)
  treeSum(coefficients.length, leaf, (left, right) => (left && right ? write(-1, 0) : left || right))
  return (at - to / 4) / 2
}

function combine(kernels: Kernels, heap: Heap, address: number, size: number, coefficients: Float32Array): FloatArray {
  const count = coefficients.length
  const treeBytes = align(2 * count * 8)
  const stackBytes = blockBytes * (2 + Math.ceil(Math.log2(2 * count)))
  return borrow(heap, treeBytes + stackBytes + size * 4 + 64, (tree) => {
    const steps = writeTree(heap, coefficients, tree)
    if (steps === 0) return new Float32Array(size)
    const stack = tree + treeBytes
    const to = stack + stackBytes
    kernels.combine(address, size, tree, steps, stack, to)
    return heap.floats().slice(to / 4, to / 4 + size)
  })
}
