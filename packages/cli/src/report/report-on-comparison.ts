// The data of a report on a comparison: every method at the outer rate that validation tasks prefer.

import { basename, dirname, join } from 'node:path'
import { fail } from '@assent/core'
import type { MethodData, ReportData } from '@assent/report'
import { verdictsOf } from '../compare/render.js'
import type { SharedParts } from '../config/compose.js'
import { comparisonFile, comparisonSchema, type Method } from '../records/comparison-record.js'
import { type Judgment, judgmentFile, judgmentSchema } from '../records/evaluation-record.js'
import { readRecord } from '../records/record.js'
import { showPath } from '../run/files.js'
import { openTraining, readTraining, type Surroundings, type Training } from './read-training.js'
import type { ReportSource } from './report-on-run.js'
import { sampleTasks } from './sample-tasks.js'

/** @throws AssentError when a file is missing or not what `assent compare` writes */
export async function reportOnComparison({ folder, ...surroundings }: ReportSource): Promise<ReportData> {
  if (surroundings.config !== undefined)
    fail('--config', 'a run with parts that only a config file knows', 'a comparison', 'leave it out')
  const { command, methods, ...judged } = readRecord(comparisonFile(folder), comparisonSchema)
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
  const trainings = (result?.checkpoints ?? []).map((checkpoint, seed) => {
    const training = readTraining(join(folder, basename(dirname(checkpoint))), surroundings.terminal)
    checkCell(comparisonFile(folder), training, result?.runs[seed])
    return training
  })
  const runs = trainings.map((training) => ({ ...training.data, steps: readTest(training).steps }))
  const rates = trials.flatMap(({ outerRate, validation }) => (outerRate === undefined ? [] : [{ outerRate, validation }]))
  const [first] = trainings
  const data = { name, result, trials: rates, runs }
  if (!first) return { data: { ...data, samples: [] } }
  const tasks = first.names.tasks
  if (first.record.recipe === null)
    return { data: { ...data, samples: [] }, tasks, without: 'Parts of these runs come from a config file.' }
  const { samples, without } = await sampleTasks(await openTraining(first, surroundings, shared))
  return { data: { ...data, samples }, tasks, without }
}

/** @throws AssentError of the kind `damaged` when the cell is not of the run that was compared */
function checkCell(file: string, { folder, record }: Training, expected: string | undefined): void {
  if (record.id === expected) return
  const where = showPath(folder)
  fail(
    where,
    `run ${expected}, as ${showPath(file)} says`,
    `run ${record.id}`,
    'keep the comparison as it was written',
    'damaged',
  )
}

function readTest({ folder, record }: Training): Judgment {
  const file = judgmentFile(folder, 'test')
  const { of, evaluation } = readRecord(file, judgmentSchema)
  if (of.run === record.id) return evaluation
  return fail(showPath(file), `results of run ${record.id}`, `those of run ${of.run}`, 'go on with compare --resume', 'damaged')
}
