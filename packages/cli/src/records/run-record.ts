// run.json: what a run is, all that decides its numbers, and what was trained with.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fail, type Settings } from '@assent/core'
import * as z from 'zod'
import { foreignWords, type Overrides } from '../config/flags.js'
import { onlyOverrides } from '../config/override.js'
import { isValue, type Recipe } from '../config/recipe.js'
import { readRecorded, readRecordedChanges } from '../config/sealed.js'
import { showPath } from '../run/files.js'
import { versionOf } from '../run/version.js'
import { identityOf } from './identity.js'
import { readRecord, writeRecord } from './record.js'

const count = z.number().int().positive()

const partSchema = z.looseObject({ name: z.string() })

/** As core describes it, with what a report names. */
const experimentSchema = z.looseObject({
  tasks: partSchema,
  learner: partSchema,
  weighting: partSchema,
  metaSteps: count,
  seed: z.number().int().nonnegative(),
})

const schema = z.object({
  /** The hash of `run`. */
  id: z.string(),
  versions: z.record(z.string(), z.string()),
  run: experimentSchema,
  /** Null where parts were given as values, which no file can hold. */
  recipe: z.unknown().nullable(),
  /** What the command line changed in the config file's experiment, where the recipe is null. */
  changes: z.record(z.string(), z.union([z.string(), z.number()])).nullable(),
  /** What this run went on from with more steps, the first one first: its id, its steps, and the last that was taken. */
  before: z
    .array(z.object({ id: z.string(), steps: count, until: count }))
    .refine((legs) => legs.every(({ steps, until }, place) => until <= steps && until >= (legs[place - 1]?.until ?? 1)), {
      message: 'steps in order, none beyond its run',
    }),
})

export interface RunRecord extends Omit<z.output<typeof schema>, 'run'> {
  readonly run: z.output<typeof experimentSchema> & Settings
}

export const runFile = (folder: string): string => join(folder, 'run.json')

/** Whether every part is given by name, so that the recipe can be written down. */
export function isPlain(recipe: Recipe): boolean {
  return !Object.values(recipe).some((part: unknown) => isValue(part))
}

/** What the next commands need to be told: a config file whose parts are values, and parts from elsewhere. */
export function sourceWords(recipe: Recipe, config: string | undefined): string[] {
  const file = isPlain(recipe) || config === undefined ? [] : ['--config', config]
  return [...file, ...foreignWords(recipe, 'tasks', 'model', 'learner', 'backend')]
}

/** What of a training is written down. */
export interface Recorded {
  /** The experiment, as core describes it. */
  readonly run: Settings
  readonly recipe: Recipe
  /** What the command line changed in it. */
  readonly changes: Overrides
  readonly before?: RunRecord['before']
}

/** Writes all that decides a run's numbers. No date: the same run gives the same file. */
export function writeRunRecord(folder: string, { run, recipe, changes, before = [] }: Recorded): void {
  const versions = { assent: versionOf('@assent/cli'), core: versionOf('@assent/core'), node: process.version }
  const given = isPlain(recipe) ? { recipe, changes: null } : { recipe: null, changes: onlyOverrides(changes) }
  writeRecord(runFile(folder), { id: identityOf(run), versions, run, ...given, before }, 2)
}

/** @throws AssentError when it is not there, was changed, or its id is not that of its run */
export function readRunRecord(folder: string): RunRecord {
  const file = runFile(folder)
  if (!existsSync(file)) {
    fail(showPath(file), 'a run', 'no such file', 'pass the folder of a run, or --preset or --config', 'missing')
  }
  const record = readRecord(file, schema) as RunRecord
  const id = identityOf(record.run)
  if (record.id !== id) fail(showPath(file), `id ${id}, of its run`, record.id, 'restore the file, or train again', 'damaged')
  return record
}

/** The recipe that a run was started with. */
export function recipeOf(folder: string, { recipe }: RunRecord): Recipe {
  const where = showPath(runFile(folder))
  if (recipe === null) return fail(where, 'parts given by name', 'parts of a config file', 'pass the same --config again')
  return readRecorded(where, recipe)
}

/** What the command line changed in the config file's experiment, without parts that are not ours. */
export function changesOf(folder: string, { changes }: RunRecord): Overrides {
  return readRecordedChanges(showPath(runFile(folder)), changes ?? {})
}
