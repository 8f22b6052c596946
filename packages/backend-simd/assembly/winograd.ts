// Convolution 3 × 3 of stride 1 with 2.25 times fewer multiplications: F(2×2, 3×3) of Winograd (1980), as Lavin and
// Gray (2016) use it. Tiles of 2 × 2 outputs see 4 × 4 inputs d and the filter g:
//   y = Aᵀ[(G g Gᵀ) ⊙ (Bᵀ d B)]A,
// where ⊙ over all tiles and channels is 16 matrix products. The gradient in g is the adjoint:
//   dg = Gᵀ[(A dy Aᵀ) ⊙ (Bᵀ d B)]G.

import { passBytes } from '../src/border/codes'
import { columnTiles, rowTiles } from './tiles.generated'

/** Bᵀ: four inputs to four. */
// @ts-ignore: decorator
@inline
function inputPass(from: usize, fromStep: usize, to: usize, toStep: usize): void {
  const d0 = v128.load(from), d1 = v128.load(from + fromStep), d2 = v128.load(from + 2 * fromStep), d3 = v128.load(from + 3 * fromStep)
  v128.store(to, f32x4.sub(d0, d2))
  v128.store(to + toStep, f32x4.add(d1, d2))
  v128.store(to + 2 * toStep, f32x4.sub(d2, d1))
  v128.store(to + 3 * toStep, f32x4.sub(d1, d3))
}

/** Aᵀ: four products to two outputs. */
// @ts-ignore: decorator
@inline
function outputPass(from: usize, fromStep: usize, to: usize, toStep: usize): void {
  const m0 = v128.load(from), m1 = v128.load(from + fromStep), m2 = v128.load(from + 2 * fromStep), m3 = v128.load(from + 3 * fromStep)
  v128.store(to, f32x4.add(f32x4.add(m0, m1), m2))
  v128.store(to + toStep, f32x4.sub(f32x4.sub(m1, m2), m3))
}

/** A: two output gradients to four. */
// @ts-ignore: decorator
@inline
function outputAdjointPass(from: usize, fromStep: usize, to: usize, toStep: usize): void {
  const y0 = v128.load(from), y1 = v128.load(from + fromStep)
  v128.store(to, y0)
  v128.store(to + toStep, f32x4.add(y0, y1))
  v128.store(to + 2 * toStep, f32x4.sub(y0, y1))
  v128.store(to + 3 * toStep, f32x4.neg(y1))
}

/** G: three taps to four. */
// @ts-ignore: decorator
@inline
function filterPass(from: usize, fromStep: usize, to: usize, toStep: usize): void {
  const half = f32x4.splat(0.5)
  const g0 = v128.load(from), g1 = v128.load(from + fromStep), g2 = v128.load(from + 2 * fromStep)
  const even = f32x4.mul(f32x4.add(g0, g2), half), odd = f32x4.mul(g1, half)
  v128.store(to, g0)
  v128.store(to + toStep, f32x4.add(even, odd))
  v128.store(to + 2 * toStep, f32x4.sub(even, odd))
  v128.store(to + 3 * toStep, g2)
}

/** Gᵀ: four sums to three taps. */
// @ts-ignore: decorator
@inline
function filterAdjointPass(from: usize, fromStep: usize, to: usize, toStep: usize): void {
  const half = f32x4.splat(0.5)
  const s0 = v128.load(from), s1 = v128.load(from + fromStep), s2 = v128.load(from + 2 * fromStep), s3 = v128.load(from + 3 * fromStep)
  const even = f32x4.mul(f32x4.add(s1, s2), half)
  v128.store(to, f32x4.add(s0, even))
  v128.store(to + toStep, f32x4.mul(f32x4.sub(s1, s2), half))
  v128.store(to + 2 * toStep, f32x4.add(even, s3))
}

/** Bᵀ d B of every tile of a framed image: 16 matrices [tiles, channels], `matrix` bytes apart. */
export function transformImage(framed: usize, line: usize, channels: i32, tall: i32, wide: i32, pass: usize, to: usize, matrix: usize): void {
  const pixel = <usize>channels << 2
  for (let y = 0; y < tall; y++) {
    for (let x = 0; x < wide; x++) {
      const corner = framed + <usize>(2 * y) * line + <usize>(2 * x) * pixel
      for (let c: usize = 0; c < pixel; c += 16) {
        for (let i: usize = 0; i < 4; i++) inputPass(corner + i * line + c, pixel, pass + (i << 6), 16)
        for (let j: usize = 0; j < 4; j++) inputPass(pass + (j << 4), 64, to + j * matrix + c, 4 * matrix)
      }
      to += pixel
    }
  }
}

/** A dy Aᵀ of every tile of framed output gradients: 16 matrices of panels [channels / 8, tiles, 8]. */
export function transformOutputs(
  framed: usize, line: usize, channels: i32, tall: i32, wide: i32, pass: usize, to: usize, matrix: usize,
): void {
  const pixel = <usize>channels << 2
  const panel = <usize>(tall * wide) << 5
  for (let y = 0; y < tall; y++) {
    for (let x = 0; x < wide; x++) {
      const corner = framed + <usize>(2 * y) * line + <usize>(2 * x) * pixel
      for (let c: usize = 0; c < pixel; c += 16) {
        const at = to + (c >> 5) * panel + (c & 16)
        for (let i: usize = 0; i < 2; i++) outputAdjointPass(corner + i * line + c, pixel, pass + (i << 6), 16)
        for (let j: usize = 0; j < 4; j++) outputAdjointPass(pass + (j << 4), 64, at + j * matrix, 4 * matrix)
      }
      to += 32
    }
  }
}

/** Aᵀ m A of every tile, into the pixels that lie inside of an image [height, width, channels]. */
export function gatherOutputs(
  from: usize, row: usize, matrix: usize, channels: i32, height: i32, width: i32, pass: usize, image: usize,
): void {
  const pixel = <usize>channels << 2, line = <usize>width * pixel
  const last = pass + 128
  for (let y = 0; y < height; y += 2) {
    for (let x = 0; x < width; x += 2) {
      const to = image + <usize>y * line + <usize>x * pixel
      for (let c: usize = 0; c < pixel; c += 16) {
        for (let i: usize = 0; i < 4; i++) outputPass(from + (4 * i) * matrix + c, matrix, pass + (i << 5), 16)
        for (let j: usize = 0; j < 2; j++) outputPass(pass + (j << 4), 32, last + (j << 4), 32)
        v128.store(to + c, v128.load(last))
        if (x + 1 < width) v128.store(to + pixel + c, v128.load(last, 16))
        if (y + 1 < height) v128.store(to + line + c, v128.load(last, 32))
        if (x + 1 < width && y + 1 < height) v128.store(to + line + pixel + c, v128.load(last, 48))
      }
      from += row
    }
  }
}

/** G g Gᵀ of filters [3, 3, channels, filters]: 16 matrices of panels [filters / 8, channels, 8]. */
export function transformFilters(from: usize, channels: i32, filters: i32, pass: usize, to: usize, matrix: usize): void {
  const row = <usize>filters << 2, tap = <usize>channels * row
  for (let channel: usize = 0; channel < <usize>channels; channel++) {
    for (let f: usize = 0; f < row; f += 16) {
      const source = from + channel * row + f
      const at = to + (f >> 5) * (<usize>channels << 5) + (channel << 5) + (f & 16)
      for (let i: usize = 0; i < 3; i++) filterPass(source + 3 * i * tap, tap, pass + (i << 6), 16)
      for (let j: usize = 0; j < 4; j++) filterPass(pass + (j << 4), 64, at + j * matrix, 4 * matrix)
    }
  }
}

/** The same of the turned filters, whose inputs are the filters and whose outputs the channels: panels [channels / 8, filters, 8]. */
export function transformTurned(from: usize, channels: i32, filters: i32, pass: usize, to: usize, matrix: usize): void {
  const row = <usize>filters << 2, tap = <usize>channels * row
  for (let channel: usize = 0; channel < <usize>channels; channel++) {
    const panel = to + (channel >> 3) * (<usize>filters << 5) + ((channel & 7) << 2)
    for (let f: usize = 0; f < row; f += 16) {
      const source = from + channel * row + f
      for (let i: usize = 0; i < 3; i++) filterPass(source + (8 - 3 * i) * tap, -tap, pass + (i << 6), 16)
      for (let j: usize = 0; j < 4; j++) {
        filterPass(pass + (j << 4), 64, pass + passBytes, 16)
        for (let i: usize = 0; i < 4; i++) {
          const at = panel + (4 * i + j) * matrix + (f << 3)
          const u = v128.load(pass + passBytes + (i << 4))
          v128.store_lane<f32>(at, u, 0)
          v128.store_lane<f32>(at, u, 1, 32)
          v128.store_lane<f32>(at, u, 2, 64)
          v128.store_lane<f32>(at, u, 3, 96)
        }
      }
    }
  }
}

/** Gᵀ s G: the gradient of filters [3, 3, channels, filters] from 16 sums [channels, filters]. */
export function gatherFilters(from: usize, row: usize, matrix: usize, channels: i32, filters: i32, pass: usize, to: usize): void {
  const bytes = <usize>filters << 2, tap = <usize>channels * bytes
  for (let channel = 0; channel < channels; channel++) {
    for (let f: usize = 0; f < bytes; f += 16) {
      for (let i: usize = 0; i < 4; i++) filterAdjointPass(from + 4 * i * matrix + f, matrix, pass + (i << 6), 16)
      for (let j: usize = 0; j < 3; j++) filterAdjointPass(pass + (j << 4), 64, to + j * tap + f, 3 * tap)
    }
    from += row
    to += bytes
  }
}

/** The 16 products of one image's tiles with the filters: matrices [tiles, columns], rows `row` bytes apart. */
export function tileProducts(
  tiles: i32, inner: i32, columns: i32, image: usize, imageMatrix: usize, panels: usize, panelMatrix: usize, to: usize, row: usize, matrix: usize,
): void {
  const length = <usize>inner << 2
  for (let t: usize = 0; t < 16; t++) {
    for (let column = 0; column < columns; column += 8) {
      const panel = panels + t * panelMatrix + <usize>(column >> 3) * (<usize>inner << 5)
      rowTiles(tiles, image + t * imageMatrix, length, length, panel, 32, to + t * matrix + (<usize>column << 2), row, false)
    }
  }
}

/** Adds the 16 products of one image's tiles with its output gradients to sums [channels, filters], rows `row` bytes apart. */
export function tileSums(
  tiles: i32, channels: i32, filters: i32, image: usize, imageMatrix: usize, panels: usize, panelMatrix: usize,
  to: usize, row: usize, matrix: usize,
): void {
  const step = <usize>channels << 2
  for (let t: usize = 0; t < 16; t++) {
    for (let filter = 0; filter < filters; filter += 8) {
      const panel = panels + t * panelMatrix + <usize>(filter >> 3) * (<usize>tiles << 5)
      const at = to + t * matrix + (<usize>filter << 2)
      columnTiles(channels, image + t * imageMatrix, step, 1, <usize>tiles * step, 0, panel, 32, at, row, true)
    }
  }
}
