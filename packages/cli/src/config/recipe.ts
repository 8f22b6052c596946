// An experiment as plain data, or with parts of your own: what presets and config files hold.

import {
  type Backend,
  fail,
  type Learner,
  type Loss,
  type Metric,
  type Model,
  type OuterOptimizer,
  type TaskSource,
  type Weighting,
} from '@assent/core'
import * as z from 'zod'
import { strict } from './strict.js'

const count = z.number().int().positive()
const rate = z.number().nonnegative()

const innerRecipe = z.discriminatedUnion('name', [
  strict({ name: z.literal('sgd'), rate: z.union([rate, z.record(z.string(), rate)]) }),
  strict({ name: z.literal('adam'), rate }),
])

const options = z.record(z.string(), z.json())

/** Those of ours have inner steps, and an inner optimizer where they do not learn their rates; all others only options. */
const learnerRecipe = strict({
  name: z.string(),
  innerSteps: count.optional(),
  batch: count.optional(),
  inner: innerRecipe.optional(),
  options: options.optional(),
})

/** Those of ours have a rate, which a schedule leads to `end`, 0 unless given; all others only options. */
const optimizerRecipe = strict({
  name: z.string(),
  rate: rate.optional(),
  schedule: z.enum(['constant', 'linear', 'cosine']).optional(),
  end: rate.optional(),
  options: options.optional(),
})

const partRecipe = strict({ name: z.string(), options: options.optional() })

/**
 * A part that a record names and that is not ours. Records are data, whoever wrote them, so it is never loaded: only the user,
 * by naming it again, puts a part of that name in its place.
 */
export class SealedPart {
  /** As an option of the command line would name it. */
  readonly text: string
  /** The record. */
  readonly where: string

  constructor(text: string, where: string) {
    this.text = text
    this.where = where
  }
}

/** Whether a part is a value of its own, and not a name with options: only a value has functions. */
export function isValue<Part>(part: Part): part is Extract<Part, { settings: unknown } | Backend> {
  return typeof part === 'object' && part !== null && Object.values(part).some((member) => typeof member === 'function')
}

/** A part's name and options; undefined where it is a value, or sealed. */
export function byName<Part>(part: Part): Exclude<Part, SealedPart | { settings: unknown } | Backend> | undefined {
  return part instanceof SealedPart || isValue(part) ? undefined : (part as ReturnType<typeof byName<Part>>)
}

/**
 * A part's name and options.
 *
 * @throws AssentError when it is a value, or sealed: then there is nothing to change in it
 */
export function named<Part>(kind: PartName, part: Part): NonNullable<ReturnType<typeof byName<Part>>> {
  const found = part instanceof SealedPart ? `${part.text}, which only a record names` : 'one given as a value'
  const remedy = part instanceof SealedPart ? `add --${kind}, with all that it needs` : 'change it in the config file'
  return byName(part) ?? fail('the command line', `a ${kind} given by name`, found, remedy)
}

/** A part by name, as `named` says, or as a value with the functions that its contract asks for. */
function partOf<Value, Named extends z.ZodType>(named: Named, ...functions: string[]) {
  return z.unknown().transform((part, { issues }): z.infer<Named> | Value | SealedPart => {
    if (part instanceof SealedPart) return part
    if (isValue(part)) {
      const missing = functions.filter((name) => typeof (part as { [key: string]: unknown })[name] !== 'function')
      if (missing.length === 0) return part as Value
      issues.push({ code: 'custom', message: `a value without ${missing.join(', ')}`, input: part })
      return z.NEVER
    }
    const { data, error } = named.safeParse(part)
    for (const { message, path } of error?.issues ?? []) issues.push({ code: 'custom', message, path, input: part })
    return data as z.infer<Named>
  })
}

/** By name with options, or as a value; the task source's own where there is none. */
function lossOrMetric<Value>(member: string) {
  return z.optional(partOf<Value, z.ZodString>(z.string(), member))
}

const recipeSchema = strict({
  tasks: partOf<TaskSource, typeof partRecipe>(partRecipe, 'sample', 'episodeSize'),
  model: partOf<Model, typeof partRecipe>(partRecipe, 'initialize', 'apply'),
  learner: partOf<Learner, typeof learnerRecipe>(learnerRecipe, 'propose'),
  weighting: partOf<Weighting, z.ZodString>(z.string(), 'weigh'),
  agreeOn: z.enum(['displacement', 'update']).optional(),
  optimizer: partOf<OuterOptimizer, typeof optimizerRecipe>(optimizerRecipe, 'update'),
  backend: partOf<Backend, z.ZodString>(z.string(), 'compile', 'rows'),
  loss: lossOrMetric<Loss>('compute'),
  metric: lossOrMetric<Metric>('score'),
  /** Weights to start from, and where each parameter lies in them; the hash is found out. */
  init: strict({ file: z.string(), map: z.string().optional(), hash: z.string().optional() }).optional(),
  /** Bad training tasks, as `scaledTargets:factor=10,share=0.2`; none unless given. Tasks to be judged on are left as they are. */
  spoil: z.string().optional(),
  tasksPerStep: count,
  metaSteps: count,
  seed: z.number().int().nonnegative(),
  evaluation: strict({ episodes: count, innerSteps: z.number().int().nonnegative() }),
  checkpointEvery: count.optional(),
  /** Meta-steps between judgments on validation tasks, of which the best parameters are kept; none unless given. */
  keepBest: count.optional(),
})

/** An experiment: every part by name with its options, or as a value of your own; sealed where only a record names it. */
export type Recipe = z.infer<typeof recipeSchema>

/** The settings that are parts. */
export type PartName = keyof { [Name in keyof Recipe as SealedPart extends Recipe[Name] ? Name : never]: Name }

/** An inner optimizer by name, with its rate: one for all parameters, or for `sgd` one per parameter by name. */
export type InnerRecipe = z.infer<typeof innerRecipe>
/**
 * A learner by name. Ours have inner steps, and an inner optimizer where they do not learn their rates; all others have
 * `options` alone.
 */
export type LearnerRecipe = z.infer<typeof learnerRecipe>
/**
 * An outer optimizer by name. Ours have a rate, which a schedule leads to `end`, 0 unless given; all others have `options`
 * alone.
 */
export type OptimizerRecipe = z.infer<typeof optimizerRecipe>
/** A task source or a model by name, with its options. */
export type PartRecipe = z.infer<typeof partRecipe>

/** A config file's content: a preset to start from, and what differs from it. */
export type Config = { [Name in keyof Recipe]?: Exclude<Recipe[Name], SealedPart> } & { readonly preset?: string }

/** The names that may stand in a config file. */
export const configNames: readonly string[] = ['preset', ...Object.keys(recipeSchema.shape)]

/**
 * Checks the shape of an experiment; what its names mean is checked where they are looked up.
 *
 * @throws AssentError naming every setting that is missing or of the wrong kind
 */
export function checkRecipe(where: string, recipe: unknown): Recipe {
  const { success, data, error } = recipeSchema.safeParse(recipe)
  if (success) return data
  return fail(where, 'a complete experiment', explain(error), 'correct these settings')
}

/** What is wrong, in one line. */
export function explain({ issues }: z.ZodError): string {
  return issues.map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message)).join('; ')
}
