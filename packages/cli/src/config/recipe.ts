// An experiment as plain data, or with parts of your own: what presets and config files hold.

import type { Learner, Model, OuterOptimizer, Settings, TaskSource, Weighting } from '@assent/core'
import * as z from 'zod'

const count = z.number().int().positive()

const innerRecipe = z.strictObject({ name: z.enum(['sgd', 'adam']), rate: z.number().nonnegative() })

const learnerRecipe = z.strictObject({
  name: z.string(),
  steps: count,
  batch: count.optional(),
  agreeOn: z.enum(['displacement', 'update']).optional(),
  inner: innerRecipe,
})

const optimizerRecipe = z.strictObject({
  name: z.string(),
  rate: z.number().nonnegative(),
  schedule: z.enum(['constant', 'linear', 'cosine']).optional(),
})

const partRecipe = z.strictObject({ name: z.string(), options: z.record(z.string(), z.json()).optional() })

/** A part given as a value: anything with the functions that its contract asks for. */
const valueWith = <Value>(...functions: string[]) =>
  z.custom<Value>(
    (value) =>
      typeof value === 'object' && value !== null && functions.every((name) => typeof (value as Settings)[name] === 'function'),
    `expected a value with ${functions.join(', ')}`,
  )

/** Checks the shape of an experiment; what the names mean is checked where they are looked up. */
export const recipeSchema = z.strictObject({
  tasks: z.union([partRecipe, valueWith<TaskSource>('sample', 'episodeSize')]),
  model: z.union([partRecipe, valueWith<Model>('initialize', 'apply')]),
  learner: z.union([learnerRecipe, valueWith<Learner>('propose')]),
  weighting: z.union([z.string(), valueWith<Weighting>('weigh')]),
  optimizer: z.union([optimizerRecipe, valueWith<OuterOptimizer>('update')]),
  backend: z.string(),
  tasksPerStep: count,
  steps: count,
  seed: z.number().int().nonnegative(),
  evaluation: z.strictObject({ episodes: count, steps: z.number().int().nonnegative() }),
  checkpointEvery: count.optional(),
  note: z.string().optional(),
})

/** An experiment: every part by name with its options, or as a value of your own. */
export type Recipe = z.infer<typeof recipeSchema>

export type LearnerRecipe = z.infer<typeof learnerRecipe>
export type OptimizerRecipe = z.infer<typeof optimizerRecipe>
export type PartRecipe = z.infer<typeof partRecipe>

/** A config file's content: a preset to start from, and what differs from it. */
export type Config = Partial<Recipe> & { readonly preset?: string }

/** For `assent.config.ts`: returns its argument, so that an editor knows what may stand there. */
export function defineConfig(config: Config): Config {
  return config
}

/** Whether a part is a name with options, and not a value. */
export function isRecipe<Part extends object>(part: Part): part is Exclude<Part, { settings: unknown }> {
  return !('settings' in part)
}
