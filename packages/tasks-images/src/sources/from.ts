// What `from` may be: paths and how they are told apart.

import { statSync } from 'node:fs'
import { dirname, extname, resolve } from 'node:path'
import { checkOptions, fail, type Split } from '@assent/core'
import type { Limits } from '../files/limits.js'
import { checkFrom } from '../options.js'
import { archiveSource } from './archive-source.js'
import { npySource, npzSource, pairSource } from './array-source.js'
import { folderSource } from './folder-source.js'
import { byName, type ImageSource, type ListedClass, listNames } from './image-source.js'
import { type ListedImages, listedSource } from './listed-source.js'

/** Images `[count, …]` and labels `[count]` in two files, IDX (gzip or not) or npy. */
export interface ArrayFiles {
  readonly images: string
  readonly labels: string
}

/** Another source for each split; at least one. */
export type FromSplits = Readonly<Partial<Record<Split, string | ArrayFiles>>>

/**
 * A folder of class folders, a zip archive of one, an `.npy` of `[classes, instances, …]`, an `.npz` of images and labels,
 * several of these together, two array files, one source per split, or a flat folder with lists.
 */
export type From = string | readonly string[] | ArrayFiles | FromSplits | ListedImages

/**
 * The source that `from` names, and the folder that it lies in.
 *
 * @throws AssentError when a path is missing or of no known kind
 */
export function sourceOf(from: From, limits: Limits): { source: ImageSource; folder: string } {
  checkFrom(from)
  const source = open(from, limits)
  return { source, folder: dirname(resolve(source.where)) }
}

function open(from: From, limits: Limits): ImageSource {
  if (typeof from === 'string') return openPath(from, limits)
  if (isList(from)) return together(from.map((path) => ({ source: openPath(path, limits), split: undefined })))
  if ('lists' in from) return listedSource(from, limits)
  if ('labels' in from) return pairSource(from.images, from.labels, limits)
  checkOptions('images.from', from, ['train', 'validation', 'test'])
  const { train, validation, test } = from
  const parts = Object.entries({ train, validation, test }) as [Split, string | ArrayFiles | undefined][]
  return together(parts.flatMap(([split, part]) => (part === undefined ? [] : [{ source: open(part, limits), split }])))
}

function isList(from: From): from is readonly string[] {
  return Array.isArray(from)
}

function openPath(path: string, limits: Limits): ImageSource {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found) fail('images.from', `a folder or file at ${path}`, 'nothing', 'correct the path')
  if (found.isDirectory()) return folderSource(path, limits)
  const kinds = new Map([
    ['.zip', archiveSource],
    ['.npy', npySource],
    ['.npz', npzSource],
  ])
  return (kinds.get(extname(path).toLowerCase()) ?? unknownKind)(path, limits)
}

function unknownKind(path: string): never {
  return fail('images.from', 'a folder, .zip, .npy or .npz', path, 'for IDX files give { images, labels }')
}

/** Several sources as one. A class in two of them must say so by one name and may not be in two splits. */
function together(parts: readonly { source: ImageSource; split: Split | undefined }[]): ImageSource {
  const first = parts[0]
  if (!first) fail('images.from', 'at least one source', 'none', 'name it')
  return {
    where: first.source.where,
    paths: parts.flatMap(({ source }) => source.paths),
    stamps: async () => (await Promise.all(parts.map(({ source }) => source.stamps()))).flat(),
    list: async () => {
      const lists = await Promise.all(
        parts.map(async ({ source, split }) => (await source.list()).map((found) => ({ ...found, split: split ?? found.split }))),
      )
      return lists.flat().sort(byName)
    },
  }
}

/**
 * Refuses classes that two sources or splits share: their images could be trained on and tested on.
 *
 * @throws AssentError with the classes' names
 */
export function checkDistinct(where: string, classes: readonly ListedClass[]): void {
  const names = new Set<string>()
  const twice = classes.filter(({ name }) => names.size === names.add(name).size).map(({ name }) => name)
  if (twice.length > 0)
    fail(where, 'each class in one source and one split', `twice: ${listNames(twice)}`, 'remove one of the two')
}
