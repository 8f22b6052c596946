// The data of a report on one training.

import { existsSync } from 'node:fs'
import type { MethodNumbers, ReportData } from '@assent/report'
import { summarizeLog } from '../run/log.js'
import { evaluationFile, readRecipe } from '../run/run-folder.js'
import { openTraining, readTraining, type Training } from './read-training.js'
import { repeatTraining } from './repeat.js'
import { type Sampled, sampleTasks } from './sample-tasks.js'
import { evaluationSchema, readJson } from './schemas.js'

export interface ReportSource {
  readonly folder: string
  /** Where paths and packages are looked for. */
  readonly cwd: string
  readonly config: string | undefined
}

/** @throws AssentError when a file is missing or not what `assent train` writes */
export async function reportOnRun({ folder, cwd, config }: ReportSource): Promise<ReportData> {
  const training = readTraining(folder)
  const { tasks, learner, weighting } = training.names
  const evaluation = existsSync(evaluationFile(folder)) ? readJson(evaluationFile(folder), evaluationSchema) : undefined
  const { samples, without } = await sampleRun(training, cwd, config)
  const last = evaluation?.steps.at(-1)
  const result: MethodNumbers = { score: last?.score, worstDecile: last?.worstDecile, seeds: [], ...summarizeLog(training.log) }
  return {
    title: `${tasks}: ${learner} with ${weighting}`,
    command: training.isPlain ? repeatTraining(readRecipe(folder)) : undefined,
    judged: evaluation && { ...evaluation, innerSteps: evaluation.steps.length - 1 },
    methods: [{ name: weighting, result, trials: [], runs: [{ ...training.data, steps: evaluation?.steps }], samples }],
    withoutSamples: without,
  }
}

async function sampleRun(training: Training, cwd: string, config: string | undefined): Promise<Sampled> {
  if (!training.isPlain && config === undefined) {
    return { samples: [], without: 'Parts of this run come from a config file; with --config FILE they can be drawn.' }
  }
  return sampleTasks(await openTraining(training, cwd, new Map(), config))
}
