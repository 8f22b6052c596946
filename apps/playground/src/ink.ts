// From strokes of a finger to the pixels that the network has learned from, by the data set's own rules: a drawing is moved to the
// upper left and fills a square of 255; its strokes are simplified (Ramer, Douglas and Peucker, up to 2 apart), and drawn on
// 28 × 28 pixels as lines whose ink is shared by two pixels (Wu 1991).

import type { Drawing } from './engine/doodles.js'
import { SIDE } from './engine/doodles-size.js'

export interface Point {
  readonly x: number
  readonly y: number
}

export type Stroke = readonly Point[]

const SQUARE = 255
const APART = 2

/** The drawing, or undefined where nothing is drawn. */
export function toDrawing(strokes: readonly Stroke[]): Drawing | undefined {
  const points = strokes.flat()
  if (points.length === 0) return undefined
  const left = Math.min(...points.map(({ x }) => x))
  const top = Math.min(...points.map(({ y }) => y))
  const size = Math.max(...points.map(({ x, y }) => Math.max(x - left, y - top)), 1e-6)
  const drawing = new Float32Array(SIDE * SIDE)
  for (const stroke of strokes) {
    const moved = stroke.map(({ x, y }) => ({ x: ((x - left) / size) * SQUARE, y: ((y - top) / size) * SQUARE }))
    const ends = simplify(moved, APART).map(({ x, y }) => ({ x: (x / SQUARE) * (SIDE - 1), y: (y / SQUARE) * (SIDE - 1) }))
    for (const [i, end] of ends.entries()) drawLine(drawing, ends[i - 1] ?? end, end)
  }
  return drawing
}

/** Leaves out points that lie nearer than `apart` to the line between those that stay. */
export function simplify(stroke: Stroke, apart: number): Stroke {
  const [first, last] = [stroke[0], stroke.at(-1)]
  if (!first || !last || stroke.length < 3) return stroke
  const distances = stroke.map((point) => distanceToLine(point, first, last))
  const farthest = distances.indexOf(Math.max(...distances))
  if ((distances[farthest] ?? 0) < apart) return [first, last]
  return [...simplify(stroke.slice(0, farthest + 1), apart).slice(0, -1), ...simplify(stroke.slice(farthest), apart)]
}

function distanceToLine({ x, y }: Point, from: Point, to: Point): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  const length = Math.hypot(dx, dy)
  if (length === 0) return Math.hypot(x - from.x, y - from.y)
  return Math.abs(dx * (y - from.y) - dy * (x - from.x)) / length
}

/** A line whose ends are full pixels, and whose ink in between is shared by the two nearest ones. */
function drawLine(drawing: Drawing, from: Point, to: Point): void {
  const isSteep = Math.abs(to.y - from.y) > Math.abs(to.x - from.x)
  const along = isSteep ? ({ x, y }: Point) => [y, x] as const : ({ x, y }: Point) => [x, y] as const
  const [[start, startAcross], [end, endAcross]] = [along(from), along(to)].sort(([a], [b]) => a - b) as [Pair, Pair]
  const ink = (a: number, across: number, share: number) => {
    const [x, y] = isSteep ? [across, a] : [a, across]
    if (x < 0 || y < 0 || x >= SIDE || y >= SIDE) return
    drawing[y * SIDE + x] = Math.max(drawing[y * SIDE + x] ?? 0, share)
  }
  const [first, last] = [Math.round(start), Math.round(end)]
  ink(first, Math.round(startAcross), 1)
  ink(last, Math.round(endAcross), 1)
  const slope = end > start ? (endAcross - startAcross) / (end - start) : 0
  for (let a = first + 1; a < last; a++) {
    const across = startAcross + slope * (a - start)
    const lower = Math.floor(across)
    ink(a, lower, 1 - (across - lower))
    ink(a, lower + 1, across - lower)
  }
}

type Pair = readonly [along: number, across: number]
