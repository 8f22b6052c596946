// Rows over a plain array: the definition that every backend's own version must match.

import type { FloatArray, Rows } from './backend.js'
import { fail } from './errors.js'

/**
 * Calls `combine` along one binary tree over `count` leaves: the left side of every split is the largest power of
 * two below its size. The tree depends on `count` alone, so that partial sums made anywhere add up to the same bits.
 *
 * @throws AssentError when `count` is below 1
 */
export function treeSum<Value>(
  count: number,
  leaf: (index: number) => Value,
  combine: (left: Value, right: Value) => Value,
): Value {
  const over = (from: number, to: number): Value => {
    if (to - from === 1) return leaf(from)
    const middle = from + leftSize(to - from)
    return combine(over(from, middle), over(middle, to))
  }
  if (count < 1) fail('treeSum', 'at least one value to add up', `${count}`, 'leave out what has no tasks')
  return over(0, count)
}

/** The largest power of two below `size`. */
export function leftSize(size: number): number {
  return 1 << (31 - Math.clz32(size - 1))
}

/** {@link Rows} over `tasks × size` values that lie in one array. */
export function arrayRows(values: FloatArray, tasks: number): Rows {
  const size = values.length / tasks
  const row = (task: number): FloatArray => values.subarray(task * size, (task + 1) * size)
  const overTasks = (measure: (task: number) => number) => Float64Array.from({ length: tasks }, (_, task) => measure(task))
  const combine = (coefficients: ArrayLike<number>, first: number): FloatArray => {
    // Rounded to the rows' own precision first, as kernels that know no other do.
    const rounded = values instanceof Float32Array ? Float32Array.from(coefficients) : Float64Array.from(coefficients)
    const scaled = (leaf: number) => (rounded[leaf] === 0 ? undefined : scale(row(first + leaf), valueAt(rounded, leaf)))
    return treeSum(rounded.length, scaled, addInPlace) ?? values.slice(0, size).fill(0)
  }
  const dots = (vector: FloatArray) => overTasks((task) => dot(row(task), vector))
  const squaredNorms = () => overTasks((task) => dot(row(task), row(task)))
  return {
    tasks,
    size,
    squaredNorms: async () => squaredNorms(),
    dots: async (vector) => dots(vector),
    gram: async () => {
      const gram = new Float64Array(tasks * tasks)
      for (let i = 0; i < tasks; i++) {
        for (let j = i; j < tasks; j++) {
          gram[i * tasks + j] = gram[j * tasks + i] = dot(row(i), row(j))
        }
      }
      return gram
    },
    scores: async (coefficients) => ({ scores: dots(combine(coefficients, 0)), squaredNorms: squaredNorms() }),
    combine: async (coefficients, first = 0) => combine(coefficients, first),
  }
}

/** A value inside the rows. */
function valueAt(values: FloatArray, index: number): number {
  return values[index] as number
}

function dot(a: FloatArray, b: FloatArray): number {
  let total = 0
  for (let i = 0; i < a.length; i++) total += valueAt(a, i) * valueAt(b, i)
  return total
}

function scale(row: FloatArray, by: number): FloatArray {
  const scaled = row.slice()
  for (let i = 0; i < scaled.length; i++) scaled[i] = valueAt(scaled, i) * by
  return scaled
}

/** `left + right`, in the place of `left`. A row that is left out of the sum is undefined. */
function addInPlace(left: FloatArray | undefined, right: FloatArray | undefined): FloatArray | undefined {
  if (!left || !right) return left ?? right
  for (let i = 0; i < left.length; i++) left[i] = valueAt(left, i) + valueAt(right, i)
  return left
}
