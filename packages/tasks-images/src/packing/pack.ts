// Every image of a source, decoded and laid one behind the other.

import { createHash } from 'node:crypto'
import { AssentError, fail, type Split } from '@assent/core'
import type { Limits } from '../files/limits.js'
import { messageOf } from '../files/read-file.js'
import { createDecoder, type DecodedImage } from '../sources/decode.js'
import type { ImageShape, ListedClass, ListedImage } from '../sources/image-source.js'
import type { Preparation } from './preparation.js'

/** A class in the pack: images `start` to `start + count − 1`. */
export interface PackedClass {
  readonly name: string
  readonly group: string
  readonly split: Split | null
  readonly start: number
  readonly count: number
}

/** What is packed: `[total, height, width, channels]` unsigned bytes, class after class. */
export interface PackTable {
  readonly shape: ImageShape
  readonly classes: readonly PackedClass[]
  /** SHA-256 of all pixels: equal data have equal pixels, wherever they were packed. */
  readonly sha256: string
}

/** Images that are packed so far, of all. */
export interface Progress {
  readonly done: number
  readonly total: number
}

/** Images being decoded at once: enough for sharp's pool, little enough for memory. */
const ahead = 32
const mostFailures = 10

/**
 * Decodes in parallel and writes in order. `onProgress` hears of every whole percent.
 *
 * @throws AssentError when images cannot be decoded or differ in shape, with the names of up to ten
 */
export async function pack(
  where: string,
  classes: readonly ListedClass[],
  preparation: Preparation,
  limits: Limits,
  write: (pixels: Uint8Array) => Promise<void>,
  onProgress: (progress: Progress) => void = () => {},
): Promise<PackTable> {
  const images = classes.flatMap(({ images }) => images)
  if (images.length > limits.images)
    fail(where, `at most ${limits.images} images`, `${images.length}`, 'use a part of them, or raise limits.images')
  const hash = createHash('sha256')
  const failures: string[] = []
  let shape: ImageShape | undefined
  let done = 0
  for await (const { image, decoded, problem } of inOrder(images, createDecoder(preparation, limits))) {
    shape ??= decoded?.shape
    const trouble = problem ?? (decoded && `${decoded.shape}` !== `${shape}` ? `${decoded.shape} and not ${shape}` : undefined)
    if (trouble !== undefined) failures.push(`${image.name} (${trouble})`)
    else if (decoded && failures.length === 0) {
      hash.update(decoded.pixels)
      await write(decoded.pixels)
    }
    if (failures.length === mostFailures) break
    done++
    if (Math.floor((100 * done) / images.length) > Math.floor((100 * (done - 1)) / images.length))
      onProgress({ done, total: images.length })
  }
  if (failures.length > 0 || !shape) {
    const expected = 'whole images, all of one height, width and channels'
    const found = `${failures.length === mostFailures ? 'among others ' : ''}${failures.join(', ') || 'none'}`
    fail(where, expected, found, 'replace them; set size or channels where they differ')
  }
  return { shape, classes: layOutClasses(classes), sha256: hash.digest('hex') }
}

/** Places in the pack, class after class. */
export function layOutClasses(classes: readonly ListedClass[]): PackedClass[] {
  let end = 0
  return classes.map(({ name, group, split, images }) => {
    const start = end
    end += images.length
    return { name, group, split: split ?? null, start, count: images.length }
  })
}

interface Outcome {
  readonly image: ListedImage
  readonly decoded?: DecodedImage
  readonly problem?: string
}

/** Work on a few images ahead, results in order. */
async function* inOrder(
  images: readonly ListedImage[],
  decode: (image: ListedImage) => Promise<DecodedImage>,
): AsyncGenerator<Outcome> {
  const running = images.slice(0, ahead).map((image) => attempt(image, decode))
  for (const place of images.keys()) {
    const current = running.shift()
    const next = images[place + ahead]
    if (next) running.push(attempt(next, decode))
    const outcome = await current
    if (outcome instanceof AssentError) throw outcome
    if (outcome) yield outcome
  }
}

/** Our own errors are not the image's fault. */
async function attempt(
  image: ListedImage,
  decode: (image: ListedImage) => Promise<DecodedImage>,
): Promise<Outcome | AssentError> {
  try {
    return { image, decoded: await decode(image) }
  } catch (error) {
    if (error instanceof AssentError) return error
    return { image, problem: messageOf(error) }
  }
}
