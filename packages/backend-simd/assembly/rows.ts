// Linear algebra over the rows that a per-task output is. Products accumulate in float64, two partial sums each;
// combinations stay in float32 and follow the tree that they are given.

/** Values of a row that are worked on at a time. */
const block = 256

// @ts-ignore: decorator
@inline
function low(a: v128): v128 {
  return f64x2.promote_low_f32x4(a)
}

// @ts-ignore: decorator
@inline
function high(a: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f32>(a, a, 2, 3, 2, 3))
}

/** a · b: the sum of the blocks' products, in order. */
export function dot(a: usize, b: usize, size: i32): f64 {
  let total: f64 = 0
  for (let from = 0; from < size; from += block) {
    const offset = <usize>from << 2
    total += blockDot(a + offset, b + offset, min(block, size - from))
  }
  return total
}

function blockDot(a: usize, b: usize, size: i32): f64 {
  let even = f64x2.splat(0), odd = f64x2.splat(0)
  for (; size >= 4; size -= 4) {
    const x = v128.load(a), y = v128.load(b)
    even = f64x2.add(even, f64x2.mul(low(x), low(y)))
    odd = f64x2.add(odd, f64x2.mul(high(x), high(y)))
    a += 16
    b += 16
  }
  const sums = f64x2.add(even, odd)
  let total = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1)
  for (; size > 0; size--) {
    total += <f64>load<f32>(a) * <f64>load<f32>(b)
    a += 4
    b += 4
  }
  return total
}

/** rowᵢ · rowⱼ for all pairs, row-major, added up as `dot` does. Blocks of all rows pass through the cache once. `to` must hold zeros. */
export function gram(rows: usize, tasks: i32, size: i32, to: usize): void {
  const row = <usize>size << 2
  for (let from = 0; from < size; from += block) {
    const width = min(block, size - from)
    const offset = rows + (<usize>from << 2)
    for (let i = 0; i < tasks; i++) {
      for (let j = i; j < tasks; j++) {
        const at = to + (<usize>(i * tasks + j) << 3)
        store<f64>(at, load<f64>(at) + blockDot(offset + <usize>i * row, offset + <usize>j * row, width))
      }
    }
  }
  for (let i = 0; i < tasks; i++) {
    for (let j = 0; j < i; j++) store<f64>(to + (<usize>(i * tasks + j) << 3), load<f64>(to + (<usize>(j * tasks + i) << 3)))
  }
}

/**
 * Σ coefficient · row along a tree in postfix order: `steps` pairs of a row and its float32 coefficient, or of −1 and
 * anything, which adds the last two values. `stack` holds one block per pending value.
 */
export function combine(rows: usize, size: i32, tree: usize, steps: i32, stack: usize, to: usize): void {
  const row = <usize>size << 2
  for (let from = 0; from < size; from += block) {
    const width = min(block, size - from)
    let top = stack - (block << 2)
    for (let step = 0; step < steps; step++) {
      const index = load<i32>(tree + (<usize>step << 3))
      if (index < 0) {
        addBlock(top - (block << 2), top, width)
        top -= block << 2
      } else {
        top += block << 2
        scaleBlock(rows + <usize>index * row + (<usize>from << 2), load<f32>(tree + (<usize>step << 3), 4), top, width)
      }
    }
    memory.copy(to + (<usize>from << 2), stack, <usize>width << 2)
  }
}

function addBlock(a: usize, b: usize, width: i32): void {
  for (; width > 0; width -= 4) {
    v128.store(a, f32x4.add(v128.load(a), v128.load(b)))
    a += 16
    b += 16
  }
}

function scaleBlock(a: usize, by: f32, to: usize, width: i32): void {
  const factor = f32x4.splat(by)
  for (; width > 0; width -= 4) {
    v128.store(to, f32x4.mul(v128.load(a), factor))
    to += 16
    a += 16
  }
}
