// The data of a report on one training.

import type { MethodNumbers, ReportData } from '@assent/report'
import { recipeOf } from '../records/run-record.js'
import { summarizeLog } from '../run/log.js'
import { openTraining, readEvaluation, readTraining, type Surroundings, type Training } from './read-training.js'
import { repeatTraining } from './repeat.js'
import { type Sampled, sampleTasks } from './sample-tasks.js'

export interface ReportSource extends Surroundings {
  readonly folder: string
}

/** @throws AssentError when a file is missing or not what `assent train` writes */
export async function reportOnRun({ folder, ...surroundings }: ReportSource): Promise<ReportData> {
  const training = readTraining(folder, surroundings.terminal)
  const { tasks, learner, weighting } = training.names
  const evaluation = readEvaluation(training)
  const { samples, without } = await sampleRun(training, surroundings)
  const last = evaluation?.steps.at(-1)
  const result: MethodNumbers = { score: last?.score, worstDecile: last?.worstDecile, seeds: [], ...summarizeLog(training.log) }
  return {
    title: `${tasks}: ${learner} with ${weighting}`,
    command: training.record.recipe === null ? undefined : repeatTraining(recipeOf(folder, training.record)),
    judged: evaluation && { ...evaluation, innerSteps: evaluation.steps.length - 1 },
    methods: [{ name: weighting, result, trials: [], runs: [{ ...training.data, steps: evaluation?.steps }], samples }],
    withoutSamples: without,
  }
}

async function sampleRun(training: Training, surroundings: Surroundings): Promise<Sampled> {
  if (training.record.recipe === null && surroundings.config === undefined) {
    return { samples: [], without: 'Parts of this run come from a config file; with --config FILE they can be drawn.' }
  }
  return sampleTasks(await openTraining(training, surroundings))
}
