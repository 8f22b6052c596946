// Moving values between a strided view of memory and a contiguous stretch of it.

import { ClearCommand } from '../src/border/records'

/** The innermost run of a view: `count` values that lie `stride` bytes apart, to or from contiguous memory. */
// @ts-ignore: decorator
@inline
function moveRun(gathers: bool, view: usize, stride: usize, contiguous: usize, count: i32): void {
  if (stride == 4) {
    if (!gathers) {
      const swap = view
      view = contiguous
      contiguous = swap
    }
    for (; count >= 4; count -= 4) {
      v128.store(contiguous, v128.load(view))
      view += 16
      contiguous += 16
    }
    for (; count > 0; count--) {
      store<f32>(contiguous, load<f32>(view))
      view += 4
      contiguous += 4
    }
    return
  }
  if (gathers && stride == 0) {
    const value = v128.load32_splat(view)
    for (; count >= 4; count -= 4) {
      v128.store(contiguous, value)
      contiguous += 16
    }
  }
  for (; count > 0; count--) {
    if (gathers) store<f32>(contiguous, load<f32>(view))
    else store<f32>(view, load<f32>(contiguous))
    contiguous += 4
    view += stride
  }
}

/**
 * Moves the values `from` … `from + count` of a view of `rank` axes, in order. `axes` holds length and stride in bytes of
 * each, outermost first.
 */
// @ts-ignore: decorator
@inline
function move(gathers: bool, axes: usize, rank: i32, view: usize, contiguous: usize, from: i32, count: i32): void {
  const last = axes + (<usize>(rank - 1) << 3)
  const length = load<i32>(last), stride: usize = load<i32>(last, 4)
  // The axis before the last, which most runs only move along by one.
  const lines = rank > 1 ? load<i32>(last - 8) : 1, lineStride: usize = rank > 1 ? load<i32>(last - 8, 4) : 0
  let position = from % length
  let line = (from / length) % lines
  let outer = from / (length * lines)
  while (count > 0) {
    let at = view + <usize>line * lineStride, rest = outer
    for (let axis = last - 16; axis >= axes; axis -= 8) {
      const own = load<i32>(axis)
      at += <usize>(rest % own) * <usize>load<i32>(axis, 4)
      rest /= own
    }
    for (; line < lines && count > 0; line++) {
      const run = min(length - position, count)
      moveRun(gathers, at + <usize>position * stride, stride, contiguous, run)
      contiguous += <usize>run << 2
      count -= run
      position = 0
      at += lineStride
    }
    line = 0
    outer++
  }
}

/** Reads from a view into contiguous memory. */
export function gather(axes: usize, rank: i32, view: usize, to: usize, from: i32, count: i32): void {
  move(true, axes, rank, view, to, from, count)
}

/** Writes contiguous memory to a view. */
export function scatter(axes: usize, rank: i32, view: usize, source: usize, from: i32, count: i32): void {
  move(false, axes, rank, view, source, from, count)
}

export function clear(c: ClearCommand): void {
  memory.fill(c.to, 0, c.bytes)
}
