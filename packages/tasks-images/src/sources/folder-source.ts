// A folder of class folders, as deep as the data have it.

import { type Dirent, readdirSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fail } from '@assent/core'
import { groupFiles, isJunk } from './group-files.js'
import { type ImageSource, listNames, type Stamp } from './image-source.js'

export function folderSource(folder: string): ImageSource {
  return {
    where: folder,
    stamps: async () => walk(folder).files.map((path) => stampOf(join(folder, path), path)),
    list: async () => {
      const { files, empty } = walk(folder)
      if (empty.length > 0)
        fail(folder, 'images in every class folder', `none in ${listNames(empty)}`, 'add images or remove the folder')
      return groupFiles(
        folder,
        files.map((path) => ({ path, name: join(folder, path), read: () => readFile(join(folder, path)) })),
      )
    },
  }
}

/**
 * What a file is now.
 *
 * @throws AssentError when there is no such file
 */
export function stampOf(file: string, name: string): Stamp {
  const found = statSync(file, { throwIfNoEntry: false })
  if (!found) fail(file, 'a file', 'none', 'correct the path')
  return [name, found.size, found.mtimeMs]
}

/** Synchronously: a call per folder and file is several times quicker than a promise for each. */
function walk(root: string): { files: string[]; empty: string[] } {
  const files: string[] = []
  const empty: string[] = []
  const visit = (below: string) => {
    const entries = entriesOf(join(root, below)).filter(({ name }) => !isJunk(name))
    if (entries.length === 0) empty.push(below)
    for (const entry of entries) {
      const path = below ? `${below}/${entry.name}` : entry.name
      if (isFolder(join(root, path), entry)) visit(path)
      else files.push(path)
    }
  }
  visit('')
  return { files: files.sort(), empty }
}

function isFolder(path: string, entry: Dirent): boolean {
  return entry.isDirectory() || (entry.isSymbolicLink() && (statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false))
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    return fail(folder, 'a folder of images', (error as Error).message, 'correct the path')
  }
}
