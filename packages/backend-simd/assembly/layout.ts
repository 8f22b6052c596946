// Moving values between a strided view of memory and a contiguous stretch of it.

/** The innermost run of a view: `count` values that lie `step` bytes apart, to or from contiguous memory. */
// @ts-ignore: decorator
@inline
function moveRun(gathers: bool, view: usize, step: usize, contiguous: usize, count: i32): void {
  if (step == 4) {
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
  if (gathers && step == 0) {
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
    view += step
  }
}

/**
 * Moves the values `from` … `from + count` of a view, in order. `axes` describes the view: the number of axes, then
 * length and step in bytes of each, outermost first.
 */
// @ts-ignore: decorator
@inline
function move(gathers: bool, axes: usize, view: usize, contiguous: usize, from: i32, count: i32): void {
  const rank = load<i32>(axes)
  const last = axes + 4 + (<usize>(rank - 1) << 3)
  const length = load<i32>(last), step: usize = load<i32>(last, 4)
  // The axis before the last, which most runs only move along by one.
  const lines = rank > 1 ? load<i32>(last - 8) : 1, lineStep: usize = rank > 1 ? load<i32>(last - 8, 4) : 0
  let position = from % length
  let line = (from / length) % lines
  let outer = from / (length * lines)
  while (count > 0) {
    let at = view + <usize>line * lineStep, rest = outer
    for (let axis = last - 16; axis > axes; axis -= 8) {
      const own = load<i32>(axis)
      at += <usize>(rest % own) * <usize>load<i32>(axis, 4)
      rest /= own
    }
    for (; line < lines && count > 0; line++) {
      const run = min(length - position, count)
      moveRun(gathers, at + <usize>position * step, step, contiguous, run)
      contiguous += <usize>run << 2
      count -= run
      position = 0
      at += lineStep
    }
    line = 0
    outer++
  }
}

/** Reads from a view into contiguous memory. */
export function gather(axes: usize, view: usize, to: usize, from: i32, count: i32): void {
  move(true, axes, view, to, from, count)
}

/** Writes contiguous memory to a view. */
export function scatter(axes: usize, view: usize, source: usize, from: i32, count: i32): void {
  move(false, axes, view, source, from, count)
}

/** Command: pointer, bytes. Fills with zeros. */
export function clear(p: usize): void {
  memory.fill(load<i32>(p), 0, load<i32>(p, 4))
}
