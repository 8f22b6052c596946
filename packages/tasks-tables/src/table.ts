// Few-shot tasks over a table: a task is whatever one column names, its examples are the rows or windows over them.

import {
  accuracy,
  chance,
  completeShots,
  fail,
  nWay,
  type Preparation,
  pixelNearestNeighbor,
  type Settings,
  type Shots,
  type SkippedTask,
  type Split,
  shotsOf,
  type TaskSource,
} from '@assent/core'
import { baselinesOf } from './baselines.js'
import { collect, widthOf } from './collect.js'
import { draw, needed, type Pooled, pack, poolsOf } from './episodes.js'
import { examplesOf, type TaskExamples } from './examples.js'
import { metricOf } from './metric.js'
import { columnsOf, type TableOptions, windowOf } from './options.js'
import { labeledClass, prepare } from './prepare.js'
import { readRows } from './rows/read-rows.js'
import { settingsOf } from './settings.js'
import { labelsOf, sift } from './sift.js'
import { type SplitOptions, splitGroups } from './split.js'

export interface TableTasks extends TaskSource {
  readonly preparation: Preparation
  /** Tasks, or classes, that have too few examples. */
  readonly skipped: readonly SkippedTask[]
  /** Rows that were left out for a missing value, by its column. */
  readonly missing: ReadonlyMap<string, number>
  /** How many tasks, or classes, each split has. */
  readonly tasksIn: Readonly<Record<Split, number>>
}

/**
 * Tasks over a table of your own. An episode is one task and `shots` of its examples to learn from (5 unless given; for
 * classification of each class, 1), judged on `queries` others (10; 5 of each class). Inputs are `[columns]`, or
 * `[length, columns]` for windows; standardized, with what the training tasks alone say. Errors are told in the target's own unit.
 *
 * ```ts
 * const tasks = await table({ from: 'rooms.csv', task: 'room', inputs: ['outside', 'hour'], target: 'inside', unit: '°C' })
 * ```
 *
 * @throws AssentError naming line and column of a value that is missing, constant or no number, and tasks that are too small
 */
export async function table(options: TableOptions): Promise<TableTasks> {
  const columns = columnsOf(options)
  const window = windowOf(options)
  const defaults = columns.kind === 'regression' ? { shots: 5, queries: 10 } : { shots: 1, queries: 5 }
  const shots = completeShots<never, never>('table', options, defaults)
  const { tasks, inputs, missing } = await collect('table', readRows('table', options.from, options.format), columns)
  const all = tasks.map((task) => examplesOf(task, window))
  const labels = columns.kind === 'classification' && options.ways === undefined ? labelsOf(all) : undefined
  const need = Math.max(...[shotsOf('train', shots), shotsOf('test', shots)].map((size) => needed(size, window)))
  const { kept, skipped } = sift(all, labels, need, options.small ?? 'skip')
  const bySplit = groupBySplit(kept, options.split ?? {})
  const preparation = prepare(options, { ...columns, inputs }, bySplit.train, labels)
  const width = widthOf(inputs)
  const source = ofTable(options, {
    bySplit,
    preparation,
    kind: columns.kind,
    settings: settingsOf(options, { columns, window, kept, preparation }),
    inputShape: window.flat ? [window.length * width] : [window.length, width],
    outputs: labels?.length ?? columns.target.length,
    shots,
  })
  const tasksIn = { train: bySplit.train.length, validation: bySplit.validation.length, test: bySplit.test.length }
  return { ...source, preparation, skipped, missing, tasksIn }
}

type BySplit<Part> = Readonly<Record<Split, readonly Part[]>>

function groupBySplit(tasks: readonly TaskExamples[], options: SplitOptions): BySplit<TaskExamples> {
  const groups = tasks.map(({ group }) => group)
  const splitOf = splitGroups('table', groups, options)
  const of = (split: Split) => tasks.filter(({ group }) => splitOf(group) === split)
  return { train: of('train'), validation: of('validation'), test: of('test') }
}

function mapSplits<From, To>(parts: BySplit<From>, map: (part: From) => To): Record<Split, To[]> {
  return { train: parts.train.map(map), validation: parts.validation.map(map), test: parts.test.map(map) }
}

/** What a table became. */
interface Read {
  readonly bySplit: BySplit<TaskExamples>
  readonly preparation: Preparation
  readonly kind: 'regression' | 'classification'
  readonly settings: Settings
  readonly inputShape: readonly number[]
  readonly outputs: number
  readonly shots: Shots
}

/** Tasks of classes that are drawn anew, or one task for each that the table names. */
function ofTable(options: TableOptions, read: Read): TaskSource {
  const { bySplit, preparation, kind, settings, inputShape, outputs, shots } = read
  const { ways } = options
  if (ways !== undefined) {
    const classes = mapSplits(bySplit, (each) => labeledClass(each, preparation))
    // There are no pixels in a table.
    const baselines = [{ ...pixelNearestNeighbor, name: 'nearest class mean' }, chance]
    return { ...nWay({ name: 'table', settings, inputShape, classes, ways, shots }), baselines }
  }
  const { labels } = preparation
  const pooled: Record<Split, Pooled[]> = mapSplits(bySplit, (each) => poolsOf(each, labels))
  const training = bySplit.train.flatMap(({ examples }) => examples)
  const pools = labels?.length ?? 1
  return {
    ...{ name: 'table', kind, inputShape, settings: { ...settings, ...shots } },
    targetShape: [outputs],
    metric: labels ? accuracy() : metricOf(options, preparation),
    baselines: baselinesOf(kind, sizeOf(inputShape), pack(training, preparation)),
    episodeSize: (split) => {
      const { support, query } = shotsOf(split, shots)
      return { support: pools * support, query: pools * query }
    },
    sample: (split, rng) => {
      const tasks = pooled[split]
      const task = tasks.length > 0 ? tasks[rng.integer(tasks.length)] : undefined
      if (!task) return fail('table', `tasks to draw ${split} episodes from`, 'none', 'name some for this split')
      const { support, query } = draw(task, shotsOf(split, shots), rng)
      return { id: task.name, support: pack(support, preparation), query: pack(query, preparation) }
    },
  }
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1)
