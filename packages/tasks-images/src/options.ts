// Options as they come from JavaScript and from files, where no compiler has looked at them.

import { checkOptions, fail } from '@assent/core'

const episodeOptions = ['ways', 'shots', 'queries', 'trainShots', 'trainQueries', 'cache', 'limits', 'onProgress'] as const
const preparationOptions = ['size', 'kernel', 'channels', 'ground', 'invert', 'failOn'] as const
const rotations: readonly unknown[] = ['none', 'train', 'all', 'episode']

interface Unchecked {
  readonly name?: unknown
  readonly cache?: unknown
  readonly rotations?: unknown
}

/**
 * Refuses options that nobody reads, and those whose values could be taken for others.
 *
 * @param own options beside those of all data sets of images
 * @throws AssentError with the nearest known name
 */
export function checkImageOptions(where: string, options: object & Unchecked, own: readonly string[]): void {
  checkOptions(where, options, [...own, ...episodeOptions, ...preparationOptions])
  const { name, cache, rotations: turned } = options
  if (name !== undefined && !(typeof name === 'string' && /^[^/\\\0]+$/.test(name)))
    fail(`${where}.name`, 'a name that can begin a file name', `${name}`, 'leave out slashes')
  if (cache !== undefined && cache !== false && typeof cache !== 'string')
    fail(`${where}.cache`, 'a folder, or false', `${cache}`, 'correct it, or leave it out')
  if (turned !== undefined && !rotations.includes(turned))
    fail(`${where}.rotations`, rotations.join(', '), `${turned}`, 'choose one of them')
}

/**
 * Refuses what names no files.
 *
 * @throws AssentError when `from` is neither a path, nor paths, nor an object of either
 */
export function checkFrom(from: unknown, depth = 0): void {
  if (typeof from === 'string' && from !== '') return
  if (typeof from !== 'object' || from === null || depth > 2)
    fail('images.from', 'a path, several, or paths by what they hold', `${JSON.stringify(from)}`, 'name where the images lie')
  for (const part of Object.values(from)) if (part !== undefined) checkFrom(part, depth + 1)
}
