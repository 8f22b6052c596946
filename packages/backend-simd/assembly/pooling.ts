// Max-pooling's pair: where the largest value of each window lies, picking the values there, and placing values there.

import { PoolCommand } from '../src/border/records'

/** The first image value of a window's first channel. */
// @ts-ignore: decorator
@inline
function corner(p: PoolCommand, images: usize, n: i32, y: i32, x: i32): usize {
  return images + (<usize>(((n * p.height + y * p.strideDown) * p.width + x * p.strideAcross) * p.channels) << 2)
}

/** Where a value takes over from the best so far: it is larger, or NaN for the first time. */
// @ts-ignore: decorator
@inline
function takesOver(value: v128, best: v128): v128 {
  return v128.or(f32x4.gt(value, best), v128.andnot(f32x4.ne(value, value), f32x4.ne(best, best)))
}

/** The position of the largest value of each window of one task, and the value itself where `picked` is given. */
function indexWindows(p: PoolCommand, images: usize, picked: usize, index: usize): void {
  const pixel = <usize>p.channels << 2, row = <usize>p.width * pixel
  for (let n = 0; n < p.batch; n++) {
    for (let y = 0; y < p.outHeight; y++) {
      for (let x = 0; x < p.outWidth; x++) {
        indexWindow(p, corner(p, images, n, y, x), pixel, row, picked, index)
        index += pixel
        if (picked) picked += pixel
      }
    }
  }
}

/** One window, all channels. */
// @ts-ignore: decorator
@inline
function indexWindow(p: PoolCommand, first: usize, pixel: usize, row: usize, picked: usize, index: usize): void {
  const tall = p.windowHeight, wide = p.windowWidth
  let c: usize = 0
  if (tall == 2 && wide == 2) {
    for (; c + 16 <= pixel; c += 16) {
      const v0 = v128.load(first + c), v1 = v128.load(first + pixel + c)
      const v2 = v128.load(first + row + c), v3 = v128.load(first + row + pixel + c)
      const wins1 = takesOver(v1, v0)
      const best1 = v128.bitselect(v1, v0, wins1)
      const wins2 = takesOver(v2, best1)
      const best2 = v128.bitselect(v2, best1, wins2)
      const wins3 = takesOver(v3, best2)
      const at = v128.bitselect(f32x4.splat(2), v128.and(f32x4.splat(1), wins1), wins2)
      v128.store(index + c, v128.bitselect(f32x4.splat(3), at, wins3))
      if (picked) v128.store(picked + c, v128.bitselect(v3, best2, wins3))
    }
  }
  for (; c < pixel; c += 4) {
    let best = load<f32>(first + c), position: f32 = 0, at: f32 = 0
    for (let i = 0; i < tall; i++) {
      for (let j = 0; j < wide; j++) {
        const value = load<f32>(first + <usize>i * row + <usize>j * pixel + c)
        if (value > best || (value != value && best == best)) {
          best = value
          position = at
        }
        at += 1
      }
    }
    store<f32>(index + c, position)
    if (picked) store<f32>(picked + c, best)
  }
}

/** The value at each window's position, for one task. */
function pickWindows(p: PoolCommand, images: usize, index: usize, out: usize): void {
  const pixel = <usize>p.channels << 2, row = <usize>p.width * pixel
  const tall = p.windowHeight, wide = p.windowWidth
  for (let n = 0; n < p.batch; n++) {
    for (let y = 0; y < p.outHeight; y++) {
      for (let x = 0; x < p.outWidth; x++) {
        const first = corner(p, images, n, y, x)
        let c: usize = 0
        for (; c + 16 <= pixel; c += 16) {
          const position = v128.load(index + c)
          let picked = f32x4.splat(0), at: f32 = 0
          for (let i = 0; i < tall; i++) {
            for (let j = 0; j < wide; j++) {
              const value = v128.load(first + <usize>i * row + <usize>j * pixel + c)
              picked = v128.bitselect(value, picked, f32x4.eq(position, f32x4.splat(at)))
              at += 1
            }
          }
          v128.store(out + c, picked)
        }
        for (; c < pixel; c += 4) {
          const at = <i32>load<f32>(index + c)
          store<f32>(out + c, load<f32>(first + <usize>(at / wide) * row + <usize>(at % wide) * pixel + c))
        }
        index += pixel
        out += pixel
      }
    }
  }
}

/**
 * Adds each window's value at its position to one task's images, which hold zeros; or, where windows do not overlap,
 * simply writes every value of each window.
 */
// @ts-ignore: decorator
@inline
function placeWindows(p: PoolCommand, overlapping: bool, values: usize, index: usize, images: usize): void {
  const pixel = <usize>p.channels << 2, row = <usize>p.width * pixel
  const tall = p.windowHeight, wide = p.windowWidth
  for (let n = 0; n < p.batch; n++) {
    for (let y = 0; y < p.outHeight; y++) {
      for (let x = 0; x < p.outWidth; x++) {
        const first = corner(p, images, n, y, x)
        let c: usize = 0
        if (!overlapping && tall == 2 && wide == 2) {
          for (; c + 16 <= pixel; c += 16) {
            const position = v128.load(index + c), value = v128.load(values + c)
            const to = first + c
            v128.store(to, v128.and(value, f32x4.eq(position, f32x4.splat(0))))
            v128.store(to + pixel, v128.and(value, f32x4.eq(position, f32x4.splat(1))))
            v128.store(to + row, v128.and(value, f32x4.eq(position, f32x4.splat(2))))
            v128.store(to + row + pixel, v128.and(value, f32x4.eq(position, f32x4.splat(3))))
          }
        }
        for (; c + 16 <= pixel; c += 16) {
          const position = v128.load(index + c), value = v128.load(values + c)
          let at: f32 = 0
          for (let i = 0; i < tall; i++) {
            for (let j = 0; j < wide; j++) {
              const to = first + <usize>i * row + <usize>j * pixel + c
              const own = v128.and(value, f32x4.eq(position, f32x4.splat(at)))
              v128.store(to, overlapping ? f32x4.add(v128.load(to), own) : own)
              at += 1
            }
          }
        }
        for (; c < pixel; c += 4) {
          const at = <i32>load<f32>(index + c)
          const to = first + <usize>(at / wide) * row + <usize>(at % wide) * pixel + c
          store<f32>(to, load<f32>(to) + load<f32>(values + c))
        }
        index += pixel
        values += pixel
      }
    }
  }
}

/** Images to positions, and to the values there where these are picked. */
export function poolIndex(p: PoolCommand): void {
  let images = p.first, picked = p.second, index = p.result
  for (let task = p.tasks; task > 0; task--) {
    indexWindows(p, images, picked, index)
    images += p.firstTask
    if (picked) picked += p.secondTask
    index += p.resultTask
  }
}

/** Images and positions to values. */
export function pick(p: PoolCommand): void {
  let images = p.first, index = p.second, values = p.result
  for (let task = p.tasks; task > 0; task--) {
    pickWindows(p, images, index, values)
    images += p.firstTask
    index += p.secondTask
    values += p.resultTask
  }
}

/** Values and positions to images. */
export function place(p: PoolCommand): void {
  let values = p.first, index = p.second, images = p.result
  const bytes = <usize>(p.batch * p.height * p.width * p.channels) << 2
  const touching = p.windowHeight == p.strideDown && p.windowWidth == p.strideAcross
  const fills = p.outHeight * p.windowHeight == p.height && p.outWidth * p.windowWidth == p.width
  for (let task = p.tasks; task > 0; task--) {
    if (touching && fills && (p.channels & 3) == 0) {
      placeWindows(p, false, values, index, images)
    } else {
      memory.fill(images, 0, bytes)
      placeWindows(p, true, values, index, images)
    }
    values += p.firstTask
    index += p.secondTask
    images += p.resultTask
  }
}
