// How much is read of what others made. Nothing larger is taken into memory, and whatever is refused is named.

import { checkOptions, fail } from '@assent/core'

export interface Limits {
  /** Bytes of an archive or array file, and of all that it unpacks to. @defaultValue 2³¹ − 1 */
  readonly fileBytes: number
  /** Bytes of one encoded image. @defaultValue 2²⁶, 64 MiB */
  readonly imageBytes: number
  /** Pixels of one image as it comes. @defaultValue 2²⁶, 8192 × 8192 */
  readonly pixels: number
  /** Pixels of one image as it is packed. @defaultValue 2²², 2048 × 2048 */
  readonly packedPixels: number
  /** Images of a data set. @defaultValue 5,000,000 */
  readonly images: number
}

/** @throws AssentError when a limit is no whole number of at least 1 */
export function completeLimits(options: Partial<Limits> = {}): Limits {
  const { fileBytes = 2 ** 31 - 1, imageBytes = 1 << 26, pixels = 1 << 26, packedPixels = 1 << 22, images = 5_000_000 } = options
  checkOptions('images.limits', options, ['fileBytes', 'imageBytes', 'pixels', 'packedPixels', 'images'])
  const limits = { fileBytes, imageBytes, pixels, packedPixels, images }
  for (const [name, value] of Object.entries(limits)) {
    if (!Number.isSafeInteger(value) || value < 1)
      fail(`images.limits.${name}`, 'a whole number of at least 1', `${value}`, 'correct it, or leave it out')
  }
  return limits
}
