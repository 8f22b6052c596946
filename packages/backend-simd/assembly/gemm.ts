// Matrix product of any two strided matrices, per task: c = a · b. Cut into blocks that stay in the caches
// (Goto and van de Geijn 2008) and tiles that stay in registers.

import { blockColumns, blockRows, maximumDepth, tileBytes } from '../src/border/codes'
import { MatMulCommand } from '../src/border/records'
import { multiplyAdd } from './multiply-add'
import { packPanel } from './packing'
import { columnTiles, rowTiles } from './tiles.generated'
import { workspace } from './workspace'

/** Runs a product that a program brought along, `body` in the function table. Overwrites the start of the workspace. */
export function callProduct(body: i32, a: usize, b: usize, c: usize): void {
  store<usize>(workspace, a)
  store<usize>(workspace, b, 4)
  store<usize>(workspace, c, 8)
  call_indirect<void>(body, 0, workspace)
}

/** Copies `width` columns of a tile from scratch to its place, on top of what is there where it `adds`. */
export function placeTile(tile: usize, rows: i32, width: i32, c: usize, toRow: usize, adds: bool): void {
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < width; column++) {
      const at = c + (<usize>column << 2)
      const value = load<f32>(tile + (<usize>column << 2))
      store<f32>(at, adds ? load<f32>(at) + value : value)
    }
    tile += 32
    c += toRow
  }
}

// The product that runs. Strides are in bytes.

/** How far along k the present pass goes, and whether it adds to what c holds. */
let depth: i32, accumulates: bool
/** Whether the columns of b and the rows of a are packed, and where to. */
let packs: bool, packsRows: bool, packedColumns: usize, packedRows: usize
/** From k to k in a panel of b, and from row to row of c. */
let panelRow: usize, cRow: usize

/** Chooses how a product is cut and packed; tells how far along k a whole pass goes. */
function cut(m: MatMulCommand): i32 {
  const rows = m.rows, columns = m.columns, inner = m.inner
  const passes = (inner + maximumDepth - 1) / maximumDepth
  const passDepth = (inner + passes - 1) / passes
  packs = m.body != 0 || m.bColumn != 4 || (rows > 32 && inner * columns > 8192)
  packsRows = m.body != 0 || (rows > 8 && columns >= 64 && inner * rows > 8192)
  packedRows = workspace + tileBytes
  packedColumns = packedRows + (packsRows ? <usize>(blockRows * passDepth) << 2 : 0)
  panelRow = packs ? 32 : m.bInner
  cRow = <usize>columns << 2
  return passDepth
}

/** c = a · b for one task. a must be contiguous along its rows or along its columns. */
function product(m: MatMulCommand, a: usize, b: usize, c: usize): void {
  const passDepth = cut(m)
  if (m.body != 0) memory.fill(c, 0, <usize>m.rows * cRow)
  for (let k = 0; k < m.inner; k += passDepth) {
    depth = min(passDepth, m.inner - k)
    accumulates = m.body != 0 || k > 0
    const body = depth == passDepth ? m.body : 0
    for (let left = 0; left < m.columns; left += blockColumns) {
      const columns = min(blockColumns, m.columns - left)
      const block = b + <usize>k * m.bInner + <usize>left * m.bColumn
      if (packs) packColumns(m, block, columns)
      blockProduct(m, a + <usize>k * m.aInner, packs ? packedColumns : block, c + (<usize>left << 2), columns, body)
    }
  }
}

/** Copies columns of b to panels of eight. */
function packColumns(m: MatMulCommand, b: usize, columns: i32): void {
  for (let column = 0; column < columns; column += 8) {
    const to = packedColumns + <usize>column * (<usize>depth << 2)
    packPanel(b + <usize>column * m.bColumn, m.bInner, m.bColumn, depth, min(8, columns - column), to)
  }
}

/** Copies rows of a to panels of eight. */
function packRows(m: MatMulCommand, a: usize, rows: i32): void {
  for (let row = 0; row < rows; row += 8) {
    const to = packedRows + <usize>row * (<usize>depth << 2)
    packPanel(a + <usize>row * m.aRow, m.aInner, m.aRow, depth, min(8, rows - row), to)
  }
}

/** All rows of a times a block of columns of b. `body` is the code for as many rows as stay in the cache. */
function blockProduct(m: MatMulCommand, a: usize, b: usize, c: usize, columns: i32, body: i32): void {
  for (let top = 0; top < m.rows; top += blockRows) {
    const rows = min(blockRows, m.rows - top)
    const from = a + <usize>top * m.aRow, to = c + <usize>top * cRow
    if (packsRows) packRows(m, from, rows)
    if (body != 0 && rows == blockRows) callProduct(body, packedRows, packedColumns, to)
    else stripProduct(m, from, b, to, rows, columns)
  }
}

/** Some rows of a times a block of columns of b, panel by panel. */
function stripProduct(m: MatMulCommand, a: usize, b: usize, c: usize, rows: i32, columns: i32): void {
  const panelBytes = packs ? <usize>depth << 5 : 32
  for (let column = 0; column < columns; column += 8) {
    const width = min(8, columns - column)
    if (packsRows) packedProduct(rows, width, b, c)
    else panelProduct(rows, width, a, m.aRow, m.aInner, b, c)
    b += panelBytes
    c += 32
  }
}

/** The packed rows of a times the columns of one panel of b. */
function packedProduct(rows: i32, width: i32, b: usize, c: usize): void {
  let a = packedRows
  for (let row = 0; row < rows; row += 8) {
    panelProduct(min(8, rows - row), width, a, 4, 32, b, c + <usize>row * cRow)
    a += <usize>depth << 5
  }
}

/** `rows` rows of a times the columns of one panel of b. */
function panelProduct(rows: i32, width: i32, a: usize, aRow: usize, aInner: usize, b: usize, c: usize): void {
  if (width == 8) {
    tiles(rows, a, aRow, aInner, b, c, cRow, accumulates)
    return
  }
  for (let row = 0; row < rows; row += 4) {
    const height = min(4, rows - row)
    tiles(height, a + <usize>row * aRow, aRow, aInner, b, workspace, 32, false)
    placeTile(workspace, height, width, c + <usize>row * cRow, cRow, accumulates)
  }
}

// @ts-ignore: decorator
@inline
function tiles(rows: i32, a: usize, aRow: usize, aInner: usize, b: usize, c: usize, toRow: usize, adds: bool): void {
  if (aInner == 4) rowTiles(rows, a, aRow, <usize>depth << 2, b, panelRow, c, toRow, adds)
  else columnTiles(rows, a, aInner, 1, <usize>depth * aInner, 0, b, panelRow, c, toRow, adds)
}

/** Products of row-major a with one contiguous column, four partial sums per row. */
function columnProduct(m: MatMulCommand, a: usize, b: usize, c: usize): void {
  const inner = m.inner
  for (let left = m.rows; left > 0; left--) {
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
    a += m.aRow
    c += 4
  }
}

export function matMul(m: MatMulCommand): void {
  const isColumn = m.columns == 1 && m.aInner == 4 && m.bInner == 4
  let a = m.a, b = m.b, c = m.c
  for (let left = m.tasks; left > 0; left--) {
    if (isColumn) columnProduct(m, a, b, c)
    else product(m, a, b, c)
    a += m.aTask
    b += m.bTask
    c += m.cTask
  }
}
