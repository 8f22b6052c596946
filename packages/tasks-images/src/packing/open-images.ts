// A source as packed images: out of its cache file when that is up to date, else decoded once and cached.

import { openSync, readFileSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { fail } from '@assent/core'
import { checkDistinct } from '../sources/from.js'
import type { ImageSource } from '../sources/image-source.js'
import { type PackTable, type Progress, pack } from './pack.js'
import { digestOf, readPackedFile, sizeOfPixels, writePackedFile } from './packed-file.js'
import type { Preparation } from './preparation.js'

/** All images of a data set, alike in shape. */
export interface PackedImages extends PackTable {
  /** Bytes of image `index`, valid until the next call. */
  read(index: number): Uint8Array
}

export interface OpenOptions {
  /** Of the data set, for its cache file. */
  readonly name: string
  readonly preparation: Preparation
  /** The folder of the cache file; false packs in memory and keeps nothing. */
  readonly cache: string | false
  readonly onProgress?: ((progress: Progress) => void) | undefined
  /** Bytes up to which a pack is read at once, 256 MiB unless given; beyond, an image is read when it is drawn. */
  readonly heldInMemory?: number
}

/**
 * Packs and opens. The cache is out of date when an image or list was added, removed, renamed or changed (size or time
 * of modification), or when `preparation` differs.
 *
 * @throws AssentError when the source cannot be read or the cache not be written
 */
export async function openImages(
  source: ImageSource,
  { name, preparation, cache, onProgress, heldInMemory = 256 << 20 }: OpenOptions,
): Promise<PackedImages> {
  const packInto = async (write: (pixels: Uint8Array) => Promise<void>) => {
    const classes = await source.list()
    checkDistinct(source.where, classes)
    return pack(source.where, classes, preparation, write, onProgress)
  }
  if (cache === false) return packInMemory(packInto)
  const file = join(cache, `${name}-${digestOf(preparation).slice(0, 8)}.images`)
  const key = digestOf([preparation, await source.stamps()])
  const found = readPackedFile(file)
  if (found?.key === key) return openPackedFile(file, found.table, heldInMemory)
  return openPackedFile(file, await writePackedFile(file, key, packInto), heldInMemory)
}

async function packInMemory(
  packInto: (write: (pixels: Uint8Array) => Promise<void>) => Promise<PackTable>,
): Promise<PackedImages> {
  const parts: Uint8Array[] = []
  const table = await packInto(async (pixels) => {
    parts.push(pixels)
  })
  return { ...table, read: (index) => parts[index] as Uint8Array }
}

function openPackedFile(file: string, table: PackTable, heldInMemory: number): PackedImages {
  const [height, width, channels] = table.shape
  const size = height * width * channels
  const total = sizeOfPixels(table)
  if (total <= heldInMemory) {
    const pixels = readFileSync(file)
    return { ...table, read: (index) => pixels.subarray(index * size, (index + 1) * size) }
  }
  const handle = openSync(file, 'r')
  const image = new Uint8Array(size)
  return {
    ...table,
    read: (index) => {
      const read = readSync(handle, image, 0, size, index * size)
      if (read !== size) fail(file, `${size} bytes of image ${index}`, `${read}`, 'delete the file, so that it is packed again')
      return image
    },
  }
}
