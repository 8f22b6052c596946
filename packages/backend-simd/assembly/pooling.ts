// Max-pooling's pair: where the largest value of each window lies, picking the values there, and placing values there.

import { argument } from './workspace'

// Sizes of the command that runs: images [batch, height, width, channels], windows [batch, outHeight, outWidth, channels].
let batch: i32, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32
// A window's height and width, and the steps to the next one below and beside it.
let tall: i32, wide: i32, strideDown: i32, strideAcross: i32

function readGeometry(p: usize): void {
  batch = argument(p, 7)
  height = argument(p, 8)
  width = argument(p, 9)
  channels = argument(p, 10)
  outHeight = argument(p, 11)
  outWidth = argument(p, 12)
  tall = argument(p, 13)
  wide = argument(p, 14)
  strideDown = argument(p, 15)
  strideAcross = argument(p, 16)
}

/** The first image value of a window's first channel. */
// @ts-ignore: decorator
@inline
function corner(images: usize, n: i32, y: i32, x: i32): usize {
  return images + (<usize>(((n * height + y * strideDown) * width + x * strideAcross) * channels) << 2)
}

/** Where a value takes over from the best so far: it is larger, or NaN for the first time. */
// @ts-ignore: decorator
@inline
function takesOver(value: v128, best: v128): v128 {
  return v128.or(f32x4.gt(value, best), v128.andnot(f32x4.ne(value, value), f32x4.ne(best, best)))
}

/** The position of the largest value of each window of one task, and the value itself where `picked` is given. */
function indexWindows(images: usize, picked: usize, index: usize): void {
  const pixel = <usize>channels << 2, row = <usize>width * pixel
  for (let n = 0; n < batch; n++) {
    for (let y = 0; y < outHeight; y++) {
      for (let x = 0; x < outWidth; x++) {
        indexWindow(corner(images, n, y, x), pixel, row, picked, index)
        index += pixel
        if (picked) picked += pixel
      }
    }
  }
}

/** One window, all channels. */
// @ts-ignore: decorator
@inline
function indexWindow(first: usize, pixel: usize, row: usize, picked: usize, index: usize): void {
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
function pickWindows(images: usize, index: usize, out: usize): void {
  const pixel = <usize>channels << 2, row = <usize>width * pixel
  for (let n = 0; n < batch; n++) {
    for (let y = 0; y < outHeight; y++) {
      for (let x = 0; x < outWidth; x++) {
        const first = corner(images, n, y, x)
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
function placeWindows(overlapping: bool, values: usize, index: usize, images: usize): void {
  const pixel = <usize>channels << 2, row = <usize>width * pixel
  for (let n = 0; n < batch; n++) {
    for (let y = 0; y < outHeight; y++) {
      for (let x = 0; x < outWidth; x++) {
        const first = corner(images, n, y, x)
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

/** Command: tasks; images, picked values or nothing, and positions, each with its step per task; geometry. */
export function poolIndex(p: usize): void {
  readGeometry(p)
  let a: usize = argument(p, 1), b: usize = argument(p, 3), c: usize = argument(p, 5)
  for (let task = argument(p, 0); task > 0; task--) {
    indexWindows(a, b, c)
    a += <usize>argument(p, 2)
    if (b) b += <usize>argument(p, 4)
    c += <usize>argument(p, 6)
  }
}

/** Command: tasks; images, positions and values, each with its step per task; geometry. */
export function pick(p: usize): void {
  readGeometry(p)
  let a: usize = argument(p, 1), b: usize = argument(p, 3), c: usize = argument(p, 5)
  for (let task = argument(p, 0); task > 0; task--) {
    pickWindows(a, b, c)
    a += <usize>argument(p, 2)
    b += <usize>argument(p, 4)
    c += <usize>argument(p, 6)
  }
}

/** Command: tasks; values, positions and images, each with its step per task; geometry. */
export function place(p: usize): void {
  readGeometry(p)
  let a: usize = argument(p, 1), b: usize = argument(p, 3), c: usize = argument(p, 5)
  const bytes = <usize>(batch * height * width * channels) << 2
  const touching = tall == strideDown && wide == strideAcross
  const tiled = touching && outHeight * tall == height && outWidth * wide == width && (channels & 3) == 0
  for (let task = argument(p, 0); task > 0; task--) {
    if (tiled) {
      placeWindows(false, a, b, c)
    } else {
      memory.fill(c, 0, bytes)
      placeWindows(true, a, b, c)
    }
    a += <usize>argument(p, 2)
    b += <usize>argument(p, 4)
    c += <usize>argument(p, 6)
  }
}
