// Examples as a folder of class folders of images; images beside them are asked for.

import { fail, type TaskSource } from '@assent/core'
import { join } from '@assent/core/tools'
import { preparationOf, readExampleFolder } from '@assent/tasks-images'
import { showPath } from '../run/files.js'
import type { NewTask } from './read-examples.js'

/** A new task has a few examples. */
const MOST_IMAGES = 10_000

/** @throws AssentError when the model was not trained on images, for as many classes, or the folder is not as it should be */
export async function readFolder(path: string, tasks: TaskSource): Promise<NewTask> {
  const where = showPath(path)
  const [ways = 0] = tasks.targetShape
  const { classes, others } = await readExampleFolder(path, preparationOf(tasks), { images: MOST_IMAGES })
  if (classes.length !== ways)
    fail(
      where,
      `${ways} class folders, as many as the model was trained to tell apart`,
      `${classes.length}: ${classes.map(({ name }) => name).join(', ')}`,
      'add or remove class folders, or train with --ways',
    )
  const targets = classes.flatMap(({ images }, own) => images.flatMap(() => classes.map((_, index) => Number(index === own))))
  return {
    support: {
      count: targets.length / ways,
      x: join(classes.flatMap(({ images }) => images.map(({ values }) => values))),
      y: Float32Array.from(targets),
    },
    query: others.length > 0 ? join(others.map(({ values }) => values)) : undefined,
    labels: classes.map(({ name }) => name),
    names: others.map((image) => image.path),
  }
}
