// Inner products of the rows that a per-task output is. They accumulate in float64, two partial sums each, block by block.

import { rowBlock } from '../src/border/codes'

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

/** rowᵢ · vector for all rows: the sum of the blocks' products, in order. `to` must hold zeros. */
export function dots(rows: usize, tasks: i32, size: i32, vector: usize, to: usize): void {
  for (let from = 0; from < size; from += rowBlock) {
    const offset = <usize>from << 2
    addDots(rows + offset, <usize>size << 2, tasks, vector + offset, min(rowBlock, size - from), to)
  }
}

/** rowᵢ · rowᵢ for all rows, added up as `dots` does. `to` must hold zeros. */
export function squaredNorms(rows: usize, tasks: i32, size: i32, to: usize): void {
  const row = <usize>size << 2
  for (let from = 0; from < size; from += rowBlock) {
    const width = min(rowBlock, size - from)
    let a = rows + (<usize>from << 2), at = to, left = tasks
    for (; left >= 4; left -= 4) {
      addFourSquares(a, row, width, at)
      a += row << 2
      at += 32
    }
    for (; left > 0; left--) {
      store<f64>(at, load<f64>(at) + blockDot(a, a, width))
      a += row
      at += 8
    }
  }
}

// @ts-ignore: decorator
@inline
function lowSquare(at: usize): v128 {
  const x = f64x2.promote_low_f32x4(v128.load64_zero(at))
  return f64x2.mul(x, x)
}

/** As blockDot for each of four rows with itself. */
function addFourSquares(a: usize, row: usize, size: i32, to: usize): void {
  let e0 = f64x2.splat(0), e1 = e0, e2 = e0, e3 = e0
  let o0 = e0, o1 = e0, o2 = e0, o3 = e0
  const end = a + (<usize>(size & ~3) << 2)
  for (let x = a; x < end; x += 16) {
    e0 = f64x2.add(e0, lowSquare(x))
    o0 = f64x2.add(o0, lowSquare(x + 8))
    const x1 = x + row
    e1 = f64x2.add(e1, lowSquare(x1))
    o1 = f64x2.add(o1, lowSquare(x1 + 8))
    const x2 = x1 + row
    e2 = f64x2.add(e2, lowSquare(x2))
    o2 = f64x2.add(o2, lowSquare(x2 + 8))
    const x3 = x2 + row
    e3 = f64x2.add(e3, lowSquare(x3))
    o3 = f64x2.add(o3, lowSquare(x3 + 8))
  }
  finishDot(f64x2.add(e0, o0), end, end, size & 3, to)
  finishDot(f64x2.add(e1, o1), end + row, end + row, size & 3, to + 8)
  finishDot(f64x2.add(e2, o2), end + 2 * row, end + 2 * row, size & 3, to + 16)
  finishDot(f64x2.add(e3, o3), end + 3 * row, end + 3 * row, size & 3, to + 24)
}

/** Adds one block's products of `count` rows, `row` bytes apart, with `b`. */
function addDots(a: usize, row: usize, count: i32, b: usize, size: i32, to: usize): void {
  for (; count >= 4; count -= 4) {
    addFourDots(a, row, b, size, to)
    a += row << 2
    to += 32
  }
  for (; count > 0; count--) {
    store<f64>(to, load<f64>(to) + blockDot(a, b, size))
    a += row
    to += 8
  }
}

/** As blockDot for each of four rows. Their sums do not wait for one another. */
function addFourDots(a: usize, row: usize, b: usize, size: i32, to: usize): void {
  let e0 = f64x2.splat(0), e1 = e0, e2 = e0, e3 = e0
  let o0 = e0, o1 = e0, o2 = e0, o3 = e0
  const end = a + (<usize>(size & ~3) << 2)
  let y = b
  for (let x = a; x < end; x += 16) {
    const l = f64x2.promote_low_f32x4(v128.load64_zero(y)), h = f64x2.promote_low_f32x4(v128.load64_zero(y, 8))
    e0 = f64x2.add(e0, f64x2.mul(f64x2.promote_low_f32x4(v128.load64_zero(x)), l))
    o0 = f64x2.add(o0, f64x2.mul(f64x2.promote_low_f32x4(v128.load64_zero(x, 8)), h))
    const x1 = x + row
    e1 = f64x2.add(e1, f64x2.mul(f64x2.promote_low_f32x4(v128.load64_zero(x1)), l))
    o1 = f64x2.add(o1, f64x2.mul(f64x2.promote_low_f32x4(v128.load64_zero(x1, 8)), h))
    const x2 = x1 + row
    e2 = f64x2.add(e2, f64x2.mul(f64x2.promote_low_f32x4(v128.load64_zero(x2)), l))
    o2 = f64x2.add(o2, f64x2.mul(f64x2.promote_low_f32x4(v128.load64_zero(x2, 8)), h))
    const x3 = x2 + row
    e3 = f64x2.add(e3, f64x2.mul(f64x2.promote_low_f32x4(v128.load64_zero(x3)), l))
    o3 = f64x2.add(o3, f64x2.mul(f64x2.promote_low_f32x4(v128.load64_zero(x3, 8)), h))
    y += 16
  }
  finishDot(f64x2.add(e0, o0), end, y, size & 3, to)
  finishDot(f64x2.add(e1, o1), end + row, y, size & 3, to + 8)
  finishDot(f64x2.add(e2, o2), end + 2 * row, y, size & 3, to + 16)
  finishDot(f64x2.add(e3, o3), end + 3 * row, y, size & 3, to + 24)
}

/** Adds a row's two partial sums and its last values. */
export function finishDot(sums: v128, a: usize, b: usize, size: i32, to: usize): void {
  store<f64>(to, load<f64>(to) + addLast(f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1), a, b, size))
}

function addLast(total: f64, a: usize, b: usize, size: i32): f64 {
  for (; size > 0; size--) {
    total += <f64>load<f32>(a) * <f64>load<f32>(b)
    a += 4
    b += 4
  }
  return total
}

export function blockDot(a: usize, b: usize, size: i32): f64 {
  let even = f64x2.splat(0), odd = f64x2.splat(0)
  for (; size >= 4; size -= 4) {
    const x = v128.load(a), y = v128.load(b)
    even = f64x2.add(even, f64x2.mul(low(x), low(y)))
    odd = f64x2.add(odd, f64x2.mul(high(x), high(y)))
    a += 16
    b += 16
  }
  const sums = f64x2.add(even, odd)
  return addLast(f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1), a, b, size)
}

/** rowᵢ · rowⱼ for all pairs, row-major, added up as `dots` does. Blocks of all rows pass through the cache once. `to` must hold zeros. */
export function gram(rows: usize, tasks: i32, size: i32, to: usize): void {
  const row = <usize>size << 2
  for (let from = 0; from < size; from += rowBlock) {
    const width = min(rowBlock, size - from)
    const offset = rows + (<usize>from << 2)
    for (let i = 0; i < tasks; i++) {
      const own = offset + <usize>i * row
      addDots(own, row, tasks - i, own, width, to + (<usize>(i * tasks + i) << 3))
    }
  }
  for (let i = 0; i < tasks; i++) {
    for (let j = 0; j < i; j++) store<f64>(to + (<usize>(i * tasks + j) << 3), load<f64>(to + (<usize>(j * tasks + i) << 3)))
  }
}
