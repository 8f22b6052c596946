// comparison.json: every method at the outer rate that validation tasks prefer, and which runs it was trained as.

import { join } from 'node:path'
import * as z from 'zod'
import { estimateSchema, judgmentShape, orNaN } from './evaluation-record.js'

const methodSchema = z.object({
  name: z.string(),
  trials: z.array(
    z.object({
      outerRate: z.number().optional(),
      /** Over the tasks that did not diverge. */
      validation: estimateSchema.optional(),
      divergedTasks: z.number().int(),
      /** What ended the training. */
      diverged: z.string().optional(),
    }),
  ),
  /** Where the best rate lies among those that were tried. */
  end: z.enum(['interior', 'next diverges', 'largest', 'smallest', 'alone']).optional(),
  /** Undefined when every rate diverged. */
  result: z
    .object({
      outerRate: z.number().optional(),
      /** Over the episodes in which no seed diverged; each episode's score is its mean over seeds. */
      score: estimateSchema,
      /** The score of each seed alone. */
      seeds: z.array(orNaN),
      /** Episodes in which a seed diverged. */
      divergedTasks: z.number().int(),
      worstDecile: orNaN,
      /** This method minus the first, over the same episodes; mean squares for error metrics. */
      difference: estimateSchema.optional(),
      weightSum: orNaN,
      negativeShare: orNaN,
      stretch: orNaN,
      screenedTasks: z.number(),
      /** Bad tasks' share of Σ|w|, where some training tasks are bad. */
      badShare: z.number().optional(),
      checkpoints: z.array(z.string()).min(1),
      /** Ids of the runs that the checkpoints are of. */
      runs: z.array(z.string()).min(1),
    })
    .refine(({ checkpoints, runs }) => checkpoints.length === runs.length, { message: 'a run for every checkpoint' })
    .optional(),
})

export const comparisonSchema = z.object({
  command: z.string().optional(),
  ...judgmentShape,
  innerSteps: z.number(),
  methods: z.array(methodSchema).min(1),
})

export const comparisonFile = (folder: string): string => join(folder, 'comparison.json')

export type Comparison = z.output<typeof comparisonSchema>

/** A method at the outer rate that validation tasks prefer. */
export type Method = Comparison['methods'][number]

export type MethodResult = NonNullable<Method['result']>

/** An outer rate that was tried, and how it did on validation tasks over all seeds. */
export type Trial = Method['trials'][number]
