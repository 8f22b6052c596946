// Photographs and drawings as people have them: turned by a tag, transparent, and new ones beside those that were trained on.

import { join } from 'node:path'
import { sampleEpisode } from '@assent/core'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { decodeImage, images, preparationOf } from '../src/index.js'
import { layOut, open, pixelsOf, png } from './fixtures.js'

/** Two rows of three flat areas of 16 × 16 pixels, which JPEG keeps to within its loss, as they are stored. */
const areas = [10, 60, 110, 160, 210, 250]
const side = 16
const stored = Uint8Array.from(
  { length: 6 * side * side },
  (_, place) => areas[3 * Math.floor(place / (3 * side * side)) + (Math.floor(place / side) % 3)]!,
)

/** What a viewer shows for each tag (EXIF 2.3, 4.6.4 A): where the stored first row and first column are seen. */
const upright: readonly [orientation: number, seen: readonly (readonly number[])[]][] = [
  [
    1,
    [
      [10, 60, 110],
      [160, 210, 250],
    ],
  ],
  [
    2,
    [
      [110, 60, 10],
      [250, 210, 160],
    ],
  ],
  [
    3,
    [
      [250, 210, 160],
      [110, 60, 10],
    ],
  ],
  [
    4,
    [
      [160, 210, 250],
      [10, 60, 110],
    ],
  ],
  [
    5,
    [
      [10, 160],
      [60, 210],
      [110, 250],
    ],
  ],
  [
    6,
    [
      [160, 10],
      [210, 60],
      [250, 110],
    ],
  ],
  [
    7,
    [
      [250, 110],
      [210, 60],
      [160, 10],
    ],
  ],
  [
    8,
    [
      [110, 250],
      [60, 210],
      [10, 160],
    ],
  ],
]

const photograph = (orientation: number) =>
  sharp(stored, { raw: { width: 3 * side, height: 2 * side, channels: 1 } })
    .toColourspace('b-w')
    .withMetadata({ orientation })
    .jpeg({ quality: 100 })
    .toBuffer()

/** A drawing on a transparent ground: the pixel at the left is ink. */
const drawing = (ink: number, alpha = [255, 0, 0, 0]) =>
  sharp(Uint8Array.from(alpha.flatMap((opaque) => [ink, ink, ink, opaque])), { raw: { width: 4, height: 1, channels: 4 } })
    .png()
    .toBuffer()

describe("a phone's photograph", () => {
  it.each(upright)('with orientation %i is seen upright', async (orientation, seen) => {
    const root = layOut({ 'cat/1.jpg': await photograph(orientation) })
    const packed = await open(root, { channels: 1, size: [seen.length * side, seen[0]!.length * side] })
    const { shape, read } = await open(root, { channels: 1 })
    expect(shape).toEqual([seen.length * side, seen[0]!.length * side, 1])
    for (const pixels of [packed.read(0), read(0)]) {
      const centers = seen.map((row, y) => row.map((_, x) => pixels[(y * side + side / 2) * shape[1] + x * side + side / 2]!))
      for (const [y, row] of centers.entries())
        for (const [x, value] of row.entries()) expect(Math.abs(value - seen[y]![x]!), `${y},${x}`).toBeLessThanOrEqual(2)
    }
  })
})

describe('a transparent drawing', () => {
  it('is shown on white, or on the ground that is asked for', async () => {
    const root = layOut({ 'cat/1.png': await drawing(0) })
    expect(pixelsOf(await open(root, { channels: 1 }))).toEqual([[0, 255, 255, 255]])
    const white = layOut({ 'cat/1.png': await drawing(255) })
    expect(pixelsOf(await open(white, { channels: 1, ground: '#000000' }))).toEqual([[255, 0, 0, 0]])
    expect(pixelsOf(await open(white, { channels: 3, ground: '#0a141e' }))).toEqual([
      [255, 255, 255, 10, 20, 30, 10, 20, 30, 10, 20, 30],
    ])
  })

  it('that its ground makes blank is named', async () => {
    const root = layOut({ 'cat/1.png': await drawing(255), 'cat/2.png': await drawing(0) })
    await expect(open(root, { channels: 1 })).rejects.toThrow(
      `${join(root, 'cat/1.png')} (blank on the ground #ffffff: what is drawn has that color; set ground); replace`,
    )
    await expect(decodeImage(await drawing(0), { ground: '#000000' })).rejects.toThrow(
      '[decodeImage] expected a whole image; found blank on',
    )
  })

  it('may be blank by itself: of one color and transparency all over, or without any', async () => {
    const blank = [await drawing(255, [0, 0, 0, 0]), await drawing(9, [0, 0, 0, 0]), await png([7, 7, 7, 7], 1, 4)]
    const root = layOut(Object.fromEntries(blank.map((image, place) => [`cat/${place}.png`, image])))
    expect(pixelsOf(await open(root, { channels: 1 }))).toEqual([
      [255, 255, 255, 255],
      [255, 255, 255, 255],
      [7, 7, 7, 7],
    ])
  })

  it.each(['white', '#fff', 'black; x', 7])('on the ground %j is refused', async (ground) => {
    await expect(decodeImage(await drawing(0), { ground: ground as string })).rejects.toThrow(
      /\[images\.ground\] expected a color as #rrggbb; found .*; correct ground, or leave it out/,
    )
  })
})

describe('a new photograph', () => {
  it('becomes what training made of the same file', async () => {
    const photographs = await Promise.all(upright.map(([orientation]) => photograph(orientation)))
    const root = layOut(Object.fromEntries(photographs.flatMap((image) => ['a', 'b'].map((name) => [`${name}/1.jpg`, image]))))
    for (const [index, image] of photographs.entries()) {
      const from = layOut({ 'a/1.jpg': image, 'a/2.jpg': image, 'b/1.jpg': image, 'b/2.jpg': image }, join(root, `set${index}`))
      const options = { size: [7, 5], channels: 1, kernel: 'cubic', invert: true } as const
      const tasks = await images({ from, cache: false, split: { train: ['a', 'b'] }, ways: 2, queries: 1, ...options })
      const { shape, values } = await decodeImage(image, preparationOf(tasks))
      expect(shape).toEqual(tasks.inputShape)
      expect(values).toEqual(sampleEpisode({ tasks }, 1, 'train', 0).support.x.subarray(0, 35))
    }
  })

  it('is prepared as a record says, and not by tasks of another kind', async () => {
    const record = {
      kernel: 'nearest',
      ground: '#000000',
      invert: false,
      failOn: 'error',
      size: null,
      channels: null,
      rotations: 'none',
    }
    expect(preparationOf({ settings: record, inputShape: [4, 6, 3] })).toEqual({
      size: [4, 6],
      kernel: 'nearest',
      channels: 3,
      ground: '#000000',
      invert: false,
      failOn: 'error',
    })
    expect(() => preparationOf({ settings: {}, inputShape: [1] })).toThrow('[preparationOf] expected tasks over images of files')
    const half = { settings: { kernel: 'cubic' }, inputShape: [4, 6, 3] }
    expect(() => preparationOf(half)).toThrow('[preparationOf.ground] expected a color')
    expect(() => preparationOf({ ...half, settings: { kernel: 'best' } })).toThrow(
      '[preparationOf.kernel] expected nearest, linear',
    )
    expect(() => preparationOf({ ...half, inputShape: [4] })).toThrow('[preparationOf.size] expected')
  })

  it('that is broken or something else is refused', async () => {
    const whole = await photograph(6)
    for (const bytes of [whole.subarray(0, 400), Buffer.from('text'), Buffer.alloc(0)])
      await expect(decodeImage(bytes, {})).rejects.toThrow(
        /^\[decodeImage\] expected a whole image; found .*; use another image$/,
      )
    await expect(decodeImage(whole, {}, { pixels: 100 })).rejects.toThrow('found 32 × 48 pixels, more than the 100 of limits')
  })
})
