// mini-ImageNet (Vinyals et al. 2016) in the split of Ravi and Larochelle 2017: 64 / 16 / 20 classes of 600 photographs.

import { existsSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { fail, type TaskSource } from '@assent/core'
import { completeLimits } from './files/limits.js'
import { type EpisodeOptions, imageTasks } from './images.js'
import { checkFrom, checkImageOptions } from './options.js'
import { completePreparation, type PreparationOptions } from './packing/preparation.js'
import { type From, sourceOf } from './sources/from.js'
import { type ImageSource, listNames } from './sources/image-source.js'
import { splitClasses } from './splits/split.js'

export interface MiniImagenetOptions extends EpisodeOptions, PreparationOptions {
  /** The folder with `images`, `train.csv`, `val.csv` and `test.csv`, or with `train`, `val` and `test` as in MAML's code. */
  readonly from: string
}

/**
 * mini-ImageNet as `[84, 84, 3]`, resized by Lanczos, unless given otherwise.
 *
 * @throws AssentError when the folder has neither layout, a photograph's name does not begin with its class, or as
 * {@link images} does
 */
export async function miniImagenet(options: MiniImagenetOptions): Promise<TaskSource> {
  checkImageOptions('mini-imagenet', options, ['from'])
  checkFrom(options.from)
  const { source } = sourceOf(layoutOf(options.from), completeLimits(options.limits))
  return imageTasks({
    name: 'mini-imagenet',
    source: withNames(source),
    folder: dirname(resolve(options.from)),
    preparation: completePreparation(options, { size: 84, channels: 3 }),
    split: (classes) => splitClasses('mini-imagenet', classes, undefined),
    rotations: 'none',
    settings: { split: 'ravi-larochelle' },
    options,
  })
}

function layoutOf(folder: string): From {
  const within = (name: string) => join(folder, name)
  const lists = { train: within('train.csv'), validation: within('val.csv'), test: within('test.csv') }
  const images = within('images')
  if (existsSync(images) && Object.values(lists).every((file) => existsSync(file))) return { images, lists }
  const folders = { train: within('train'), validation: within('val'), test: within('test') }
  if (Object.values(folders).every((path) => existsSync(path))) return folders
  return fail(
    'mini-imagenet.from',
    'images, train.csv, val.csv and test.csv, or train, val and test',
    folder,
    'name the folder that holds them',
  )
}

/** A photograph in the wrong class would not be noticed otherwise. */
function withNames(source: ImageSource): ImageSource {
  return {
    ...source,
    list: async () => {
      const classes = await source.list()
      const misnamed = classes.flatMap(({ name, images }) => images.filter((image) => !basename(image.name).startsWith(name)))
      if (misnamed.length > 0)
        fail(
          source.where,
          'names that begin with the class, as n0153282900000005.jpg',
          listNames(misnamed.map(({ name }) => name)),
          'move or rename them',
        )
      return classes
    },
  }
}
