// Combinations of the rows that a per-task output is: in float32, along the tree that they are given.

import { rowBlock } from '../src/border/codes'

/**
 * Σ coefficient · row along a tree in postfix order: `steps` pairs of a row and its float32 coefficient, or of −1 and
 * anything, which adds the last two values. `stack` holds one block per pending value.
 */
export function combine(rows: usize, size: i32, tree: usize, steps: i32, stack: usize, to: usize): void {
  for (let from = 0; from < size; from += rowBlock) {
    const width = min(rowBlock, size - from)
    sumBlock(rows + (<usize>from << 2), <usize>size << 2, tree, steps, stack, width)
    memory.copy(to + (<usize>from << 2), stack, <usize>width << 2)
  }
}

/** One block of a combination, left at the start of `stack`; `row` is the bytes from row to row. */
export function sumBlock(rows: usize, row: usize, tree: usize, steps: i32, stack: usize, width: i32): void {
  const end = tree + (<usize>steps << 3)
  if (steps == 0) memory.fill(stack, 0, <usize>width << 2)
  let top = stack - (rowBlock << 2)
  for (let step = tree; step < end; ) {
    if (load<i32>(step) < 0) {
      addBlock(top - (rowBlock << 2), top, width)
      top -= rowBlock << 2
      step += 8
      continue
    }
    top += rowBlock << 2
    const leaves = fusedLeaves(step, end)
    scaleBlock(rows, row, step, leaves, top, width)
    step += leaves == 4 ? 56 : leaves == 2 ? 24 : 8
  }
}

function addBlock(a: usize, b: usize, width: i32): void {
  for (; width > 0; width -= 4) {
    v128.store(a, f32x4.add(v128.load(a), v128.load(b)))
    a += 16
    b += 16
  }
}

/** How many leaves at `step` make a sum of their own: (1 + 2) + (3 + 4), or 1 + 2, or one alone. */
function fusedLeaves(step: usize, end: usize): i32 {
  if (!isPair(step, end)) return 1
  return isPair(step + 24, end) && step + 56 <= end && load<i32>(step, 48) < 0 ? 4 : 2
}

/** Whether two leaves and their addition come next. */
function isPair(step: usize, end: usize): bool {
  return step + 24 <= end && load<i32>(step) >= 0 && load<i32>(step, 8) >= 0 && load<i32>(step, 16) < 0
}

/** The sum of as many scaled rows as `fusedLeaves` tells, in registers. */
function scaleBlock(rows: usize, row: usize, step: usize, leaves: i32, to: usize, width: i32): void {
  const a = rows + <usize>load<i32>(step) * row, byA = f32x4.splat(load<f32>(step, 4))
  const end = <usize>((width + 3) & ~3) << 2
  if (leaves == 1) {
    for (let at: usize = 0; at < end; at += 16) v128.store(to + at, f32x4.mul(v128.load(a + at), byA))
    return
  }
  const b = rows + <usize>load<i32>(step, 8) * row, byB = f32x4.splat(load<f32>(step, 12))
  if (leaves == 2) {
    for (let at: usize = 0; at < end; at += 16) {
      v128.store(to + at, f32x4.add(f32x4.mul(v128.load(a + at), byA), f32x4.mul(v128.load(b + at), byB)))
    }
    return
  }
  const c = rows + <usize>load<i32>(step, 24) * row, byC = f32x4.splat(load<f32>(step, 28))
  const d = rows + <usize>load<i32>(step, 32) * row, byD = f32x4.splat(load<f32>(step, 36))
  for (let at: usize = 0; at < end; at += 16) {
    const left = f32x4.add(f32x4.mul(v128.load(a + at), byA), f32x4.mul(v128.load(b + at), byB))
    const right = f32x4.add(f32x4.mul(v128.load(c + at), byC), f32x4.mul(v128.load(d + at), byD))
    v128.store(to + at, f32x4.add(left, right))
  }
}
