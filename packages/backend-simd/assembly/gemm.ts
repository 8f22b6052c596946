// Matrix product of any two strided matrices, per task: c = a · b. Cut into blocks that stay in the caches
// (Goto and van de Geijn 2008) and tiles that stay in registers.

import { blockColumns, blockRows, maximumDepth, tileBytes } from '../src/border/codes'
import { multiplyAdd } from './multiply-add'
import { columnTiles, rowTiles } from './tiles.generated'
import { argument, workspace } from './workspace'

/** Runs a product that a program brought along. Overwrites the start of the workspace. */
export function callProduct(code: i32, a: usize, b: usize, c: usize): void {
  store<usize>(workspace, a)
  store<usize>(workspace, b, 4)
  store<usize>(workspace, c, 8)
  call_indirect<void>(code, 0, workspace)
}

/** Copies `width` columns of a tile from scratch to its place, on top of what is there when `accumulate` is set. */
export function placeTile(tile: usize, rows: i32, width: i32, c: usize, cRow: usize, accumulate: bool): void {
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < width; column++) {
      const at = c + (<usize>column << 2)
      const value = load<f32>(tile + (<usize>column << 2))
      store<f32>(at, accumulate ? load<f32>(at) + value : value)
    }
    tile += 32
    c += cRow
  }
}

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

/** Copies rows of a to panels of eight, as those of b. */
function packRows(a: usize, aRow: usize, aInner: usize, depth: i32, count: i32, to: usize): void {
  for (let row = 0; row < count; row += 8) {
    packPanel(a + <usize>row * aRow, aInner, aRow, depth, min(8, count - row), to)
    to += <usize>depth << 5
  }
}

/** `count` packed rows of a times the columns of one panel of b. */
function packedProduct(
  count: i32, width: i32, depth: i32, a: usize, b: usize, bStep: usize, c: usize, cRow: usize, accumulate: bool,
): void {
  for (let row = 0; row < count; row += 8) {
    panelProduct(min(8, count - row), width, depth, a, 4, 32, b, bStep, c + <usize>row * cRow, cRow, accumulate)
    a += <usize>depth << 5
  }
}

/** `count` rows of a times the columns of one panel of b. */
function panelProduct(
  count: i32, width: i32, depth: i32,
  a: usize, aRow: usize, aInner: usize, b: usize, bStep: usize, c: usize, cRow: usize, accumulate: bool,
): void {
  if (width == 8) {
    tiles(count, depth, a, aRow, aInner, b, bStep, c, cRow, accumulate)
    return
  }
  for (let row = 0; row < count; row += 4) {
    const rows = min(4, count - row)
    tiles(rows, depth, a + <usize>row * aRow, aRow, aInner, b, bStep, workspace, 32, false)
    placeTile(workspace, rows, width, c + <usize>row * cRow, cRow, accumulate)
  }
}

// @ts-ignore: decorator
@inline
function tiles(
  rows: i32, depth: i32, a: usize, aRow: usize, aInner: usize, b: usize, bStep: usize, c: usize, cRow: usize, accumulate: bool,
): void {
  if (aInner == 4) rowTiles(rows, a, aRow, <usize>depth << 2, b, bStep, c, cRow, accumulate)
  else columnTiles(rows, a, aInner, 1, <usize>depth * aInner, 0, b, bStep, c, cRow, accumulate)
}

/**
 * c = a · b for one task. a must be contiguous along its rows or along its columns. All steps are in bytes. `code` is the
 * place of the code for whole blocks in the function table; 0: none.
 */
export function product(
  rows: i32, columns: i32, inner: i32,
  a: usize, aRow: usize, aInner: usize, b: usize, bInner: usize, bColumn: usize, c: usize, cRow: usize, code: i32,
): void {
  const passes = (inner + maximumDepth - 1) / maximumDepth
  const passDepth = (inner + passes - 1) / passes
  const packs = code != 0 || bColumn != 4 || (rows > 32 && inner * columns > 8192)
  const packsRows = code != 0 || (rows > 8 && columns >= 64 && inner * rows > 8192)
  const packedRows = workspace + tileBytes
  const packed = packedRows + (packsRows ? <usize>(blockRows * passDepth) << 2 : 0)
  if (code != 0) memory.fill(c, 0, <usize>rows * cRow)
  for (let k = 0; k < inner; k += passDepth) {
    const depth = min(passDepth, inner - k)
    const accumulate = code != 0 || k > 0
    const aPass = a + <usize>k * aInner
    for (let left = 0; left < columns; left += blockColumns) {
      const right = min(left + blockColumns, columns)
      const block = b + <usize>k * bInner + <usize>left * bColumn
      if (packs) {
        for (let column = left; column < right; column += 8) {
          const offset = <usize>(column - left)
          packPanel(block + offset * bColumn, bInner, bColumn, depth, min(8, right - column), packed + offset * (<usize>depth << 2))
        }
      }
      for (let top = 0; top < rows; top += blockRows) {
        const bottom = min(top + blockRows, rows)
        if (packsRows) packRows(aPass + <usize>top * aRow, aRow, aInner, depth, bottom - top, packedRows)
        if (code != 0 && depth == passDepth && bottom - top == blockRows) {
          callProduct(code, packedRows, packed, c + (<usize>left << 2) + <usize>top * cRow)
          continue
        }
        for (let column = left; column < right; column += 8) {
          const offset = <usize>(column - left)
          const panel = packs ? packed + offset * (<usize>depth << 2) : block + (offset << 2)
          const to = c + (<usize>column << 2) + <usize>top * cRow
          const width = min(8, right - column)
          if (packsRows) {
            packedProduct(bottom - top, width, depth, packedRows, panel, packs ? 32 : bInner, to, cRow, accumulate)
          } else {
            panelProduct(bottom - top, width, depth, aPass + <usize>top * aRow, aRow, aInner, panel, packs ? 32 : bInner, to, cRow, accumulate)
          }
        }
      }
    }
  }
}

/** Products of row-major a with one contiguous column, four partial sums per row. */
function columnProduct(rows: i32, inner: i32, a: usize, aRow: usize, b: usize, c: usize): void {
  for (let row = 0; row < rows; row++) {
    let sums = f32x4.splat(0)
    let at = a, by = b
    let k = inner
    for (; k >= 4; k -= 4) {
      sums = multiplyAdd(v128.load(at), v128.load(by), sums)
      at += 16
      by += 16
    }
    let total = f32x4.extract_lane(sums, 0) + f32x4.extract_lane(sums, 1) + (f32x4.extract_lane(sums, 2) + f32x4.extract_lane(sums, 3))
    for (; k > 0; k--) {
      total += load<f32>(at) * load<f32>(by)
      at += 4
      by += 4
    }
    store<f32>(c, total)
    a += aRow
    c += 4
  }
}

/** Command: tasks, rows, columns, inner; a with its steps per task, row, k; b per task, k, column; c per task; code. */
export function matMul(p: usize): void {
  const rows = argument(p, 1), columns = argument(p, 2), inner = argument(p, 3)
  let a: usize = argument(p, 4), b: usize = argument(p, 8), c: usize = argument(p, 12)
  const aRow: usize = argument(p, 6), aInner: usize = argument(p, 7)
  const bInner: usize = argument(p, 10), bColumn: usize = argument(p, 11)
  for (let task = argument(p, 0); task > 0; task--) {
    if (columns == 1 && aInner == 4 && bInner == 4) columnProduct(rows, inner, a, aRow, b, c)
    else product(rows, columns, inner, a, aRow, aInner, b, bInner, bColumn, c, <usize>columns << 2, argument(p, 14))
    a += argument(p, 5)
    b += argument(p, 9)
    c += argument(p, 13)
  }
}
