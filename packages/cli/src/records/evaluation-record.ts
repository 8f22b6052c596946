// evaluation.json of a run, and the judgments of a comparison's cells: an evaluation, and what it is one of.

import { join } from 'node:path'
import type { Evaluation } from '@assent/core'
import { recordedMetric } from '@assent/core/tools'
import * as z from 'zod'

/** JSON has no NaN: an interval of a single episode is null, and so is the score of a task that diverged. */
export const orNaN = z
  .number()
  .nullable()
  .transform((value) => value ?? Number.NaN)

export const estimateSchema = z.object({ mean: orNaN, interval: orNaN })

const count = z.number().int().nonnegative()

/** Those of earlier versions held a name and a unit alone. */
const metricSchema = z
  .object({
    name: z.string(),
    unit: z.string(),
    title: z.string().optional(),
    better: z.enum(['higher', 'lower']).optional(),
    percent: z.boolean().optional(),
    squared: z.boolean().optional(),
  })
  .transform(recordedMetric)

/** How something was judged, for evaluations and comparisons alike. */
export const judgmentShape = {
  metric: metricSchema,
  split: z.enum(['train', 'validation', 'test']),
  episodes: count,
  transductive: z.boolean(),
  baselines: z.array(z.object({ name: z.string(), score: estimateSchema })),
}

const evaluationShape = {
  ...judgmentShape,
  seed: count,
  steps: z
    .array(
      z.object({
        step: count,
        score: estimateSchema,
        diverged: count,
        supportLoss: estimateSchema.optional(),
        worstDecile: orNaN,
      }),
    )
    .min(1),
  oneByOne: z.object({ score: estimateSchema, diverged: count }).optional(),
  divergedTasks: z.array(z.object({ task: z.string(), step: count })),
  /** NaN where the task diverged. */
  scores: z.array(orNaN),
}

/** Which parameters were judged: the run's, after so many meta-steps. */
const ofShape = { run: z.string(), step: count }

export const evaluationSchema = z.object({ ...ofShape, ...evaluationShape })

export const evaluationFile = (folder: string): string => join(folder, 'evaluation.json')

/** What decides a judgment's numbers, and the judgment. */
export const judgmentSchema = z.object({
  of: z.object({
    version: z.string(),
    run: z.string(),
    checkpoint: z.string(),
    split: z.string(),
    seed: count,
    episodes: count,
    innerSteps: count,
  }),
  evaluation: z.object(evaluationShape),
})

export type Judgment = z.output<typeof judgmentSchema>['evaluation']

/** Where a comparison keeps what it found of a cell on a split. */
export const judgmentFile = (folder: string, split: Evaluation['split']): string => join(folder, `${split}.json`)
