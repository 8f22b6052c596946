// Images to begin with: made-up signs of a few strokes, as by a pen on paper, each drawn eight times by an unsteady hand.

import { createRng, type Rng } from '@assent/core'
import { writePng } from './png.js'

const SIDE = 28
const SIGNS = 40
const DRAWINGS = 8

/** A stroke joins points of the unit square. */
type Stroke = readonly (readonly [x: number, y: number])[]

/** What the new task is about: nobody has trained on these. */
const newSigns: { readonly [name: string]: readonly Stroke[] } = {
  cross: [line(0.2, 0.2, 0.8, 0.8), line(0.8, 0.2, 0.2, 0.8)],
  ring: [
    Array.from({ length: 13 }, (_, i) => [0.5 + 0.32 * Math.cos((i * Math.PI) / 6), 0.5 + 0.32 * Math.sin((i * Math.PI) / 6)]),
  ],
  zigzag: [[...line(0.15, 0.3, 0.38, 0.7), ...line(0.62, 0.3, 0.85, 0.7)]],
}

/**
 * Files by name: in `images/` a folder for each sign to train on, in `examples/` three drawings of each sign of a new task, and
 * beside them one more of each, to ask about.
 */
export function sampleImages(): [file: string, png: Uint8Array][] {
  const rng = createRng(1, 'signs')
  const trained = Array.from({ length: SIGNS }, (_, sign): [string, Uint8Array][] => {
    const strokes = randomSign(rng)
    const folder = `images/sign-${`${sign}`.padStart(2, '0')}`
    return Array.from({ length: DRAWINGS }, (_, drawing) => [`${folder}/${drawing}.png`, draw(strokes, rng)])
  })
  const examples = Object.entries(newSigns).map(([name, strokes]): [string, Uint8Array][] => [
    ...[0, 1, 2].map((drawing): [string, Uint8Array] => [`examples/${name}/${drawing}.png`, draw(strokes, rng)]),
    [`examples/${name}.png`, draw(strokes, rng)],
  ])
  return [...trained, ...examples].flat()
}

function line(x0: number, y0: number, x1: number, y1: number): Stroke {
  return [
    [x0, y0],
    [x1, y1],
  ]
}

/** One to three strokes of two to four points. */
function randomSign(rng: Rng): Stroke[] {
  return Array.from({ length: 1 + rng.integer(3) }, () =>
    Array.from({ length: 2 + rng.integer(3) }, () => [rng.uniform(0.12, 0.88), rng.uniform(0.12, 0.88)] as const),
  )
}

/** Turned, scaled and shifted, and no point quite where it should be; black on white. */
function draw(strokes: readonly Stroke[], rng: Rng): Uint8Array {
  const [angle, scale, width] = [rng.uniform(-0.35, 0.35), SIDE * rng.uniform(0.75, 1.05), rng.uniform(0.9, 1.6)]
  const [cosine, sine] = [scale * Math.cos(angle), scale * Math.sin(angle)]
  const [right, down] = [SIDE * rng.uniform(0.42, 0.58), SIDE * rng.uniform(0.42, 0.58)]
  const unsteady = (along: number) => along - 0.5 + 0.025 * rng.normal()
  const inHand = strokes.map((stroke) =>
    stroke.map(([x, y]) => {
      const [across, below] = [unsteady(x), unsteady(y)]
      return [right + cosine * across - sine * below, down + sine * across + cosine * below] as const
    }),
  )
  const levels = Uint8Array.from({ length: SIDE * SIDE }, (_, i) => {
    const distance = Math.min(...inHand.map((stroke) => distanceTo(stroke, (i % SIDE) + 0.5, Math.floor(i / SIDE) + 0.5)))
    return Math.round(255 * Math.min(1, Math.max(0, distance - width + 0.5)))
  })
  return writePng(levels, SIDE)
}

/** From a point to the nearest piece of a stroke, in pixels. */
function distanceTo(stroke: Stroke, x: number, y: number): number {
  const pieces = stroke.slice(1).map(([x1, y1], place) => {
    const [x0, y0] = stroke[place] ?? [x1, y1]
    const [dx, dy] = [x1 - x0, y1 - y0]
    const share = Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy || 1)))
    return Math.hypot(x - x0 - share * dx, y - y0 - share * dy)
  })
  return Math.min(...pieces)
}
