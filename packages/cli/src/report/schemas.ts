// The shapes of the files that a report is made from. They may be old, or changed by hand: nothing is taken on trust.

import { existsSync, readFileSync } from 'node:fs'
import { fail } from '@assent/core'
import { recordedMetric } from '@assent/core/tools'
import * as z from 'zod'
import { explain } from '../config/recipe.js'
import { showPath } from '../run/files.js'
import { parseJson } from '../run/run-folder.js'

/** JSON has no NaN: an interval of a single episode is null. */
const orNaN = z
  .number()
  .nullable()
  .transform((value) => value ?? Number.NaN)

const estimate = z.object({ mean: z.number(), interval: orNaN })

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

const judgment = {
  metric: metricSchema,
  split: z.enum(['train', 'validation', 'test']),
  episodes: z.number(),
  transductive: z.boolean(),
  baselines: z.array(z.object({ name: z.string(), score: estimate })),
}

export const evaluationSchema = z.object({
  ...judgment,
  steps: z.array(z.object({ step: z.number(), score: estimate, worstDecile: z.number() })).min(1),
})

export const judgedCellSchema = z.object({ evaluation: evaluationSchema })

const methodSchema = z.object({
  name: z.string(),
  trials: z.array(
    z.object({ outerRate: z.number().optional(), validation: estimate.optional(), diverged: z.string().optional() }),
  ),
  result: z
    .object({
      outerRate: z.number().optional(),
      score: estimate,
      seeds: z.array(z.number()),
      worstDecile: z.number(),
      difference: estimate.optional(),
      weightSum: orNaN,
      negativeShare: orNaN,
      stretch: orNaN,
      screenedTasks: z.number(),
      checkpoints: z.array(z.string()).min(1),
    })
    .optional(),
})

export const comparisonSchema = z.object({
  command: z.string().optional(),
  ...judgment,
  innerSteps: z.number(),
  methods: z.array(methodSchema).min(1),
})

const partSchema = z.looseObject({ name: z.string() })

export const runSchema = z.object({
  versions: z.record(z.string(), z.string()),
  run: z.looseObject({ tasks: partSchema, learner: partSchema, weighting: partSchema, seed: z.number() }),
  recipe: z.unknown().nullable(),
})

export const logLineSchema = z.object({
  step: z.number(),
  supportLoss: z.number(),
  queryLoss: z.number(),
  weightSum: z.number(),
  negativeShare: z.number(),
  stretch: z.number().nullable(),
  rate: z.number(),
  screened: z.number(),
  degenerate: z.boolean(),
})

export const voteLineSchema = z
  .object({
    step: z.number(),
    tasks: z.array(z.string()),
    weights: z.array(z.number()),
    gram: z.array(z.array(z.number())),
  })
  .refine(({ tasks, weights, gram }) => [weights, gram, ...gram].every(({ length }) => length === tasks.length), {
    message: 'weights and a square matrix over the same tasks',
  })

/**
 * Checks what stood in a file.
 *
 * @throws AssentError naming what is missing or of the wrong kind
 */
export function checkShape<Schema extends z.ZodType>(file: string, schema: Schema, value: unknown): z.output<Schema> {
  const { success, data, error } = schema.safeParse(value)
  if (success) return data
  const remedy = 'the file was changed, or is from another version: restore it, or train again'
  return fail(showPath(file), 'what train or compare writes', explain(error), remedy)
}

/** Reads a JSON file that must be there. */
export function readJson<Schema extends z.ZodType>(file: string, schema: Schema): z.output<Schema> {
  if (!existsSync(file)) fail(showPath(file), 'a file that train or compare writes', 'no such file', 'keep the folder whole')
  return checkShape(file, schema, parseJson(showPath(file), readFileSync(file, 'utf8')))
}
