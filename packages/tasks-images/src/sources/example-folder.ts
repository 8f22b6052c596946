// The images of one new task, as a user lays them out: a folder for each class, and beside them what is to be told apart.

import { join } from 'node:path'
import { AssentError, fail } from '@assent/core'
import { completeLimits, type Limits } from '../files/limits.js'
import { messageOf, readBounded } from '../files/read-file.js'
import { completePreparation, type PreparationOptions } from '../packing/preparation.js'
import { createDecoder, type DecodedImage, levels } from './decode.js'
import { walk } from './folder-source.js'
import { isImage } from './group-files.js'
import { type ImageShape, listNames } from './image-source.js'

/** An image of a folder, by its path below it. */
export interface FolderImage {
  readonly path: string
  readonly shape: ImageShape
  /** `[height, width, channels]`, from 0 to 1. */
  readonly values: Float32Array
}

/** The images of one new task, decoded. */
export interface ExampleFolder {
  /** In the order of their names. */
  readonly classes: readonly { readonly name: string; readonly images: readonly FolderImage[] }[]
  /** Images that lie in no class folder, in the order of their names. */
  readonly others: readonly FolderImage[]
}

/**
 * Decodes the images of one new task as training saw its own. Files beside the class folders that are not named as images are
 * left alone.
 *
 * @param preparation as of the task source: `preparationOf(tasks)`
 * @throws AssentError when there are no class folders, folders lie within them, one is empty or holds what is not named as an
 * image, there are more images than `limits.images`, or an image is broken, too large or blank; with its name
 * @example
 * ```ts no-run
 * const { classes, others } = await readExampleFolder('birds', preparationOf(tasks))
 * // birds/robin/1.jpg, birds/wren/1.jpg; birds/unknown.jpg
 * ```
 */
export async function readExampleFolder(
  folder: string,
  preparation: PreparationOptions,
  limits: Partial<Limits> = {},
): Promise<ExampleFolder> {
  const whole = completeLimits(limits)
  const decode = createDecoder(completePreparation(preparation), whole)
  const { classes, loose } = findImages(folder, whole)
  const open = async (path: string): Promise<FolderImage> => {
    const name = join(folder, path)
    const { shape, pixels } = await decodeNamed(name, () =>
      decode({ name, read: () => readBounded(name, 'an image', whole.imageBytes) }),
    )
    return { path, shape, values: Float32Array.from(pixels, (byte) => levels[byte] ?? 0) }
  }
  const openAll = async (paths: readonly string[]) => {
    const images: FolderImage[] = []
    for (const path of paths) images.push(await open(path))
    return images
  }
  const opened: ExampleFolder['classes'][number][] = []
  for (const [name, paths] of classes) opened.push({ name, images: await openAll(paths) })
  return { classes: opened, others: await openAll(loose) }
}

function findImages(folder: string, limits: Limits): { classes: Map<string, string[]>; loose: string[] } {
  const { files, empty } = walk(folder, limits)
  const nested = files.filter((path) => path.includes('/'))
  if (empty.some((below) => below !== ''))
    fail(folder, 'images in every class folder', `none in ${listNames(empty)}`, 'add images or remove the folder')
  if (nested.length === 0) fail(folder, 'a folder of images for each class', 'none', 'make one for each class, named as it')
  const wrong = nested.filter((path) => path.split('/').length > 2 || !isImage(path))
  if (wrong.length > 0)
    fail(folder, 'images (.png, .jpg, …) in class folders and nothing else', listNames(wrong), 'move or remove them')
  const classes = new Map<string, string[]>()
  for (const path of nested) {
    const name = path.slice(0, path.indexOf('/'))
    classes.set(name, [...(classes.get(name) ?? []), path])
  }
  return { classes, loose: files.filter((path) => !path.includes('/') && isImage(path)) }
}

async function decodeNamed(name: string, decode: () => Promise<DecodedImage>): Promise<DecodedImage> {
  try {
    return await decode()
  } catch (error) {
    if (error instanceof AssentError) throw error
    return fail(name, 'a whole image', messageOf(error), 'use another image')
  }
}
