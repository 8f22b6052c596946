// Omniglot (Lake, Salakhutdinov and Tenenbaum 2015): 1,623 characters of 50 alphabets, each drawn once by 20 people.

import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fail, type Setting, type TaskSource } from '@assent/core'
import { completeLimits, type Limits } from './files/limits.js'
import { type EpisodeOptions, imageTasks } from './images.js'
import { checkImageOptions } from './options.js'
import type { PackedClass } from './packing/pack.js'
import { completePreparation, type PreparationOptions } from './packing/preparation.js'
import type { Rotations } from './rotations.js'
import { sourceOf } from './sources/from.js'
import { type ImageSource, type ListedClass, listNames } from './sources/image-source.js'
import { type OmniglotSplit, splitOmniglot } from './splits/omniglot-splits.js'
import { type SplitLists, type Splits, splitClasses } from './splits/split.js'

const characterCount = 1623
const drawingCount = 20
/** Characters up to this number are in the background set. */
const lastBackground = 964

export interface OmniglotOptions extends EpisodeOptions, PreparationOptions {
  /**
   * The folder with `images_background` and `images_evaluation`, as archives or unpacked, or with all alphabets; or the paths
   * of the two.
   */
  readonly from: string | readonly string[]
  /** `maml` unless given; or lists of alphabets and characters such as `Greek/character01`. */
  readonly split?: OmniglotSplit | SplitLists
  /** Of the shuffle: 0 for `reptile`, else 1 unless given. */
  readonly splitSeed?: number
  /** Characters to choose on, out of the training characters, for `lake` and `reptile`, which have none: 0 unless given. */
  readonly validationCharacters?: number
  /** As the split was published unless given: `episode` for maml, `train` for reptile, `all` for vinyals, `none` for lake. */
  readonly rotations?: Rotations
}

const published = {
  maml: { rotations: 'episode', splitSeed: 1, kernel: 'lanczos3', invert: true },
  reptile: { rotations: 'train', splitSeed: 0, kernel: 'nearest', invert: false },
  vinyals: { rotations: 'all', splitSeed: 1, kernel: 'lanczos3', invert: true },
  lake: { rotations: 'none', splitSeed: 1, kernel: 'lanczos3', invert: true },
} as const

/**
 * Omniglot as `[28, 28, 1]`, ink 1 and paper 0, unless given otherwise; Reptile's preset resizes to the nearest pixel and
 * leaves ink 0, as its code does.
 *
 * @throws AssentError when a named split is asked for and characters or drawings are missing, or as {@link images} does
 */
export async function omniglot(options: OmniglotOptions): Promise<TaskSource> {
  checkImageOptions('omniglot', options, ['from', 'split', 'splitSeed', 'validationCharacters', 'rotations'])
  const { split = 'maml', validationCharacters = 0 } = options
  if (typeof split === 'string' && !Object.hasOwn(published, split))
    fail('omniglot.split', Object.keys(published).join(', '), `${split}`, 'choose one of them, or give lists')
  const defaults = published[typeof split === 'string' ? split : 'lake']
  const { splitSeed = defaults.splitSeed, rotations = defaults.rotations } = options
  const { kernel, invert } = defaults
  const { source, folder } = omniglotSource(options.from, completeLimits(options.limits))
  return imageTasks({
    name: 'omniglot',
    source,
    folder,
    preparation: completePreparation(options, { size: 28, channels: 1, kernel, invert }),
    split: (classes) =>
      typeof split === 'string'
        ? named(source.where, classes, split, splitSeed, validationCharacters)
        : splitClasses('omniglot', classes, split),
    rotations,
    settings: { split: settingOf(split), splitSeed, validationCharacters },
    options,
  })
}

/** All characters, checked by the numbers in their drawings' names; Lake's split is their own. */
export function omniglotSource(from: OmniglotOptions['from'], limits: Limits): { source: ImageSource; folder: string } {
  const { source, folder } = sourceOf(partsOf(from), limits)
  return { source: withNumbers(source), folder }
}

/** Lists that leave a split out have none of it. */
function settingOf(split: OmniglotSplit | SplitLists): Setting {
  return typeof split === 'string' ? split : { ...split }
}

function partsOf(from: OmniglotOptions['from']): string | readonly string[] {
  if (typeof from !== 'string') return from
  const parts = ['images_background', 'images_evaluation'].flatMap((name) =>
    [`${name}.zip`, name]
      .map((file) => join(from, file))
      .filter((path) => existsSync(path))
      .slice(0, 1),
  )
  return parts.length > 0 ? parts : from
}

function withNumbers(source: ImageSource): ImageSource {
  return {
    ...source,
    list: async () => {
      const owners = new Map<string, string>()
      return (await source.list()).map((character) => {
        const id = idOf(source.where, character)
        const owner = owners.get(id)
        if (owner !== undefined)
          fail(source.where, 'a number for each character', `${id} for ${owner} and ${character.name}`, 'give each set once')
        owners.set(id, character.name)
        return { ...character, split: Number(id) <= lastBackground ? 'train' : 'test' }
      })
    },
  }
}

/** The four digits that all of a character's drawings begin with. */
function idOf(where: string, { name, images }: ListedClass): string {
  const id = basename(images[0]?.name ?? '').slice(0, 4)
  const drawing = new RegExp(`^${id}_(0[1-9]|1[0-9]|20)\\.png$`)
  const misnamed = images.filter((image) => !/^\d{4}$/.test(id) || !drawing.test(basename(image.name)))
  if (misnamed.length > 0)
    fail(
      where,
      `drawings of ${name} named as 0001_01.png, all of one number`,
      listNames(misnamed.map((image) => image.name)),
      'rename them',
    )
  return id
}

function named(where: string, classes: readonly PackedClass[], split: OmniglotSplit, seed: number, validation: number): Splits {
  const short = classes.filter(({ count }) => count !== drawingCount).map(({ name, count }) => `${count} in ${name}`)
  if (classes.length !== characterCount)
    fail(
      where,
      `${characterCount} characters for the ${split} split`,
      `${classes.length}`,
      'give images_background and images_evaluation, or lists as split',
    )
  if (short.length > 0)
    fail(where, `${drawingCount} drawings of every character`, listNames(short), 'restore the missing drawings')
  if (validation > 0 && split !== 'lake' && split !== 'reptile')
    fail('omniglot.validationCharacters', `none for the ${split} split, which has its own`, `${validation}`, 'leave it out')
  return splitOmniglot(classes, split, seed, validation)
}
