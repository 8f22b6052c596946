// Encoded images to pixels, by sharp (libvips), which is loaded only when there is something to decode or resize.

import { AssentError, checkOptions, fail } from '@assent/core'
import { completeLimits, type Limits } from '../files/limits.js'
import { messageOf } from '../files/read-file.js'
import { completePreparation, type Preparation, type PreparationOptions, sizeOf } from '../packing/preparation.js'
import type { ImageShape, ListedImage } from './image-source.js'

export interface DecodedImage {
  readonly shape: ImageShape
  /** Row by row, channels interleaved. */
  readonly pixels: Uint8Array
}

type Sharp = typeof import('sharp')['default']

/** Of an image as it comes. */
interface Most {
  readonly pixels: number
  readonly side: number
}

/** What each byte stands for. */
export const levels = Float32Array.from({ length: 256 }, (_, byte) => byte / 255)

/**
 * An image as training sees it: turned upright as its EXIF orientation says, shown on the ground color, resized, in grey or color,
 * inverted if asked for.
 *
 * @param bytes of a PNG, JPEG, WebP, GIF, TIFF or AVIF file
 * @param preparation as of the task source: `preparationOf(tasks)`
 * @returns `[height, width, channels]` and values from 0 to 1
 * @throws AssentError when sharp is missing, or the image is broken, too large, or blank on its ground
 */
export async function decodeImage(
  bytes: Uint8Array,
  preparation: PreparationOptions,
  limits: Partial<Limits> = {},
): Promise<{ shape: ImageShape; values: Float32Array }> {
  checkOptions('decodeImage', preparation, ['size', 'kernel', 'channels', 'ground', 'invert', 'failOn'])
  const decode = createDecoder(completePreparation(preparation), completeLimits(limits))
  try {
    const { shape, pixels } = await decode({ name: 'image', read: async () => bytes })
    return { shape, values: Float32Array.from(pixels, (byte) => levels[byte] ?? 0) }
  } catch (error) {
    if (error instanceof AssentError) throw error
    return fail('decodeImage', 'a whole image', messageOf(error), 'use another image')
  }
}

/**
 * A function that gives an image's pixels as `preparation` wants them; many may run at once.
 *
 * @throws AssentError when sharp is needed and missing; whatever a broken image raises is raised
 */
export function createDecoder(preparation: Preparation, limits: Limits): (image: ListedImage) => Promise<DecodedImage> {
  let loading: Promise<Sharp> | undefined
  const pixels = sizeOf(preparation) ? limits.pixels : Math.min(limits.pixels, limits.packedPixels)
  const most = { pixels, side: limits.side }
  return async (image) => {
    const bytes = await image.read()
    if (image.raw) checkSize(image.raw[0], image.raw[1], most)
    else checkFormat(bytes)
    if (image.raw && fits(image.raw, preparation)) return inverted({ shape: image.raw, pixels: bytes }, preparation.invert)
    loading ??= loadSharp()
    const decoded = await decode(await loading, bytes, image.raw, preparation, most)
    return inverted(decoded, preparation.invert)
  }
}

function fits([height, width, channels]: ImageShape, preparation: Preparation): boolean {
  const [newHeight, newWidth] = sizeOf(preparation) ?? [height, width]
  return height === newHeight && width === newWidth && (preparation.channels ?? channels) === channels
}

async function loadSharp(): Promise<Sharp> {
  try {
    return (await import('sharp')).default
  } catch (error) {
    const found = messageOf(error)
    return fail('images', 'sharp, which decodes and resizes images', found, 'run: npm install sharp@0.35.5', 'missing')
  }
}

/** How the formats begin; whatever else libvips could be made to open, such as SVG, is not opened. */
const beginnings = ['\x89PNG\r\n', '\xff\xd8\xff', 'GIF8', 'II*\0', 'MM\0*', 'II+\0', 'MM\0+']
const brands = ['avif', 'avis', 'mif1']

function checkFormat(bytes: Uint8Array): void {
  const start = Buffer.from(bytes.subarray(0, 12)).toString('latin1')
  const isWebp = start.startsWith('RIFF') && start.endsWith('WEBP')
  const isAvif = start.slice(4, 8) === 'ftyp' && brands.includes(start.slice(8))
  if (!isWebp && !isAvif && !beginnings.some((beginning) => start.startsWith(beginning)))
    throw new Error(bytes.length === 0 ? 'empty' : 'neither PNG, JPEG, WebP, GIF, TIFF nor AVIF')
}

function checkSize(height: number, width: number, { pixels, side }: Most): void {
  const found = `${height} × ${width} pixels`
  if (height * width > pixels) throw new Error(`${found}, more than the ${pixels} of limits; set size or limits`)
  if (Math.max(height, width) > side) throw new Error(`${found}, a side longer than the ${side} of limits; set limits.side`)
}

async function decode(
  sharp: Sharp,
  bytes: Uint8Array,
  raw: ImageShape | undefined,
  preparation: Preparation,
  most: Most,
): Promise<DecodedImage> {
  const channels = preparation.channels ?? raw?.[2] ?? 3
  const image = raw
    ? sharp(bytes, { raw: { height: raw[0], width: raw[1], channels: raw[2] === 1 ? 1 : 3 } })
    : await openEncoded(sharp, bytes, preparation, most)
  image.flatten({ background: preparation.ground })
  const size = sizeOf(preparation)
  if (size) image.resize({ height: size[0], width: size[1], fit: 'fill', kernel: preparation.kernel })
  const colored = channels === 1 ? image.greyscale().toColourspace('b-w') : image.toColourspace('srgb')
  const { data, info } = await colored.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true })
  const decoded: DecodedImage = { shape: [info.height, info.width, info.channels], pixels: data }
  if (!raw && isBlank(decoded) && (await hasTransparency(await openEncoded(sharp, bytes, preparation, most))))
    throw new Error(`blank on the ground ${preparation.ground}: what is drawn has that color; set ground`)
  return decoded
}

/** Upright. What its header says is looked at first: a decoder takes memory for it, however short the file is. */
async function openEncoded(sharp: Sharp, bytes: Uint8Array, { failOn }: Preparation, most: Most): Promise<ReturnType<Sharp>> {
  const image = sharp(bytes, { failOn, autoOrient: true, limitInputPixels: false })
  const { height, width } = await image.metadata()
  checkSize(height, width, most)
  return image
}

function isBlank({ shape, pixels }: DecodedImage): boolean {
  const channels = shape[2]
  for (let place = channels; place < pixels.length; place++) if (pixels[place] !== pixels[place - channels]) return false
  return true
}

/** Whether some parts show more of the ground than others do. */
async function hasTransparency(image: ReturnType<Sharp>): Promise<boolean> {
  if (!(await image.metadata()).hasAlpha) return false
  const alpha = (await image.stats()).channels.at(-1)
  return alpha !== undefined && alpha.min < alpha.max
}

function inverted(image: DecodedImage, invert: boolean): DecodedImage {
  return invert ? { shape: image.shape, pixels: image.pixels.map((value) => 255 - value) } : image
}
