// A source as packed images: out of its cache file when that is up to date and whole, else decoded once and cached.

import { closeSync, readSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { fail } from '@assent/core'
import type { Limits } from '../files/limits.js'
import { checkDistinct } from '../sources/from.js'
import type { ImageSource } from '../sources/image-source.js'
import { type PackTable, type Progress, pack } from './pack.js'
import { digestOf, openPackedFile, sizeOfPixels, writePackedFile } from './packed-file.js'
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
  readonly limits: Limits
  /** The folder of the cache file; false packs in memory and keeps nothing. */
  readonly cache: string | false
  readonly onProgress?: ((progress: Progress) => void) | undefined
  /** Bytes up to which a pack is read at once; beyond, an image is read when it is drawn. @defaultValue 2²⁸, 256 MiB */
  readonly heldInMemory?: number
}

/**
 * Packs and opens. The cache is out of date when an image or list was added, removed, renamed or changed (size or time
 * of modification), or when `preparation` differs; it is packed again too when a byte of it is not as it was written. Each source
 * has a cache of its own, told apart by where it lies.
 *
 * @throws AssentError when the source cannot be read or the cache not be written
 */
export async function openImages(
  source: ImageSource,
  { name, preparation, limits, cache, onProgress, heldInMemory = 256 << 20 }: OpenOptions,
): Promise<PackedImages> {
  const packInto = async (write: (pixels: Uint8Array) => Promise<void>) => {
    const classes = await source.list()
    checkDistinct(source.where, classes)
    return pack(source.where, classes, preparation, limits, write, onProgress)
  }
  if (cache === false) return packInMemory(packInto)
  const places = source.paths.map((path) => relative(resolve(cache), path))
  const file = join(cache, `${name}-${digestOf([preparation, places]).slice(0, 8)}.images`)
  const key = digestOf([preparation, places, await source.stamps()])
  const found = await openPackedFile(file, key)
  if (found) return packedImages(file, found.table, found.descriptor, heldInMemory)
  await writePackedFile(file, key, packInto)
  const packed = await openPackedFile(file, key)
  if (!packed) return fail(file, 'the pixels that were just written', 'others', 'set cache to another folder, or to false')
  return packedImages(file, packed.table, packed.descriptor, heldInMemory)
}

async function packInMemory(
  packInto: (write: (pixels: Uint8Array) => Promise<void>) => Promise<PackTable>,
): Promise<PackedImages> {
  const parts: Uint8Array[] = []
  const table = await packInto(async (pixels) => {
    parts.push(pixels)
  })
  return { ...table, read: (index) => parts[index] ?? new Uint8Array() }
}

function packedImages(file: string, table: PackTable, descriptor: number, heldInMemory: number): PackedImages {
  const [height, width, channels] = table.shape
  const size = height * width * channels
  const total = sizeOfPixels(table)
  const into = (bytes: Uint8Array, at: number) => {
    const read = readSync(descriptor, bytes, 0, bytes.length, at)
    if (read !== bytes.length)
      fail(file, `${bytes.length} bytes at ${at}`, `${read}`, 'delete the file, so that it is packed again')
    return bytes
  }
  if (total > heldInMemory) {
    const image = new Uint8Array(size)
    return { ...table, read: (index) => into(image, index * size) }
  }
  const pixels = into(new Uint8Array(total), 0)
  closeSync(descriptor)
  return { ...table, read: (index) => pixels.subarray(index * size, (index + 1) * size) }
}
