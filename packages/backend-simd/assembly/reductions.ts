// Sums and maxima. Long sums are cut into short ones, whose totals are added up in float64; every order depends on
// the lengths alone.

import { MaximumCommand, SumCommand } from '../src/border/records'

/** Values whose float32 sum is taken before it joins the float64 total. */
const block = 1024

/** Sum of `count` contiguous values. */
export function sumRun(a: usize, count: i32): f32 {
  let total: f64 = 0
  while (count > 0) {
    let rest = min(count, block)
    count -= rest
    let s0 = f32x4.splat(0), s1 = f32x4.splat(0), s2 = f32x4.splat(0), s3 = f32x4.splat(0)
    for (; rest >= 16; rest -= 16) {
      s0 = f32x4.add(s0, v128.load(a))
      s1 = f32x4.add(s1, v128.load(a, 16))
      s2 = f32x4.add(s2, v128.load(a, 32))
      s3 = f32x4.add(s3, v128.load(a, 48))
      a += 64
    }
    const s = f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3))
    let sum = f32x4.extract_lane(s, 0) + f32x4.extract_lane(s, 1) + (f32x4.extract_lane(s, 2) + f32x4.extract_lane(s, 3))
    for (; rest > 0; rest--) {
      sum += load<f32>(a)
      a += 4
    }
    total += <f64>sum
  }
  return <f32>total
}

/** Sums of `rows` rows of `length` contiguous values each. */
export function sumRows(a: usize, rows: i32, length: i32, to: usize): void {
  for (; rows > 0; rows--) {
    store<f32>(to, sumRun(a, length))
    a += <usize>length << 2
    to += 4
  }
}

/** Adds up `rows` rows of `length` contiguous values each. Uses no other memory, so `to` must not overlap `a`. */
export function foldRows(a: usize, rows: i32, length: i32, to: usize): void {
  if (length == 1) {
    store<f32>(to, sumRun(a, rows))
    return
  }
  const row = <usize>length << 2
  let column: usize = 0
  for (; column + 16 <= row; column += 16) {
    let from = a + column
    let total = f32x4.splat(0)
    for (let left = rows; left > 0;) {
      let sum = f32x4.splat(0)
      const part = min(left, block)
      left -= part
      for (let r = 0; r < part; r++) {
        sum = f32x4.add(sum, v128.load(from))
        from += row
      }
      total = f32x4.add(total, sum)
    }
    v128.store(to + column, total)
  }
  for (; column < row; column += 4) {
    let from = a + column
    let total: f32 = 0
    for (let left = rows; left > 0;) {
      let sum: f32 = 0
      const part = min(left, block)
      left -= part
      for (let r = 0; r < part; r++) {
        sum += load<f32>(from)
        from += row
      }
      total += sum
    }
    store<f32>(to + column, total)
  }
}

export function sum(c: SumCommand): void {
  const rows = c.rows, columns = c.columns
  let from = c.from, to = c.to
  for (let left = c.count; left > 0; left--) {
    foldRows(from, rows, columns, to)
    from += <usize>(rows * columns) << 2
    to += <usize>columns << 2
  }
}

/** NaN wins. */
export function maximum(c: MaximumCommand): void {
  const length = c.length
  let from = c.from, to = c.to
  for (let left = c.rows; left > 0; left--) {
    let best = load<f32>(from)
    for (let i = 1; i < length; i++) best = max(best, load<f32>(from + (<usize>i << 2)))
    store<f32>(to, best)
    from += <usize>length << 2
    to += 4
  }
}
