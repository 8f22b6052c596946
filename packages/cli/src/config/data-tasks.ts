// Task sources over data that are not ours to ship: where they lie is the user's to say.

import { fail, type TaskSource } from '@assent/core'
import { images, miniImagenet, omniglot } from '@assent/tasks-images'
import { table } from '@assent/tasks-tables'

/** What the command line knows of reading images: how far it is. */
export type Reading = (done: number, total: number) => void

interface DataOptions {
  readonly from?: unknown
}

/** Opens a data set; each factory checks its own options. */
type Open = (options: never) => Promise<TaskSource>

const overImages: { readonly [name: string]: Open } = { omniglot, 'mini-imagenet': miniImagenet, images }

/** Options that say where data are and how much of them is read, and not what the tasks are. */
export const placeOptions: readonly string[] = ['from', 'cache', 'limits']

type OpenData = (options: DataOptions, onReading: Reading) => Promise<TaskSource>

function needingData(name: string, what: string, path: string, open: OpenData): OpenData {
  return (options, onReading) => {
    if (options.from === undefined) fail(`tasks ${name}`, `where ${what}`, 'nothing', `add --data ${path}`)
    return open(options, onReading)
  }
}

/** The sources; those over images tell `onReading` while they read them for the first time. */
export const dataSources: { readonly [name: string]: OpenData } = {
  ...Object.fromEntries(
    Object.entries(overImages).map(([name, open]) => [
      name,
      needingData(name, 'the images lie', 'FOLDER', (options, onReading) => {
        const onProgress = ({ done, total }: { done: number; total: number }) => onReading(done, total)
        return open({ ...options, onProgress } as never)
      }),
    ]),
  ),
  table: needingData('table', 'the table lies', 'FILE', (options) => table(options as never)),
}

/** Whether these tasks are made of data that the user has to name. */
export const needsData = (tasks: string): boolean => Object.hasOwn(dataSources, tasks)
