// Small data sets in a folder of their own that is gone after the test.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import sharp from 'sharp'
import { onTestFinished } from 'vitest'
import { completeLimits, type Limits } from '../src/files/limits.js'
import { openImages, type PackedImages } from '../src/packing/open-images.js'
import { completePreparation, type PreparationOptions } from '../src/packing/preparation.js'
import { type From, sourceOf } from '../src/sources/from.js'

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'assent-images-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

/** Lays out files by path and gives their root. */
export function layOut(files: { readonly [path: string]: Uint8Array | string }, root = temporaryFolder()): string {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  return root
}

/** A PNG of the given bytes, row by row. */
export function png(pixels: readonly number[], height: number, width: number): Promise<Buffer> {
  const channels = (pixels.length / (height * width)) as 1 | 3
  const image = sharp(Uint8Array.from(pixels), { raw: { height, width, channels } })
  return (channels === 1 ? image.toColourspace('b-w') : image).png().toBuffer()
}

/** A JPEG of one color. */
export function jpeg(red: number, green: number, blue: number, height: number, width: number): Promise<Buffer> {
  return sharp({ create: { height, width, channels: 3, background: { r: red, g: green, b: blue } } })
    .jpeg({ quality: 95 })
    .toBuffer()
}

/** Packs without a cache file unless one is asked for. */
export async function open(
  from: From,
  preparation: PreparationOptions = {},
  { cache = false, limits = {} }: { cache?: string | false; limits?: Partial<Limits> } = {},
): Promise<PackedImages> {
  const whole = completeLimits(limits)
  const { source } = sourceOf(from, whole)
  return openImages(source, { name: 'fixture', preparation: completePreparation(preparation), limits: whole, cache })
}

/** All pixels of all images, image by image. */
export function pixelsOf({ classes, read }: PackedImages): number[][] {
  const total = classes.reduce((sum, { count }) => sum + count, 0)
  return Array.from({ length: total }, (_, index) => [...read(index)])
}
