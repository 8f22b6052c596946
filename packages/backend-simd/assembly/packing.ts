// Columns of a matrix as panels of eight, which tiles read one row after the other.

/** Writes four values of eight transposed columns, from `b` on, as four rows of a panel. */
function packFour(b: usize, bColumn: usize, to: usize): void {
  for (let half = 0; half < 2; half++) {
    const r0 = v128.load(b), r1 = v128.load(b + bColumn), r2 = v128.load(b + 2 * bColumn), r3 = v128.load(b + 3 * bColumn)
    const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5), low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5)
    const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7), high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7)
    v128.store(to, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5))
    v128.store(to, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7), 32)
    v128.store(to, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5), 64)
    v128.store(to, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7), 96)
    b += 4 * bColumn
    to += 16
  }
}

/** Copies a panel of up to eight columns of b, `depth` rows of 32 bytes each. Columns beyond `width` stay as they are. */
export function packPanel(b: usize, bInner: usize, bColumn: usize, depth: i32, width: i32, to: usize): void {
  let k = 0
  if (width == 8 && bColumn == 4) {
    for (; k < depth; k++) {
      v128.store(to, v128.load(b))
      v128.store(to, v128.load(b, 16), 16)
      b += bInner
      to += 32
    }
    return
  }
  if (width == 8 && bInner == 4) {
    for (; k + 4 <= depth; k += 4) {
      packFour(b, bColumn, to)
      b += 16
      to += 128
    }
  }
  for (; k < depth; k++) {
    for (let column = 0; column < width; column++) {
      store<f32>(to + (<usize>column << 2), load<f32>(b + <usize>column * bColumn))
    }
    b += bInner
    to += 32
  }
}
