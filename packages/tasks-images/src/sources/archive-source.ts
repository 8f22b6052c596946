// Zip archives of class folders, read as they are, without unpacking to disk; an image is unpacked when it is decoded.

import { basename, resolve } from 'node:path'
import { fail } from '@assent/core'
import type { Limits } from '../files/limits.js'
import { readBounded } from '../files/read-file.js'
import { readZip, type ZipEntry } from '../files/zip.js'
import { stampOf } from './folder-source.js'
import { type FoundFile, groupFiles, isJunk } from './group-files.js'
import type { ImageSource } from './image-source.js'

/** The archive's images; a folder at the root that holds everything, such as `images_background/`, is left out of the names. */
export function archiveSource(archive: string, limits: Limits): ImageSource {
  return {
    where: archive,
    paths: [resolve(archive)],
    stamps: async () => [stampOf(archive, basename(archive))],
    list: async () => {
      const files = (await unzip(archive, limits)).map((entry) => foundFile(archive, entry, limits))
      const root = `${files[0]?.path.split('/')[0]}/`
      const inRoot = files.every(({ path }) => path.startsWith(root) && path.split('/').length > 2)
      return groupFiles(archive, inRoot ? files.map((file) => ({ ...file, path: file.path.slice(root.length) })) : files)
    },
  }
}

function foundFile(archive: string, { name, size, unpack }: ZipEntry, { imageBytes }: Limits): FoundFile {
  const read = async () => {
    if (size > imageBytes)
      fail(archive, `images of at most ${imageBytes} bytes`, `${size} in ${name}`, 'shrink it, or raise limits.imageBytes')
    return unpack()
  }
  return { path: name, name: `${archive}/${name}`, read }
}

/**
 * The files of an archive, still packed, without what systems leave behind.
 *
 * @throws AssentError when the archive is missing or broken, with the entry that is
 */
export async function unzip(archive: string, { fileBytes }: Limits): Promise<ZipEntry[]> {
  const bytes = await readBounded(archive, 'a zip archive', fileBytes)
  return readZip(archive, bytes, fileBytes).filter(({ name }) => !isJunk(name))
}
