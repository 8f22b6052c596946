// Drawings of signs to begin with: made up by lines at random, and said to be.

import { createRng, type Rng } from '@assent/core'
import { writePng } from './png.js'

const SIZE = 28
const SIGNS = 60
const DRAWINGS = 8

type Point = readonly [x: number, y: number]
/** Lines from point to point. */
type Sign = readonly (readonly Point[])[]

/** A folder for each of sixty signs with eight drawings, and `examples`: three other signs, one drawing of each, and two unknown. */
export function sampleImages(): Map<string, Buffer> {
  const rng = createRng(1, 'signs')
  const files = new Map<string, Buffer>()
  for (let own = 0; own < SIGNS; own++) {
    const sign = drawSign(rng)
    for (let place = 1; place <= DRAWINGS; place++) files.set(`images/sign-${own}/${place}.png`, draw(sign, rng))
  }
  const others = ['first', 'second', 'third'].map((name) => ({ name, sign: drawSign(rng) }))
  for (const { name, sign } of others) files.set(`examples/${name}/1.png`, draw(sign, rng))
  for (const { name, sign } of others.slice(1)) files.set(`examples/like-the-${name}.png`, draw(sign, rng))
  return files
}

/** Two or three lines of two or three points each. */
function drawSign(rng: Rng): Sign {
  const point = (): Point => [rng.uniform(0.15, 0.85), rng.uniform(0.15, 0.85)]
  return Array.from({ length: 2 + rng.integer(2) }, () => Array.from({ length: 2 + rng.integer(2) }, point))
}

/** As a hand would: turned, moved and stretched a little, every point a bit off, with a pen as thick as it comes. */
function draw(sign: Sign, rng: Rng): Buffer {
  const [angle, scale, thickness] = [rng.uniform(-0.15, 0.15), rng.uniform(0.85, 1.1), rng.uniform(0.9, 1.4)]
  const [right, down] = [rng.uniform(-0.06, 0.06), rng.uniform(-0.06, 0.06)]
  const place = ([x, y]: Point): Point => {
    const [a, b] = [scale * (x - 0.5) + 0.03 * rng.normal(), scale * (y - 0.5) + 0.03 * rng.normal()]
    const turned: Point = [a * Math.cos(angle) - b * Math.sin(angle), a * Math.sin(angle) + b * Math.cos(angle)]
    return [SIZE * (0.5 + turned[0] + right), SIZE * (0.5 + turned[1] + down)]
  }
  const pieces = sign.flatMap((line) => {
    const points = line.map(place)
    return points.slice(1).map((to, before) => [points[before] ?? to, to] as const)
  })
  const pixels = Uint8Array.from({ length: SIZE * SIZE }, (_, i) => {
    const at: Point = [(i % SIZE) + 0.5, Math.floor(i / SIZE) + 0.5]
    const distance = Math.min(...pieces.map(([from, to]) => distanceTo(at, from, to)))
    return Math.round(255 * Math.min(1, Math.max(0, thickness + 0.5 - distance)))
  })
  return writePng(pixels, SIZE)
}

/** Of a point from a piece of a line. */
function distanceTo([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy] = [bx - ax, by - ay]
  const along = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)
  const share = Math.min(1, Math.max(0, along))
  return Math.hypot(x - ax - share * dx, y - ay - share * dy)
}
