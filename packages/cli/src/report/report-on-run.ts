// The data of a report on one training.

import { existsSync } from 'node:fs'
import type { MethodNumbers, ReportData } from '@assent/report'
import { summarizeLog } from '../run/log.js'
import { evaluationFile, readRecipe } from '../run/run-folder.js'
import { openTraining, readTraining, type Surroundings, type Training } from './read-training.js'
import { repeatTraining } from './repeat.js'
import { type Sampled, sampleTasks } from './sample-tasks.js'
import { evaluationSchema, readJson } from './schemas.js'

export interface ReportSource extends Surroundings {
  readonly folder: string
}

/** @throws AssentError when a file is missing or not what `assent train` writes */
export async function reportOnRun({ folder, ...surroundings }: ReportSource): Promise<ReportData> {
  const training = readTraining(folder)
  const { tasks, learner, weighting } = training.names
  const evaluation = existsSync(evaluationFile(folder)) ? readJson(evaluationFile(folder), evaluationSchema) : undefined
  const { samples, without } = await sampleRun(training, surroundings)
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

async function sampleRun(training: Training, surroundings: Surroundings): Promise<Sampled> {
  if (!training.isPlain && surroundings.config === undefined) {
    return { samples: [], without: 'Parts of this run come from a config file; with --config FILE they can be drawn.' }
  }
  return sampleTasks(await openTraining(training, surroundings))
}
