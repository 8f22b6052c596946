// Classes out of paths: the folder that holds an image is its class, the folders above are its group, and train, val and
// test at the top are splits.

import { fail, type Split } from '@assent/core'
import { byName, type ListedClass, type ListedImage, listNames } from './image-source.js'

/** A file by its path below the root, with `/` between the parts. */
export interface FoundFile extends ListedImage {
  readonly path: string
}

const splitFolders: { readonly [name: string]: Split } = {
  train: 'train',
  val: 'validation',
  valid: 'validation',
  validation: 'validation',
  test: 'test',
}

const imageName = /\.(png|jpe?g|webp|gif|tiff?|avif)$/i

/** Files that systems leave behind, hidden ones among them. */
export function isJunk(path: string): boolean {
  return path
    .split('/')
    .some((part) => part.startsWith('.') || part === '__MACOSX' || part === 'Thumbs.db' || part === 'desktop.ini')
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
  const mixed = [...folders.keys()].find((folder) => [...folders.keys()].some((other) => other.startsWith(`${folder}/`)))
  if (mixed !== undefined)
    fail(where, 'images in the lowest folders only', `images and folders in ${mixed}`, 'move the images into a class folder')
  const top = new Set([...folders.keys()].map((folder) => folder.split('/')[0] as string))
  const hasSplits = [...top].every((name) => name in splitFolders) && [...folders.keys()].every((name) => name.includes('/'))
  return [...folders].map(([folder, images]) => classOf(folder, images, hasSplits)).sort(byName)
}

function classOf(folder: string, images: FoundFile[], hasSplits: boolean): ListedClass {
  const parts = folder.split('/')
  const split = hasSplits ? splitFolders[parts.shift() as string] : undefined
  return { name: parts.join('/'), group: parts.slice(0, -1).join('/'), split, images: images.sort(byName) }
}

function checkNames(where: string, files: readonly FoundFile[], nested: readonly FoundFile[]): void {
  const loose = files.filter(({ path }) => !path.includes('/') && imageName.test(path))
  if (loose.length > 0)
    fail(
      where,
      'one folder of images per class',
      `images in no class: ${listNames(loose.map(({ path }) => path))}`,
      'move them into class folders',
    )
  const misnamed = nested.filter(({ path }) => !imageName.test(path))
  if (misnamed.length > 0)
    fail(
      where,
      'files named as images (.png, .jpg, …) in class folders',
      listNames(misnamed.map(({ path }) => path)),
      'rename or remove them',
    )
  if (nested.length === 0) fail(where, 'folders of images', 'none', 'name the folder that holds the class folders')
}
