// Linear algebra over the rows of an output, where they lie: nothing but results is copied out.

import { type FloatArray, type Rows, treeSum } from '@assent/autodiff'
import type { Kernels } from './kernels.js'
import type { Heap } from './memory.js'
import { bytesOf } from './words.js'

/** Bytes of one pending value of a combination, as in assembly/rows.ts. */
const blockBytes = 1024

/** Where rows lie while `use` looks at them. */
export type Located = <Result>(use: (address: number) => Result) => Result

/** The `tasks × size` matrix that `locate` finds in memory. */
export function memoryRows(kernels: Kernels, heap: Heap, locate: Located, tasks: number, size: number): Rows {
  const overTasks = (measure: (row: number) => number) =>
    locate((address) => Float64Array.from({ length: tasks }, (_, task) => measure(address + bytesOf(task * size))))
  return {
    tasks,
    size,
    squaredNorms: async () => overTasks((row) => kernels.dot(row, row, size)),
    dots: async (vector) => withValues(heap, vector, (at) => overTasks((row) => kernels.dot(row, at, size))),
    gram: async () =>
      locate((address) =>
        borrow(heap, tasks * tasks * 8, (at) => {
          const place = [at / 8, at / 8 + tasks * tasks] as const
          heap.doubles().fill(0, ...place)
          kernels.gram(address, tasks, size, at)
          return heap.doubles().slice(...place)
        }),
      ),
    combine: async (coefficients, first = 0) => {
      const tree = postfix(Float32Array.from(coefficients))
      return locate((address) => combine(kernels, heap, address + bytesOf(first * size), size, tree))
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

/** A combination in the order of a stack machine: a row with its coefficient, or −1, which adds the last two values. */
type Postfix = readonly { readonly row: number; readonly by: number }[]

function postfix(coefficients: Float32Array): Postfix {
  const leaf = (row: number): Postfix => (coefficients[row] === 0 ? [] : [{ row, by: coefficients[row] as number }])
  return treeSum(coefficients.length, leaf, (left, right) =>
    left.length > 0 && right.length > 0 ? [...left, ...right, { row: -1, by: 0 }] : [...left, ...right],
  )
}

function combine(kernels: Kernels, heap: Heap, address: number, size: number, tree: Postfix): FloatArray {
  if (tree.length === 0) return new Float32Array(size)
  const stackBytes = blockBytes * (2 + Math.ceil(Math.log2(tree.length + 1)))
  return borrow(heap, tree.length * 8 + stackBytes + size * 4 + 64, (at) => {
    const stack = at + Math.ceil((tree.length * 8) / 16) * 16
    const to = stack + stackBytes
    for (const [step, { row, by }] of tree.entries()) {
      heap.integers()[at / 4 + 2 * step] = row
      heap.floats()[at / 4 + 2 * step + 1] = by
    }
    kernels.combine(address, size, at, tree.length, stack, to)
    return heap.floats().slice(to / 4, to / 4 + size)
  })
}
