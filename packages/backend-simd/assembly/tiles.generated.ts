// Written by tools/tiles.mjs; change it there. The innermost loops of every product: `rows` × 8 values of
// c = Σₖ a(row, k) · b(k, column), with k running over `segments` stretches of memory, each `length` bytes of a's
// own steps long and followed by a jump. All steps are in bytes. Every value adds up its products in the order of k,
// whatever the tile, so that results do not depend on how a product is cut into tiles.

import { multiplyAdd } from './multiply-add'

function rowTile1(
  a0: usize, a1: usize, a2: usize, a3: usize, segments: i32, length: usize, jump: usize,
  panel: usize, bStep: usize, c0: usize, cRow: usize, accumulate: bool, tiles: i32, aTile: usize,
): void {
  do {
  let b = panel, left = segments
  let left0 = f32x4.splat(0), right0 = f32x4.splat(0)
  let bLeft: v128, bRight: v128, value: v128
  do {
    const end0 = a0 + length
    while (true) {
      bLeft = v128.load(b)
      bRight = v128.load(b, 16)
      b += bStep
      value = v128.load32_splat(a0, 0)
      left0 = multiplyAdd(value, bLeft, left0)
      right0 = multiplyAdd(value, bRight, right0)
      a0 += 4
      if (a0 == end0) break
    }
    a0 += jump
  } while (--left)
  if (accumulate) {
    left0 = f32x4.add(v128.load(c0), left0)
    right0 = f32x4.add(v128.load(c0, 16), right0)
  }
  v128.store(c0, left0)
  v128.store(c0, right0, 16)
  a0 += aTile
  c0 += 1 * cRow
  } while (--tiles)
}

function rowTile2(
  a0: usize, a1: usize, a2: usize, a3: usize, segments: i32, length: usize, jump: usize,
  panel: usize, bStep: usize, c0: usize, cRow: usize, accumulate: bool, tiles: i32, aTile: usize,
): void {
  do {
  let b = panel, left = segments
  let left0 = f32x4.splat(0), right0 = f32x4.splat(0)
  let left1 = f32x4.splat(0), right1 = f32x4.splat(0)
  let bLeft: v128, bRight: v128, value: v128
  do {
    const end0 = a0 + length
    while (true) {
      bLeft = v128.load(b)
      bRight = v128.load(b, 16)
      b += bStep
      value = v128.load32_splat(a0, 0)
      left0 = multiplyAdd(value, bLeft, left0)
      right0 = multiplyAdd(value, bRight, right0)
      value = v128.load32_splat(a1, 0)
      left1 = multiplyAdd(value, bLeft, left1)
      right1 = multiplyAdd(value, bRight, right1)
      a0 += 4; a1 += 4
      if (a0 == end0) break
    }
    a0 += jump; a1 += jump
  } while (--left)
  const c1 = c0 + cRow
  if (accumulate) {
    left0 = f32x4.add(v128.load(c0), left0)
    right0 = f32x4.add(v128.load(c0, 16), right0)
    left1 = f32x4.add(v128.load(c1), left1)
    right1 = f32x4.add(v128.load(c1, 16), right1)
  }
  v128.store(c0, left0)
  v128.store(c0, right0, 16)
  v128.store(c1, left1)
  v128.store(c1, right1, 16)
  a0 += aTile; a1 += aTile
  c0 += 2 * cRow
  } while (--tiles)
}

function rowTile3(
  a0: usize, a1: usize, a2: usize, a3: usize, segments: i32, length: usize, jump: usize,
  panel: usize, bStep: usize, c0: usize, cRow: usize, accumulate: bool, tiles: i32, aTile: usize,
): void {
  do {
  let b = panel, left = segments
  let left0 = f32x4.splat(0), right0 = f32x4.splat(0)
  let left1 = f32x4.splat(0), right1 = f32x4.splat(0)
  let left2 = f32x4.splat(0), right2 = f32x4.splat(0)
  let bLeft: v128, bRight: v128, value: v128
  do {
    const end0 = a0 + length
    const end1 = end0 - 4
    const end2 = end0 - 8
    const end3 = end0 - 12
    while (true) {
      bLeft = v128.load(b)
      bRight = v128.load(b, 16)
      b += bStep
      value = v128.load32_splat(a0, 0)
      left0 = multiplyAdd(value, bLeft, left0)
      right0 = multiplyAdd(value, bRight, right0)
      value = v128.load32_splat(a1, 0)
      left1 = multiplyAdd(value, bLeft, left1)
      right1 = multiplyAdd(value, bRight, right1)
      value = v128.load32_splat(a2, 0)
      left2 = multiplyAdd(value, bLeft, left2)
      right2 = multiplyAdd(value, bRight, right2)
      if (a0 == end1) { a0 += 4; a1 += 4; a2 += 4; break }
      bLeft = v128.load(b)
      bRight = v128.load(b, 16)
      b += bStep
      value = v128.load32_splat(a0, 4)
      left0 = multiplyAdd(value, bLeft, left0)
      right0 = multiplyAdd(value, bRight, right0)
      value = v128.load32_splat(a1, 4)
      left1 = multiplyAdd(value, bLeft, left1)
      right1 = multiplyAdd(value, bRight, right1)
      value = v128.load32_splat(a2, 4)
      left2 = multiplyAdd(value, bLeft, left2)
      right2 = multiplyAdd(value, bRight, right2)
      if (a0 == end2) { a0 += 8; a1 += 8; a2 += 8; break }
      bLeft = v128.load(b)
      bRight = v128.load(b, 16)
      b += bStep
      value = v128.load32_splat(a0, 8)
      left0 = multiplyAdd(value, bLeft, left0)
      right0 = multiplyAdd(value, bRight, right0)
      value = v128.load32_splat(a1, 8)
      left1 = multiplyAdd(value, bLeft, left1)
      right1 = multiplyAdd(value, bRight, right1)
      value = v128.load32_splat(a2, 8)
      left2 = multiplyAdd(value, bLeft, left2)
      right2 = multiplyAdd(value, bRight, right2)
      if (a0 == end3) { a0 += 12; a1 += 12; a2 += 12; break }
      bLeft = v128.load(b)
      bRight = v128.load(b, 16)
      b += bStep
      value = v128.load32_splat(a0, 12)
      left0 = multiplyAdd(value, bLeft, left0)
      right0 = multiplyAdd(value, bRight, right0)
      value = v128.load32_splat(a1, 12)
      left1 = multiplyAdd(value, bLeft, left1)
      right1 = multiplyAdd(value, bRight, right1)
      value = v128.load32_splat(a2, 12)
      left2 = multiplyAdd(value, bLeft, left2)
      right2 = multiplyAdd(value, bRight, right2)
      a0 += 16; a1 += 16; a2 += 16
      if (a0 == end0) break
    }
    a0 += jump; a1 += jump; a2 += jump
  } while (--left)
  const c1 = c0 + cRow
  const c2 = c1 + cRow
  if (accumulate) {
    left0 = f32x4.add(v128.load(c0), left0)
    right0 = f32x4.add(v128.load(c0, 16), right0)
    left1 = f32x4.add(v128.load(c1), left1)
    right1 = f32x4.add(v128.load(c1, 16), right1)
    left2 = f32x4.add(v128.load(c2), left2)
    right2 = f32x4.add(v128.load(c2, 16), right2)
  }
  v128.store(c0, left0)
  v128.store(c0, right0, 16)
  v128.store(c1, left1)
  v128.store(c1, right1, 16)
  v128.store(c2, left2)
  v128.store(c2, right2, 16)
  a0 += aTile; a1 += aTile; a2 += aTile
  c0 += 3 * cRow
  } while (--tiles)
}

function rowTile4(
  a0: usize, a1: usize, a2: usize, a3: usize, segments: i32, length: usize, jump: usize,
  panel: usize, bStep: usize, c0: usize, cRow: usize, accumulate: bool, tiles: i32, aTile: usize,
): void {
  do {
  let b = panel, left = segments
  let left0 = f32x4.splat(0), right0 = f32x4.splat(0)
  let left1 = f32x4.splat(0), right1 = f32x4.splat(0)
  let left2 = f32x4.splat(0), right2 = f32x4.splat(0)
  let left3 = f32x4.splat(0), right3 = f32x4.splat(0)
  let bLeft: v128, bRight: v128, value: v128
  do {
    const end0 = a0 + length
    const end1 = end0 - 4
    const end2 = end0 - 8
    const end3 = end0 - 12
    while (true) {
      bLeft = v128.load(b)
      bRight = v128.load(b, 16)
      b += bStep
      value = v128.load32_splat(a0, 0)
      left0 = multiplyAdd(value, bLeft, left0)
      right0 = multiplyAdd(value, bRight, right0)
      value = v128.load32_splat(a1, 0)
      left1 = multiplyAdd(value, bLeft, left1)
      right1 = multiplyAdd(value, bRight, right1)
      value = v128.load32_splat(a2, 0)
      left2 = multiplyAdd(value, bLeft, left2)
      right2 = multiplyAdd(value, bRight, right2)
      value = v128.load32_splat(a3, 0)
      left3 = multiplyAdd(value, bLeft, left3)
      right3 = multiplyAdd(value, bRight, right3)
      if (a0 == end1) { a0 += 4; a1 += 4; a2 += 4; a3 += 4; break }
      bLeft = v128.load(b)
      bRight = v128.load(b, 16)
      b += bStep
      value = v128.load32_splat(a0, 4)
      left0 = multiplyAdd(value, bLeft, left0)
      right0 = multiplyAdd(value, bRight, right0)
      value = v128.load32_splat(a1, 4)
      left1 = multiplyAdd(value, bLeft, left1)
      right1 = multiplyAdd(value, bRight, right1)
      value = v128.load32_splat(a2, 4)
      left2 = multiplyAdd(value, bLeft, left2)
      right2 = multiplyAdd(value, bRight, right2)
      value = v128.load32_splat(a3, 4)
      left3 = multiplyAdd(value, bLeft, left3)
      right3 = multiplyAdd(value, bRight, right3)
      if (a0 == end2) { a0 += 8; a1 += 8; a2 += 8; a3 += 8; break }
      bLeft = v128.load(b)
      bRight = v128.load(b, 16)
      b += bStep
      value = v128.load32_splat(a0, 8)
      left0 = multiplyAdd(value, bLeft, left0)
      right0 = multiplyAdd(value, bRight, right0)
      value = v128.load32_splat(a1, 8)
      left1 = multiplyAdd(value, bLeft, left1)
      right1 = multiplyAdd(value, bRight, right1)
      value = v128.load32_splat(a2, 8)
      left2 = multiplyAdd(value, bLeft, left2)
      right2 = multiplyAdd(value, bRight, right2)
      value = v128.load32_splat(a3, 8)
      left3 = multiplyAdd(value, bLeft, left3)
      right3 = multiplyAdd(value, bRight, right3)
      if (a0 == end3) { a0 += 12; a1 += 12; a2 += 12; a3 += 12; break }
      bLeft = v128.load(b)
      bRight = v128.load(b, 16)
      b += bStep
      value = v128.load32_splat(a0, 12)
      left0 = multiplyAdd(value, bLeft, left0)
      right0 = multiplyAdd(value, bRight, right0)
      value = v128.load32_splat(a1, 12)
      left1 = multiplyAdd(value, bLeft, left1)
      right1 = multiplyAdd(value, bRight, right1)
      value = v128.load32_splat(a2, 12)
      left2 = multiplyAdd(value, bLeft, left2)
      right2 = multiplyAdd(value, bRight, right2)
      value = v128.load32_splat(a3, 12)
      left3 = multiplyAdd(value, bLeft, left3)
      right3 = multiplyAdd(value, bRight, right3)
      a0 += 16; a1 += 16; a2 += 16; a3 += 16
      if (a0 == end0) break
    }
    a0 += jump; a1 += jump; a2 += jump; a3 += jump
  } while (--left)
  const c1 = c0 + cRow
  const c2 = c1 + cRow
  const c3 = c2 + cRow
  if (accumulate) {
    left0 = f32x4.add(v128.load(c0), left0)
    right0 = f32x4.add(v128.load(c0, 16), right0)
    left1 = f32x4.add(v128.load(c1), left1)
    right1 = f32x4.add(v128.load(c1, 16), right1)
    left2 = f32x4.add(v128.load(c2), left2)
    right2 = f32x4.add(v128.load(c2, 16), right2)
    left3 = f32x4.add(v128.load(c3), left3)
    right3 = f32x4.add(v128.load(c3, 16), right3)
  }
  v128.store(c0, left0)
  v128.store(c0, right0, 16)
  v128.store(c1, left1)
  v128.store(c1, right1, 16)
  v128.store(c2, left2)
  v128.store(c2, right2, 16)
  v128.store(c3, left3)
  v128.store(c3, right3, 16)
  a0 += aTile; a1 += aTile; a2 += aTile; a3 += aTile
  c0 += 4 * cRow
  } while (--tiles)
}

function columnTile1(
  corner: usize, aStep: usize, segments: i32, length: usize, jump: usize,
  panel: usize, bStep: usize, c0: usize, cRow: usize, accumulate: bool, tiles: i32,
): void {
  do {
  let b = panel, left = segments
  let left0 = f32x4.splat(0), right0 = f32x4.splat(0)
  let bLeft: v128, bRight: v128, value: v128
  let a = corner
  do {
    const end = a + length
    while (true) {
      bLeft = v128.load(b)
      bRight = v128.load(b, 16)
      b += bStep
      value = v128.load32_splat(a, 0)
      left0 = multiplyAdd(value, bLeft, left0)
      right0 = multiplyAdd(value, bRight, right0)
      a += aStep
      if (a == end) break
    }
    a += jump
  } while (--left)
  if (accumulate) {
    left0 = f32x4.add(v128.load(c0), left0)
    right0 = f32x4.add(v128.load(c0, 16), right0)
  }
  v128.store(c0, left0)
  v128.store(c0, right0, 16)
  corner += 4
  c0 += 1 * cRow
  } while (--tiles)
}

function columnTile2(
  corner: usize, aStep: usize, segments: i32, length: usize, jump: usize,
  panel: usize, bStep: usize, c0: usize, cRow: usize, accumulate: bool, tiles: i32,
): void {
  do {
  let b = panel, left = segments
  let left0 = f32x4.splat(0), right0 = f32x4.splat(0)
  let left1 = f32x4.splat(0), right1 = f32x4.splat(0)
  let bLeft: v128, bRight: v128, value: v128
  let a = corner
  do {
    const end = a + length
    while (true) {
      bLeft = v128.load(b)
      bRight = v128.load(b, 16)
      b += bStep
      value = v128.load32_splat(a, 0)
      left0 = multiplyAdd(value, bLeft, left0)
      right0 = multiplyAdd(value, bRight, right0)
      value = v128.load32_splat(a, 4)
      left1 = multiplyAdd(value, bLeft, left1)
      right1 = multiplyAdd(value, bRight, right1)
      a += aStep
      if (a == end) break
    }
    a += jump
  } while (--left)
  const c1 = c0 + cRow
  if (accumulate) {
    left0 = f32x4.add(v128.load(c0), left0)
    right0 = f32x4.add(v128.load(c0, 16), right0)
    left1 = f32x4.add(v128.load(c1), left1)
    right1 = f32x4.add(v128.load(c1, 16), right1)
  }
  v128.store(c0, left0)
  v128.store(c0, right0, 16)
  v128.store(c1, left1)
  v128.store(c1, right1, 16)
  corner += 8
  c0 += 2 * cRow
  } while (--tiles)
}

function columnTile3(
  corner: usize, aStep: usize, segments: i32, length: usize, jump: usize,
  panel: usize, bStep: usize, c0: usize, cRow: usize, accumulate: bool, tiles: i32,
): void {
  do {
  let b = panel, left = segments
  let left0 = f32x4.splat(0), right0 = f32x4.splat(0)
  let left1 = f32x4.splat(0), right1 = f32x4.splat(0)
  let left2 = f32x4.splat(0), right2 = f32x4.splat(0)
  let bLeft: v128, bRight: v128, value: v128
  let a = corner
  do {
    const end = a + length
    while (true) {
      bLeft = v128.load(b)
      bRight = v128.load(b, 16)
      b += bStep
      value = v128.load32_splat(a, 0)
      left0 = multiplyAdd(value, bLeft, left0)
      right0 = multiplyAdd(value, bRight, right0)
      value = v128.load32_splat(a, 4)
      left1 = multiplyAdd(value, bLeft, left1)
      right1 = multiplyAdd(value, bRight, right1)
      value = v128.load32_splat(a, 8)
      left2 = multiplyAdd(value, bLeft, left2)
      right2 = multiplyAdd(value, bRight, right2)
      a += aStep
      if (a == end) break
      bLeft = v128.load(b)
      bRight = v128.load(b, 16)
      b += bStep
      value = v128.load32_splat(a, 0)
      left0 = multiplyAdd(value, bLeft, left0)
      right0 = multiplyAdd(value, bRight, right0)
      value = v128.load32_splat(a, 4)
      left1 = multiplyAdd(value, bLeft, left1)
      right1 = multiplyAdd(value, bRight, right1)
      value = v128.load32_splat(a, 8)
      left2 = multiplyAdd(value, bLeft, left2)
      right2 = multiplyAdd(value, bRight, right2)
      a += aStep
      if (a == end) break
      bLeft = v128.load(b)
      bRight = v128.load(b, 16)
      b += bStep
      value = v128.load32_splat(a, 0)
      left0 = multiplyAdd(value, bLeft, left0)
      right0 = multiplyAdd(value, bRight, right0)
      value = v128.load32_splat(a, 4)
      left1 = multiplyAdd(value, bLeft, left1)
      right1 = multiplyAdd(value, bRight, right1)
      value = v128.load32_splat(a, 8)
      left2 = multiplyAdd(value, bLeft, left2)
      right2 = multiplyAdd(value, bRight, right2)
      a += aStep
      if (a == end) break
      bLeft = v128.load(b)
      bRight = v128.load(b, 16)
      b += bStep
      value = v128.load32_splat(a, 0)
      left0 = multiplyAdd(value, bLeft, left0)
      right0 = multiplyAdd(value, bRight, right0)
      value = v128.load32_splat(a, 4)
      left1 = multiplyAdd(value, bLeft, left1)
      right1 = multiplyAdd(value, bRight, right1)
      value = v128.load32_splat(a, 8)
      left2 = multiplyAdd(value, bLeft, left2)
      right2 = multiplyAdd(value, bRight, right2)
      a += aStep
      if (a == end) break
    }
    a += jump
  } while (--left)
  const c1 = c0 + cRow
  const c2 = c1 + cRow
  if (accumulate) {
    left0 = f32x4.add(v128.load(c0), left0)
    right0 = f32x4.add(v128.load(c0, 16), right0)
    left1 = f32x4.add(v128.load(c1), left1)
    right1 = f32x4.add(v128.load(c1, 16), right1)
    left2 = f32x4.add(v128.load(c2), left2)
    right2 = f32x4.add(v128.load(c2, 16), right2)
  }
  v128.store(c0, left0)
  v128.store(c0, right0, 16)
  v128.store(c1, left1)
  v128.store(c1, right1, 16)
  v128.store(c2, left2)
  v128.store(c2, right2, 16)
  corner += 12
  c0 += 3 * cRow
  } while (--tiles)
}

function columnTile4(
  corner: usize, aStep: usize, segments: i32, length: usize, jump: usize,
  panel: usize, bStep: usize, c0: usize, cRow: usize, accumulate: bool, tiles: i32,
): void {
  do {
  let b = panel, left = segments
  let left0 = f32x4.splat(0), right0 = f32x4.splat(0)
  let left1 = f32x4.splat(0), right1 = f32x4.splat(0)
  let left2 = f32x4.splat(0), right2 = f32x4.splat(0)
  let left3 = f32x4.splat(0), right3 = f32x4.splat(0)
  let bLeft: v128, bRight: v128, value: v128
  let a = corner
  do {
    const end = a + length
    while (true) {
      bLeft = v128.load(b)
      bRight = v128.load(b, 16)
      b += bStep
      value = v128.load32_splat(a, 0)
      left0 = multiplyAdd(value, bLeft, left0)
      right0 = multiplyAdd(value, bRight, right0)
      value = v128.load32_splat(a, 4)
      left1 = multiplyAdd(value, bLeft, left1)
      right1 = multiplyAdd(value, bRight, right1)
      value = v128.load32_splat(a, 8)
      left2 = multiplyAdd(value, bLeft, left2)
      right2 = multiplyAdd(value, bRight, right2)
      value = v128.load32_splat(a, 12)
      left3 = multiplyAdd(value, bLeft, left3)
      right3 = multiplyAdd(value, bRight, right3)
      a += aStep
      if (a == end) break
      bLeft = v128.load(b)
      bRight = v128.load(b, 16)
      b += bStep
      value = v128.load32_splat(a, 0)
      left0 = multiplyAdd(value, bLeft, left0)
      right0 = multiplyAdd(value, bRight, right0)
      value = v128.load32_splat(a, 4)
      left1 = multiplyAdd(value, bLeft, left1)
      right1 = multiplyAdd(value, bRight, right1)
      value = v128.load32_splat(a, 8)
      left2 = multiplyAdd(value, bLeft, left2)
      right2 = multiplyAdd(value, bRight, right2)
      value = v128.load32_splat(a, 12)
      left3 = multiplyAdd(value, bLeft, left3)
      right3 = multiplyAdd(value, bRight, right3)
      a += aStep
      if (a == end) break
      bLeft = v128.load(b)
      bRight = v128.load(b, 16)
      b += bStep
      value = v128.load32_splat(a, 0)
      left0 = multiplyAdd(value, bLeft, left0)
      right0 = multiplyAdd(value, bRight, right0)
      value = v128.load32_splat(a, 4)
      left1 = multiplyAdd(value, bLeft, left1)
      right1 = multiplyAdd(value, bRight, right1)
      value = v128.load32_splat(a, 8)
      left2 = multiplyAdd(value, bLeft, left2)
      right2 = multiplyAdd(value, bRight, right2)
      value = v128.load32_splat(a, 12)
      left3 = multiplyAdd(value, bLeft, left3)
      right3 = multiplyAdd(value, bRight, right3)
      a += aStep
      if (a == end) break
      bLeft = v128.load(b)
      bRight = v128.load(b, 16)
      b += bStep
      value = v128.load32_splat(a, 0)
      left0 = multiplyAdd(value, bLeft, left0)
      right0 = multiplyAdd(value, bRight, right0)
      value = v128.load32_splat(a, 4)
      left1 = multiplyAdd(value, bLeft, left1)
      right1 = multiplyAdd(value, bRight, right1)
      value = v128.load32_splat(a, 8)
      left2 = multiplyAdd(value, bLeft, left2)
      right2 = multiplyAdd(value, bRight, right2)
      value = v128.load32_splat(a, 12)
      left3 = multiplyAdd(value, bLeft, left3)
      right3 = multiplyAdd(value, bRight, right3)
      a += aStep
      if (a == end) break
    }
    a += jump
  } while (--left)
  const c1 = c0 + cRow
  const c2 = c1 + cRow
  const c3 = c2 + cRow
  if (accumulate) {
    left0 = f32x4.add(v128.load(c0), left0)
    right0 = f32x4.add(v128.load(c0, 16), right0)
    left1 = f32x4.add(v128.load(c1), left1)
    right1 = f32x4.add(v128.load(c1, 16), right1)
    left2 = f32x4.add(v128.load(c2), left2)
    right2 = f32x4.add(v128.load(c2, 16), right2)
    left3 = f32x4.add(v128.load(c3), left3)
    right3 = f32x4.add(v128.load(c3, 16), right3)
  }
  v128.store(c0, left0)
  v128.store(c0, right0, 16)
  v128.store(c1, left1)
  v128.store(c1, right1, 16)
  v128.store(c2, left2)
  v128.store(c2, right2, 16)
  v128.store(c3, left3)
  v128.store(c3, right3, 16)
  corner += 16
  c0 += 4 * cRow
  } while (--tiles)
}

/**
 * How many tiles of three rows go with tiles of four, so that none of two or one is left over where there are rows enough:
 * those have too few sums under way to keep the adders busy.
 */
function rowsOfThree(rows: i32): i32 {
  return rows == 5 ? 1 : rows < 3 ? 0 : -rows & 3
}

/** Up to four rows, wherever they lie: `a0` … `a3` point at them, k advances by one value. */
export function rowTile(
  rows: i32, a0: usize, a1: usize, a2: usize, a3: usize, segments: i32, length: usize, jump: usize,
  b: usize, bStep: usize, c: usize, cRow: usize, accumulate: bool,
): void {
  if (rows == 4) rowTile4(a0, a1, a2, a3, segments, length, jump, b, bStep, c, cRow, accumulate, 1, 0)
  else if (rows == 3) rowTile3(a0, a1, a2, a3, segments, length, jump, b, bStep, c, cRow, accumulate, 1, 0)
  else if (rows == 2) rowTile2(a0, a1, a2, a3, segments, length, jump, b, bStep, c, cRow, accumulate, 1, 0)
  else rowTile1(a0, a1, a2, a3, segments, length, jump, b, bStep, c, cRow, accumulate, 1, 0)
}

/** Any number of rows, `aRow` apart; k is one stretch of `length` bytes. */
export function rowTiles(
  rows: i32, a: usize, aRow: usize, length: usize, b: usize, bStep: usize, c: usize, cRow: usize, accumulate: bool,
): void {
  const threes = rowsOfThree(rows), fours = (rows - 3 * threes) >> 2
  if (fours > 0) {
    rowTile4(a, a + aRow, a + 2 * aRow, a + 3 * aRow, 1, length, 0, b, bStep, c, cRow, accumulate, fours, 4 * aRow - length)
    a += <usize>fours * 4 * aRow
    c += <usize>fours * 4 * cRow
  }
  if (threes > 0) {
    rowTile3(a, a + aRow, a + 2 * aRow, 0, 1, length, 0, b, bStep, c, cRow, accumulate, threes, 3 * aRow - length)
    a += <usize>threes * 3 * aRow
    c += <usize>threes * 3 * cRow
  }
  const rest = rows - 4 * fours - 3 * threes
  if (rest > 0) rowTile(rest, a, a + aRow, 0, 0, 1, length, 0, b, bStep, c, cRow, accumulate)
}

/** Any number of rows, neighbors in memory from `a` on; k advances by `aStep`. */
export function columnTiles(
  rows: i32, a: usize, aStep: usize, segments: i32, length: usize, jump: usize,
  b: usize, bStep: usize, c: usize, cRow: usize, accumulate: bool,
): void {
  const threes = rowsOfThree(rows), fours = (rows - 3 * threes) >> 2
  if (fours > 0) {
    columnTile4(a, aStep, segments, length, jump, b, bStep, c, cRow, accumulate, fours)
    a += <usize>fours << 4
    c += <usize>fours * 4 * cRow
  }
  if (threes > 0) {
    columnTile3(a, aStep, segments, length, jump, b, bStep, c, cRow, accumulate, threes)
    a += <usize>threes * 12
    c += <usize>threes * 3 * cRow
  }
  const rest = rows - 4 * fours - 3 * threes
  if (rest == 2) columnTile2(a, aStep, segments, length, jump, b, bStep, c, cRow, accumulate, 1)
  else if (rest == 1) columnTile1(a, aStep, segments, length, jump, b, bStep, c, cRow, accumulate, 1)
}
