// A folder of class folders, as deep as the data have it.

import { type Dirent, readdirSync, realpathSync, type Stats, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fail } from '@assent/core'
import type { Limits } from '../files/limits.js'
import { kindOf, messageOf, readBounded } from '../files/read-file.js'
import { groupFiles, isImage, isJunk, isPack } from './group-files.js'
import { type ImageSource, listNames, type Stamp } from './image-source.js'

export function folderSource(folder: string, limits: Limits): ImageSource {
  return {
    where: folder,
    paths: [resolve(folder)],
    stamps: async () =>
      walk(folder, limits)
        .files.filter(isPartOfData)
        .map((path) => stampOf(join(folder, path), path)),
    list: async () => {
      const { files, empty } = walk(folder, limits)
      if (empty.length > 0)
        fail(folder, 'images in every class folder', `none in ${listNames(empty)}`, 'add images or remove the folder')
      const read = (path: string) => readBounded(join(folder, path), 'an image', limits.imageBytes)
      return groupFiles(
        folder,
        files.map((path) => ({ path, name: join(folder, path), read: () => read(path) })),
      )
    },
  }
}

/** Files at the root that are no images decide nothing. */
function isPartOfData(path: string): boolean {
  return path.includes('/') || isImage(path)
}

/**
 * What a file is now.
 *
 * @throws AssentError when there is no such file, or it is a pipe or device
 */
export function stampOf(file: string, name: string): Stamp {
  const found = statOf(file)
  if (!found?.isFile()) fail(file, 'a file', found ? kindOf(found) : 'none', 'correct the path')
  return [name, found.size, found.mtimeMs]
}

/** Undefined where a link leads nowhere, or around in a circle. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}

/** Paths of files below a folder, sorted, and of its empty folders. Synchronously: a call per folder and file is several times quicker than a promise for each. */
export function walk(root: string, limits: Limits): { files: string[]; empty: string[] } {
  const files: string[] = []
  const empty: string[] = []
  /** `above` are the real paths of the folders on the way here. */
  const visit = (below: string, above: readonly string[]) => {
    const here = realPathOf(join(root, below))
    if (above.includes(here)) fail(root, 'folders that do not hold themselves', `${below}, a link to ${here}`, 'remove the link')
    const found = entriesOf(join(root, below))
    const entries = found.filter(({ name }) => !isJunk(name))
    if (entries.length === 0 && !found.some(({ name }) => isPack(name))) empty.push(below)
    for (const entry of entries) {
      const path = below ? `${below}/${entry.name}` : entry.name
      if (isFolder(join(root, path), entry)) visit(path, [...above, here])
      else files.push(path)
      if (files.length > limits.images)
        fail(root, `at most ${limits.images} images`, 'more', 'use a part of them, or raise limits.images')
    }
  }
  visit('', [])
  return { files: files.sort(), empty }
}

function isFolder(path: string, entry: Dirent): boolean {
  return entry.isDirectory() || (entry.isSymbolicLink() && (statOf(path)?.isDirectory() ?? false))
}

function realPathOf(folder: string): string {
  return reading(folder, () => realpathSync.native(folder))
}

function entriesOf(folder: string): Dirent[] {
  return reading(folder, () => readdirSync(folder, { withFileTypes: true }))
}

function reading<T>(folder: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    return fail(folder, 'a folder of images', messageOf(error), 'correct the path')
  }
}
