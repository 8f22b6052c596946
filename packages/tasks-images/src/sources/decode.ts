// Encoded images to pixels, by sharp (libvips), which is loaded only when there is something to decode or resize.

import { fail } from '@assent/core'
import type { Preparation } from '../packing/preparation.js'
import type { ImageShape, ListedImage } from './image-source.js'

export interface DecodedImage {
  readonly shape: ImageShape
  /** Row by row, channels interleaved. */
  readonly pixels: Uint8Array
}

type Sharp = typeof import('sharp')['default']

/**
 * A function that gives an image's pixels as `preparation` wants them; many may run at once.
 *
 * @throws AssentError when sharp is needed and missing; whatever a broken image raises is raised
 */
export function createDecoder(preparation: Preparation): (image: ListedImage) => Promise<DecodedImage> {
  let loading: Promise<Sharp> | undefined
  return async (image) => {
    const bytes = await image.read()
    if (image.raw && fits(image.raw, preparation)) return inverted({ shape: image.raw, pixels: bytes }, preparation.invert)
    loading ??= loadSharp()
    return inverted(await decode(await loading, bytes, image.raw, preparation), preparation.invert)
  }
}

function fits([height, width, channels]: ImageShape, preparation: Preparation): boolean {
  const [newHeight, newWidth] = sizeOf(preparation) ?? [height, width]
  return height === newHeight && width === newWidth && (preparation.channels ?? channels) === channels
}

function sizeOf({ size }: Preparation): readonly [height: number, width: number] | undefined {
  return size === null ? undefined : typeof size === 'number' ? [size, size] : size
}

async function loadSharp(): Promise<Sharp> {
  try {
    return (await import('sharp')).default
  } catch (error) {
    return fail('images', 'sharp, which decodes and resizes images', (error as Error).message, 'run: npm install sharp@0.35.5')
  }
}

async function decode(
  sharp: Sharp,
  bytes: Uint8Array,
  raw: ImageShape | undefined,
  preparation: Preparation,
): Promise<DecodedImage> {
  const channels = preparation.channels ?? raw?.[2] ?? 3
  const input = raw ? { raw: { height: raw[0], width: raw[1], channels: raw[2] as 1 | 3 } } : { failOn: preparation.failOn }
  const image = sharp(bytes, input).flatten({ background: '#ffffff' })
  const size = sizeOf(preparation)
  if (size) image.resize({ height: size[0], width: size[1], fit: 'fill', kernel: preparation.kernel })
  const colored = channels === 1 ? image.greyscale().toColourspace('b-w') : image.toColourspace('srgb')
  const { data, info } = await colored.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true })
  return { shape: [info.height, info.width, info.channels], pixels: data }
}

function inverted(image: DecodedImage, invert: boolean): DecodedImage {
  return invert ? { shape: image.shape, pixels: image.pixels.map((value) => 255 - value) } : image
}
