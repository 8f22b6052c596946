// Few-shot tasks over a table: a task is whatever one column names, its examples are the rows or windows over them.

import {
  accuracy,
  completeShots,
  nWay,
  type Preparation,
  type Rng,
  type SkippedTask,
  type Split,
  shotsOf,
  type TaskSource,
} from '@assent/core'
import { baselinesOf } from './baselines.js'
import { collect } from './collect.js'
import { draw, needed, type Pooled, pack, poolsOf } from './episodes.js'
import { examplesOf } from './examples.js'
import { metricOf } from './metric.js'
import { columnsOf, type TableOptions, windowOf } from './options.js'
import { labeledClass, prepare } from './prepare.js'
import { readRows } from './rows/read-rows.js'
import { settingsOf } from './settings.js'
import { labelsOf, sift } from './sift.js'
import { splitGroups } from './split.js'

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
  const { from, format, ways } = options
  const defaults = columns.kind === 'regression' ? { shots: 5, queries: 10 } : { shots: 1, queries: 5 }
  const shots = completeShots<never, never>('table', options, defaults)
  const sizes = (split: Split) => shotsOf(split, shots)
  const { tasks, missing } = await collect('table', readRows('table', from, format), columns)
  const all = tasks.map((task) => examplesOf(task, window))
  const labels = columns.kind === 'classification' && ways === undefined ? labelsOf(all) : undefined
  const need = Math.max(...[sizes('train'), sizes('test')].map(({ support, query }) => needed(support, query, window)))
  const { kept, skipped } = sift(all, labels, need, options.small ?? 'skip')
  const splitOf = splitGroups(
    'table',
    kept.map(({ group }) => group),
    options.split ?? {},
  )
  const bySplit = {
    train: kept.filter(inSplit('train')),
    validation: kept.filter(inSplit('validation')),
    test: kept.filter(inSplit('test')),
  }
  function inSplit(split: Split) {
    return ({ group }: { readonly group: string }) => splitOf(group) === split
  }
  const preparation = prepare(options, columns, bySplit.train, labels)
  const width = columns.inputs.length
  const inputShape = window.flat ? [window.length * width] : [window.length, width]
  const settings = settingsOf(options, { columns, window, kept, preparation })
  const ofTable = {
    ...{ preparation, skipped, missing },
    tasksIn: { train: bySplit.train.length, validation: bySplit.validation.length, test: bySplit.test.length },
  }
  if (ways !== undefined) {
    const classes = mapSplits(bySplit, (each) => labeledClass(each, preparation))
    return { ...nWay({ name: 'table', settings, inputShape, classes, ways, shots }), ...ofTable }
  }
  const pooled: Record<Split, Pooled[]> = mapSplits(bySplit, (each) => poolsOf(each, labels))
  const pools = labels?.length ?? 1
  return {
    ...ofTable,
    name: 'table',
    settings: { ...settings, ...shots },
    kind: columns.kind,
    inputShape,
    targetShape: [labels?.length ?? columns.target.length],
    metric: labels ? accuracy() : metricOf(options, preparation),
    baselines: baselinesOf(
      columns.kind,
      window.length * width,
      pack(
        bySplit.train.flatMap(({ examples }) => examples),
        preparation,
      ),
    ),
    episodeSize: (split) => ({ support: pools * sizes(split).support, query: pools * sizes(split).query }),
    sample: (split: Split, rng: Rng) => {
      const { support, query } = sizes(split)
      const task = pooled[split][rng.integer(pooled[split].length)] as Pooled
      const drawn = draw(task, support, query, rng)
      return { id: task.name, support: pack(drawn.support, preparation), query: pack(drawn.query, preparation) }
    },
  }
}

function mapSplits<From, To>(parts: Readonly<Record<Split, readonly From[]>>, map: (part: From) => To): Record<Split, To[]> {
  return { train: parts.train.map(map), validation: parts.validation.map(map), test: parts.test.map(map) }
}
