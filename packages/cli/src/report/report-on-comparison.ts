// The data of a report on a comparison: every method at the outer rate that validation tasks prefer.

import { basename, dirname, join } from 'node:path'
import { fail } from '@assent/core'
import type { MethodData, ReportData } from '@assent/report'
import type * as z from 'zod'
import { verdictsOf } from '../compare/render.js'
import type { SharedParts } from '../config/compose.js'
import { comparisonFile } from '../run/run-folder.js'
import { openTraining, readTraining, type Surroundings } from './read-training.js'
import type { ReportSource } from './report-on-run.js'
import { sampleTasks } from './sample-tasks.js'
import { comparisonSchema, judgedCellSchema, readJson } from './schemas.js'

type Method = z.output<typeof comparisonSchema>['methods'][number]

/** @throws AssentError when a file is missing or not what `assent compare` writes */
export async function reportOnComparison({ folder, ...surroundings }: ReportSource): Promise<ReportData> {
  if (surroundings.config !== undefined)
    fail('--config', 'a run with parts that only a config file knows', 'a comparison', 'leave it out')
  const { command, methods, ...judged } = readJson(comparisonFile(folder), comparisonSchema)
  const shared: SharedParts = new Map()
  const parts = []
  for (const method of methods) parts.push(await readMethod(method, folder, surroundings, shared))
  return {
    title: `${parts.find(({ tasks }) => tasks)?.tasks}: ${methods.length === 1 ? methods[0]?.name : 'methods compared'}`,
    command,
    judged,
    verdicts: verdictsOf(judged.metric, methods),
    methods: parts.map(({ data }) => data),
    withoutSamples: parts.find(({ without }) => without)?.without,
  }
}

/** A method with the folders of its seeds, which lie in the comparison's, wherever that is now. */
async function readMethod(
  { name, trials, result }: Method,
  folder: string,
  surroundings: Surroundings,
  shared: SharedParts,
): Promise<{ data: MethodData; tasks?: string; without?: string | undefined }> {
  const cells = (result?.checkpoints ?? []).map((checkpoint) => join(folder, basename(dirname(checkpoint))))
  const trainings = cells.map(readTraining)
  const runs = trainings.map(({ folder: cell, data }) => ({
    ...data,
    steps: readJson(join(cell, 'test.json'), judgedCellSchema).evaluation.steps,
  }))
  const rates = trials.flatMap(({ outerRate, validation }) => (outerRate === undefined ? [] : [{ outerRate, validation }]))
  const [first] = trainings
  const data = { name, result, trials: rates, runs }
  if (!first) return { data: { ...data, samples: [] } }
  const tasks = first.names.tasks
  if (!first.isPlain) return { data: { ...data, samples: [] }, tasks, without: 'Parts of these runs come from a config file.' }
  const { samples, without } = await sampleTasks(await openTraining(first, surroundings, shared))
  return { data: { ...data, samples }, tasks, without }
}
