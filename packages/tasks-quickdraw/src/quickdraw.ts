// Doodles that people drew in twenty seconds for Google's game "Quick, Draw!", n classes to tell apart from k drawings each.

import { checkOptions, completeShots, nWay, type ShotOptions, type Split, type TaskSource } from '@assent/core'
import { type DrawingFiles, drawingShape, loadDrawings } from './drawings.js'
import { splitOf } from './split.js'

/** Counts of drawings per class. */
export interface QuickdrawOptions extends ShotOptions {
  /** Classes per episode; 5 unless given. */
  readonly ways?: number
  /** Where `classes.json` and `drawings.bin` of this package lie; beside the package unless given. */
  readonly data?: DrawingFiles
}

/**
 * 345 classes of 100 drawings (99 of `line`), 28 × 28 pixels from 0 (paper) to 1 (ink), in Meta-Dataset's split of 241 / 52 / 52
 * classes. Episodes have 5 ways, 1 shot and 15 queries per class unless given; training episodes `trainShots` and `trainQueries`.
 *
 * @throws AssentError when a count is no whole number, a split has too few classes or a class too few drawings, or the
 * data cannot be read
 */
export async function quickdraw(options: QuickdrawOptions = {}): Promise<TaskSource> {
  checkOptions('quickdraw', options, ['ways', 'data', 'shots', 'queries', 'trainShots', 'trainQueries'])
  const { ways = 5, data } = options
  const shots = completeShots<never, never>('quickdraw', options, { shots: 1, queries: 15 })
  const { source, classes } = await loadDrawings(data)
  const classesIn = (split: Split) => classes.filter(({ name }) => splitOf(name) === split)
  return nWay({
    name: 'quickdraw',
    settings: { source },
    inputShape: drawingShape,
    classes: { train: classesIn('train'), validation: classesIn('validation'), test: classesIn('test') },
    ways,
    shots,
  })
}
