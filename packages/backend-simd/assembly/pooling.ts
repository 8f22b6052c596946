// Max-pooling's pair: where the largest value of each window lies, picking the values there, and placing values there.

import { argument } from './workspace'

// Sizes of the command that runs: images [batch, height, width, channels], windows [batch, outHeight, outWidth, channels].
let batch: i32, height: i32, width: i32, channels: i32, outHeight: i32, outWidth: i32, size: i32, stride: i32

function readGeometry(p: usize): void {
  batch = argument(p, 7)
  height = argument(p, 8)
  width = argument(p, 9)
  channels = argument(p, 10)
  outHeight = argument(p, 11)
  outWidth = argument(p, 12)
  size = argument(p, 13)
  stride = argument(p, 14)
}

/** The first image value of a window's first channel. */
// @ts-ignore: decorator
@inline
function corner(images: usize, n: i32, y: i32, x: i32): usize {
  return images + (<usize>(((n * height + y * stride) * width + x * stride) * channels) << 2)
}

/** The position of the largest value of each window of one task. */
function indexWindows(images: usize, index: usize): void {
  const pixel = <usize>channels << 2, row = <usize>width * pixel
  for (let n = 0; n < batch; n++) {
    for (let y = 0; y < outHeight; y++) {
      for (let x = 0; x < outWidth; x++) {
        const first = corner(images, n, y, x)
        let c: usize = 0
        for (; c + 16 <= pixel; c += 16) {
          let best = v128.load(first + c), position = f32x4.splat(0), at: f32 = 0
          for (let i = 0; i < size; i++) {
            for (let j = 0; j < size; j++) {
              const value = v128.load(first + <usize>i * row + <usize>j * pixel + c)
              const nan = v128.andnot(f32x4.ne(value, value), f32x4.ne(best, best))
              const wins = v128.or(f32x4.gt(value, best), nan)
              best = v128.bitselect(value, best, wins)
              position = v128.bitselect(f32x4.splat(at), position, wins)
              at += 1
            }
          }
          v128.store(index + c, position)
        }
        for (; c < pixel; c += 4) {
          let best = load<f32>(first + c), position: f32 = 0, at: f32 = 0
          for (let i = 0; i < size; i++) {
            for (let j = 0; j < size; j++) {
              const value = load<f32>(first + <usize>i * row + <usize>j * pixel + c)
              if (value > best || (value != value && best == best)) {
                best = value
                position = at
              }
              at += 1
            }
          }
          store<f32>(index + c, position)
        }
        index += pixel
      }
    }
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
          for (let i = 0; i < size; i++) {
            for (let j = 0; j < size; j++) {
              const value = v128.load(first + <usize>i * row + <usize>j * pixel + c)
              picked = v128.bitselect(value, picked, f32x4.eq(position, f32x4.splat(at)))
              at += 1
            }
          }
          v128.store(out + c, picked)
        }
        for (; c < pixel; c += 4) {
          const at = <i32>load<f32>(index + c)
          store<f32>(out + c, load<f32>(first + <usize>(at / size) * row + <usize>(at % size) * pixel + c))
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
        for (; c + 16 <= pixel; c += 16) {
          const position = v128.load(index + c), value = v128.load(values + c)
          let at: f32 = 0
          for (let i = 0; i < size; i++) {
            for (let j = 0; j < size; j++) {
              const to = first + <usize>i * row + <usize>j * pixel + c
              const own = v128.and(value, f32x4.eq(position, f32x4.splat(at)))
              v128.store(to, overlapping ? f32x4.add(v128.load(to), own) : own)
              at += 1
            }
          }
        }
        for (; c < pixel; c += 4) {
          const at = <i32>load<f32>(index + c)
          const to = first + <usize>(at / size) * row + <usize>(at % size) * pixel + c
          store<f32>(to, load<f32>(to) + load<f32>(values + c))
        }
        index += pixel
        values += pixel
      }
    }
  }
}

/** Command: tasks; images, nothing and positions, each with its step per task; geometry. */
export function poolIndex(p: usize): void {
  readGeometry(p)
  let a: usize = argument(p, 1), c: usize = argument(p, 5)
  for (let task = argument(p, 0); task > 0; task--) {
    indexWindows(a, c)
    a += <usize>argument(p, 2)
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
  const tiled = size == stride && outHeight * size == height && outWidth * size == width && (channels & 3) == 0
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
