// Writes assembly/tiles.generated.ts: the innermost loops of every product, once for each number of rows. A tile is up to
// 4 rows by 8 columns of the result, held in registers. AssemblyScript cannot repeat statements, hence this script.

const range = (count) => Array.from({ length: count }, (_, index) => index)
/** Steps along k between two jumps back; tiles of one or two rows are rare, and small code loads sooner. */
const unrollOf = (rows) => (rows > 2 ? 4 : 1)

/** Zero accumulators, two vectors of four columns per row. */
const zeros = (rows) => range(rows).map((r) => `  let left${r} = f32x4.splat(0), right${r} = f32x4.splat(0)`)

/** One step along k: four broadcast values of `a` against eight of `b`. */
const products = (loads) => [
  '      bLeft = v128.load(b)',
  '      bRight = v128.load(b, 16)',
  '      b += bStep',
  ...loads.flatMap((load, r) => [
    `      value = ${load}`,
    `      left${r} = multiplyAdd(value, bLeft, left${r})`,
    `      right${r} = multiplyAdd(value, bRight, right${r})`,
  ]),
]

/** Stores a row of the tile, on top of what is there when `accumulate` is set. */
const stores = (rows) => [
  '  if (accumulate) {',
  ...range(rows).flatMap((r) => [
    `    left${r} = f32x4.add(v128.load(c${r}), left${r})`,
    `    right${r} = f32x4.add(v128.load(c${r}, 16), right${r})`,
  ]),
  '  }',
  ...range(rows).flatMap((r) => [`  v128.store(c${r}, left${r})`, `  v128.store(c${r}, right${r}, 16)`]),
]

const targets = (rows) => range(rows - 1).map((r) => `  const c${r + 1} = c${r} + cRow`)

/** A whole stack of tiles, one below the other, so that small tiles do not cost a call each. */
const stack = (lines, next) => [
  '  do {',
  '  let b = panel, left = segments',
  ...lines,
  ...next.map((line) => `  ${line}`),
  '  } while (--tiles)',
]

/** `a` row-major: one pointer per row, steps of one value along k. */
function rowTile(rows) {
  const unroll = unrollOf(rows)
  const pointers = range(rows).map((r) => `a${r}`)
  const advance = (by) => pointers.map((a) => `${a} += ${by}`).join('; ')
  const tile = [
    ...zeros(rows),
    '  let bLeft: v128, bRight: v128, value: v128',
    '  do {',
    '    const end0 = a0 + length',
    ...range(unroll - 1).map((u) => `    const end${u + 1} = end0 - ${4 * (u + 1)}`),
    '    while (true) {',
    ...range(unroll).flatMap((u) => [
      ...products(pointers.map((a) => `v128.load32_splat(${a}, ${4 * u})`)),
      u + 1 < unroll ? `      if (a0 == end${u + 1}) { ${advance(4 * (u + 1))}; break }` : `      ${advance(4 * unroll)}`,
    ]),
    '      if (a0 == end0) break',
    '    }',
    `    ${advance('jump')}`,
    '  } while (--left)',
    ...targets(rows),
    ...stores(rows),
  ]
  return [
    `function rowTile${rows}(`,
    `  ${range(4)
      .map((r) => `a${r}: usize`)
      .join(', ')}, segments: i32, length: usize, jump: usize,`,
    '  panel: usize, bStep: usize, c0: usize, cRow: usize, accumulate: bool, tiles: i32, aTile: usize,',
    '): void {',
    ...stack(tile, [advance('aTile'), `c0 += ${rows} * cRow`]),
    '}',
  ]
}

/** `a` column-major: its rows are neighbors in memory, any step along k. */
function columnTile(rows) {
  const tile = [
    ...zeros(rows),
    '  let bLeft: v128, bRight: v128, value: v128',
    '  let a = corner',
    '  do {',
    '    const end = a + length',
    '    while (true) {',
    ...range(unrollOf(rows)).flatMap(() => [
      ...products(range(rows).map((r) => `v128.load32_splat(a, ${4 * r})`)),
      '      a += aStep',
      '      if (a == end) break',
    ]),
    '    }',
    '    a += jump',
    '  } while (--left)',
    ...targets(rows),
    ...stores(rows),
  ]
  return [
    `function columnTile${rows}(`,
    '  corner: usize, aStep: usize, segments: i32, length: usize, jump: usize,',
    '  panel: usize, bStep: usize, c0: usize, cRow: usize, accumulate: bool, tiles: i32,',
    '): void {',
    ...stack(tile, [`corner += ${4 * rows}`, `c0 += ${rows} * cRow`]),
    '}',
  ]
}

const header = `// Written by tools/tiles.mjs; change it there. The innermost loops of every product: \`rows\` × 8 values of
// c = Σₖ a(row, k) · b(k, column), with k running over \`segments\` stretches of memory, each \`length\` bytes of a's
// own steps long and followed by a jump. All steps are in bytes. Every value adds up its products in the order of k,
// whatever the tile, so that results do not depend on how a product is cut into tiles.

import { multiplyAdd } from './multiply-add'
`

const rowDispatch = `
/**
 * How many tiles of three rows go with tiles of four, so that none of two or one is left over where there are rows enough:
 * those have too few sums under way to keep the adders busy.
 */
function rowsOfThree(rows: i32): i32 {
  return rows == 5 ? 1 : rows < 3 ? 0 : -rows & 3
}

/** Up to four rows, wherever they lie: \`a0\` … \`a3\` point at them, k advances by one value. */
export function rowTile(
  rows: i32, a0: usize, a1: usize, a2: usize, a3: usize, segments: i32, length: usize, jump: usize,
  b: usize, bStep: usize, c: usize, cRow: usize, accumulate: bool,
): void {
  if (rows == 4) rowTile4(a0, a1, a2, a3, segments, length, jump, b, bStep, c, cRow, accumulate, 1, 0)
  else if (rows == 3) rowTile3(a0, a1, a2, a3, segments, length, jump, b, bStep, c, cRow, accumulate, 1, 0)
  else if (rows == 2) rowTile2(a0, a1, a2, a3, segments, length, jump, b, bStep, c, cRow, accumulate, 1, 0)
  else rowTile1(a0, a1, a2, a3, segments, length, jump, b, bStep, c, cRow, accumulate, 1, 0)
}

/** Any number of rows, \`aRow\` apart; k is one stretch of \`length\` bytes. */
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
`

const columnDispatch = `
/** Any number of rows, neighbors in memory from \`a\` on; k advances by \`aStep\`. */
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
`

/** The text of assembly/tiles.generated.ts. */
export function tiles() {
  const functions = [...[1, 2, 3, 4].map(rowTile), ...[1, 2, 3, 4].map(columnTile)]
  return [header, ...functions.map((lines) => `${lines.join('\n')}\n`)].join('\n') + rowDispatch + columnDispatch
}
