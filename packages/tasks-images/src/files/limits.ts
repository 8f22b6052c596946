// How much is read of what others made. Nothing larger is taken into memory, and whatever is refused is named.

import { checkOptions, fail } from '@assent/core'

/** How much is read of images that others made; whatever is larger is refused by name. */
export interface Limits {
  /** Bytes of an archive or array file, and of all that it unpacks to. @defaultValue 2³¹ − 1 */
  readonly fileBytes: number
  /** Bytes of one encoded image. @defaultValue 2²⁶, 64 MiB */
  readonly imageBytes: number
  /** Pixels of one image as it comes. @defaultValue 2²⁶, 8192 × 8192 */
  readonly pixels: number
  /** Pixels of the longer side of one image as it comes: a decoder keeps many rows at once. @defaultValue 16384 */
  readonly side: number
  /** Pixels of one image as it is packed. @defaultValue 2²², 2048 × 2048 */
  readonly packedPixels: number
  /** Images of a data set. @defaultValue 5,000,000 */
  readonly images: number
}

const usual: Limits = {
  fileBytes: 2 ** 31 - 1,
  imageBytes: 1 << 26,
  pixels: 1 << 26,
  side: 1 << 14,
  packedPixels: 1 << 22,
  images: 5_000_000,
}

/** @throws AssentError when a limit is no whole number of at least 1 */
export function completeLimits(options: Partial<Limits> = {}): Limits {
  checkOptions('images.limits', options, Object.keys(usual))
  const {
    fileBytes = usual.fileBytes,
    imageBytes = usual.imageBytes,
    pixels = usual.pixels,
    side = usual.side,
    packedPixels = usual.packedPixels,
    images = usual.images,
  } = options
  const limits = { fileBytes, imageBytes, pixels, side, packedPixels, images }
  for (const [name, value] of Object.entries(limits)) {
    if (!Number.isSafeInteger(value) || value < 1)
      fail(`images.limits.${name}`, 'a whole number of at least 1', `${value}`, 'correct it, or leave it out')
  }
  return limits
}
