// Zip archives of class folders, read as they are, without unpacking to disk.

import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { fail } from '@assent/core'
import { unzipSync } from 'fflate'
import { stampOf } from './folder-source.js'
import { type FoundFile, groupFiles, isJunk } from './group-files.js'
import type { ImageSource } from './image-source.js'

/** The archive's images; a folder at the root that holds everything, such as `images_background/`, is left out of the names. */
export function archiveSource(archive: string): ImageSource {
  return {
    where: archive,
    stamps: async () => [stampOf(archive, basename(archive))],
    list: async () => {
      const files = [...(await unzip(archive))].map(([path, content]) => foundFile(archive, path, content))
      const root = `${files[0]?.path.split('/')[0]}/`
      const inRoot = files.every(({ path }) => path.startsWith(root) && path.split('/').length > 2)
      return groupFiles(archive, inRoot ? files.map((file) => ({ ...file, path: file.path.slice(root.length) })) : files)
    },
  }
}

function foundFile(archive: string, path: string, content: Uint8Array): FoundFile {
  return { path, name: `${archive}/${path}`, read: async () => content }
}

/**
 * The files of an archive by path, unpacked in memory.
 *
 * @throws AssentError when the archive is missing or broken, with the entry that is
 */
export async function unzip(archive: string): Promise<Map<string, Uint8Array>> {
  const bytes = await readFile(archive).catch((error: Error) => fail(archive, 'a zip archive', error.message, 'correct the path'))
  let entry = ''
  const wanted = ({ name }: { name: string }) => {
    entry = name
    return !name.endsWith('/') && !isJunk(name)
  }
  try {
    return new Map(Object.entries(unzipSync(bytes, { filter: wanted })))
  } catch (error) {
    return fail(archive, 'a whole zip archive', `${(error as Error).message}${entry && ` at ${entry}`}`, 'copy the archive again')
  }
}
