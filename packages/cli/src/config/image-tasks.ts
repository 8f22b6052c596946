// Task sources over images that are not ours to ship: where they lie is the user's to say.

import { fail, type TaskSource } from '@assent/core'
import { images, miniImagenet, omniglot } from '@assent/tasks-images'

/** What the command line knows of reading images: how far it is. */
export type Reading = (done: number, total: number) => void

interface DataOptions {
  readonly from?: unknown
}

/** Opens a data set; each factory checks its own options. */
type Open = (options: never) => Promise<TaskSource>

const sources: { readonly [name: string]: Open } = { omniglot, 'mini-imagenet': miniImagenet, images }

/** Options that say where data are and how much of them is read, and not what the tasks are. */
export const placeOptions: readonly string[] = ['from', 'cache', 'limits']

/** The sources, which tell `onReading` while they read images for the first time. */
export const imageSources: { readonly [name: string]: (options: DataOptions, onReading: Reading) => Promise<TaskSource> } =
  Object.fromEntries(
    Object.entries(sources).map(([name, open]) => [
      name,
      (options: DataOptions, onReading: Reading) => {
        if (options.from === undefined) fail(`tasks ${name}`, 'where the images lie', 'nothing', 'add --data FOLDER')
        const onProgress = ({ done, total }: { done: number; total: number }) => onReading(done, total)
        return open({ ...options, onProgress } as never)
      },
    ]),
  )

/** Whether these tasks are made of images that the user has to name. */
export const needsData = (tasks: string): boolean => Object.hasOwn(sources, tasks)
