// Classes out of paths: the folder that holds an image is its class, the folders above are its group, and train, val and
// test at the top are splits.

import { fail, type Split } from '@assent/core'
import { byName, type ListedClass, type ListedImage, listNames } from './image-source.js'

/** A file by its path below the root, with `/` between the parts. */
export interface FoundFile extends ListedImage {
  readonly path: string
}

const splitFolders: ReadonlyMap<string, Split> = new Map([
  ['train', 'train'],
  ['val', 'validation'],
  ['valid', 'validation'],
  ['validation', 'validation'],
  ['test', 'test'],
])

/** The split that a folder or a list of this name stands for. */
export function splitCalled(name: string): Split | undefined {
  return splitFolders.get(name)
}

export const splitWords = [...splitFolders.keys()].join(', ')

export function isImage(path: string): boolean {
  return /\.(png|jpe?g|webp|gif|tiff?|avif)$/i.test(path)
}

/** A packed file, whole or half, which may lie among the data. */
export function isPack(name: string): boolean {
  return /-[0-9a-f]{8}\.images(\.[0-9a-f-]{36}\.half)?$/.test(name)
}

/** Packed files, and files that systems leave behind, hidden ones among them. */
export function isJunk(path: string): boolean {
  return path
    .split('/')
    .some((part) => part.startsWith('.') || part === '__MACOSX' || part === 'Thumbs.db' || part === 'desktop.ini' || isPack(part))
}

/**
 * Groups images by folder. Files at the root that are no images, such as lists and licenses, are left alone.
 *
 * @throws AssentError when images lie outside of class folders, or a class folder holds what is not named as an image
 */
export function groupFiles(where: string, files: readonly FoundFile[]): ListedClass[] {
  const nested = files.filter(({ path }) => path.includes('/'))
  checkNames(where, files, nested)
  const folders = new Map<string, FoundFile[]>()
  for (const file of nested) {
    const folder = file.path.slice(0, file.path.lastIndexOf('/'))
    const members = folders.get(folder)
    if (members) members.push(file)
    else folders.set(folder, [file])
  }
  const above = new Set([...folders.keys()].flatMap(foldersAbove))
  const mixed = [...folders.keys()].find((folder) => above.has(folder))
  if (mixed !== undefined)
    fail(where, 'images in the lowest folders only', `images and folders in ${mixed}`, 'move the images into a class folder')
  const top = new Set([...folders.keys()].map((folder) => folder.split('/')[0] ?? ''))
  const hasSplits = [...top].every((name) => splitFolders.has(name)) && [...folders.keys()].every((name) => name.includes('/'))
  return [...folders].map(([folder, images]) => classOf(folder, images, hasSplits)).sort(byName)
}

function foldersAbove(folder: string): string[] {
  const parts = folder.split('/')
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'))
}

function classOf(folder: string, images: FoundFile[], hasSplits: boolean): ListedClass {
  const parts = folder.split('/')
  const split = hasSplits ? splitCalled(parts.shift() ?? '') : undefined
  return { name: parts.join('/'), group: parts.slice(0, -1).join('/'), split, images: images.sort(byName) }
}

function checkNames(where: string, files: readonly FoundFile[], nested: readonly FoundFile[]): void {
  const loose = files.filter(({ path }) => !path.includes('/') && isImage(path))
  if (loose.length > 0)
    fail(
      where,
      'one folder of images per class',
      `images in no class: ${listNames(loose.map(({ path }) => path))}`,
      'move them into class folders',
    )
  const misnamed = nested.filter(({ path }) => !isImage(path))
  if (misnamed.length > 0)
    fail(
      where,
      'files named as images (.png, .jpg, …) in class folders',
      listNames(misnamed.map(({ path }) => path)),
      'rename or remove them',
    )
  if (nested.length === 0) fail(where, 'folders of images', 'none', 'name the folder that holds the class folders')
}
