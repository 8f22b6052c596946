// N-way K-shot tasks over any labeled images.

import { basename, extname, resolve } from 'node:path'
import {
  completeShots,
  fail,
  type LabeledClass,
  nWay,
  type Settings,
  type ShotOptions,
  type Shots,
  shotsOf,
  type TaskSource,
} from '@assent/core'
import { completeLimits, type Limits } from './files/limits.js'
import { checkImageOptions } from './options.js'
import { openImages, type PackedImages } from './packing/open-images.js'
import type { PackedClass, Progress } from './packing/pack.js'
import { completePreparation, type Preparation, type PreparationOptions } from './packing/preparation.js'
import { type Rotations, rotateInEpisodes, withRotations } from './rotations.js'
import { levels } from './sources/decode.js'
import { type From, sourceOf } from './sources/from.js'
import { type ImageSource, listNames } from './sources/image-source.js'
import { collect, type SplitChoice, type Splits, splitClasses } from './splits/split.js'

/** What all task sources over images take. */
export interface EpisodeOptions extends ShotOptions {
  /** Classes per episode; 5 unless given. */
  readonly ways?: number
  /** Where the packed file is kept; in the folder where the data lie unless given, nowhere if false. */
  readonly cache?: string | false
  /** How much is read of what others made; what is larger is refused. */
  readonly limits?: Partial<Limits>
  /** Hears of every whole percent while images are decoded; not called when the packed file is up to date. */
  readonly onProgress?: (progress: Progress) => void
}

export interface ImagesOptions extends EpisodeOptions, PreparationOptions {
  /** Of the task source and its packed file; as the folder or file is called unless given. */
  readonly name?: string
  readonly from: From
  /** Which classes are for what; as the folders train, val and test say unless given. */
  readonly split?: SplitChoice
  /** `none` unless given. */
  readonly rotations?: Rotations
}

/**
 * N-way K-shot tasks over labeled images, as `[height, width, channels]` from 0 to 1. Episodes have 5 ways, 1 shot and 15
 * queries per class unless given.
 *
 * @throws AssentError when images are missing, misnamed, broken or of different sizes, or classes or their images too few;
 * with their names
 */
export async function images(options: ImagesOptions): Promise<TaskSource> {
  checkImageOptions('images', options, ['name', 'from', 'split', 'rotations'])
  const { source, folder } = sourceOf(options.from, completeLimits(options.limits))
  const name = options.name ?? basename(resolve(source.where), extname(source.where))
  const split = (classes: readonly PackedClass[]) => splitClasses(name, classes, options.split)
  const splitSetting = typeof options.split === 'string' ? basename(options.split) : ((options.split ?? null) as Settings | null)
  const { rotations = 'none' } = options
  return imageTasks({
    name,
    source,
    folder,
    preparation: completePreparation(options),
    split,
    rotations,
    settings: { split: splitSetting },
    options,
  })
}

/** A data set that is about to become tasks. */
export interface ImageData {
  readonly name: string
  readonly source: ImageSource
  /** Where the packed file goes unless the options say. */
  readonly folder: string
  readonly preparation: Preparation
  readonly split: (classes: readonly PackedClass[]) => Splits | Promise<Splits>
  readonly rotations: Rotations
  /** What decides the split, for the record. */
  readonly settings: Settings
  readonly options: EpisodeOptions
}

/** @throws AssentError as {@link images} does */
export async function imageTasks({
  name,
  source,
  folder,
  preparation,
  split,
  rotations,
  settings,
  options,
}: ImageData): Promise<TaskSource> {
  const { ways = 5, cache = folder, onProgress } = options
  const shots = completeShots<never, never>(name, options, { shots: 1, queries: 15 })
  const limits = completeLimits(options.limits)
  const packed = await openImages(source, { name, preparation, limits, cache, onProgress })
  const splits = await split(packed.classes)
  checkCounts(name, splits, shots)
  const classes = collect((part) => {
    const upright = splits[part].map((found) => labeled(packed, found))
    return rotations === 'all' || (rotations === 'train' && part === 'train') ? withRotations(upright, packed.shape) : upright
  })
  const tasks = nWay({
    name,
    settings: {
      ...settings,
      ...preparation,
      rotations,
      classes: collect((part) => splits[part].length),
      sha256: packed.sha256,
    },
    inputShape: packed.shape,
    classes,
    ways,
    shots,
  })
  return rotations === 'episode' ? rotateInEpisodes(tasks, packed.shape) : tasks
}

function labeled({ read }: PackedImages, { name, start, count }: PackedClass): LabeledClass {
  return {
    name,
    count,
    copy: (index, into) => {
      const pixels = read(start + index)
      for (let i = 0; i < pixels.length; i++) into[i] = levels[pixels[i] ?? 0] ?? 0
    },
  }
}

function checkCounts(name: string, splits: Splits, shots: Shots): void {
  for (const part of ['train', 'validation', 'test'] as const) {
    const { support, query } = shotsOf(part, shots)
    const small = splits[part].filter(({ count }) => count < support + query)
    if (small.length === 0) continue
    const expected = `at least ${support + query} images per ${part} class for ${support} shots and ${query} queries`
    fail(
      name,
      expected,
      listNames(small.map((found) => `${found.count} in ${found.name}`)),
      'ask for fewer, or leave these classes out',
    )
  }
}
