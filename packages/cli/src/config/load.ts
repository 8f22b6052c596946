// From a preset, a config file and the command line to one experiment.

import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { fail, type Run } from '@assent/core'
import { createJiti } from 'jiti'
import * as z from 'zod'
import { presets } from '../presets/index.js'
import { lookUp } from './names.js'
import { makeLearner, makeModel, makeOptimizer, makeTasks, makeWeighting, openBackend } from './parts.js'
import { type Config, isRecipe, type LearnerRecipe, type OptimizerRecipe, type Recipe, recipeSchema } from './recipe.js'

/** What the command line may change. */
export interface Overrides {
  readonly learner?: string
  readonly weighting?: string
  readonly backend?: string
  readonly innerRate?: number
  readonly innerSteps?: number
  readonly outerRate?: number
  readonly steps?: number
  readonly tasksPerStep?: number
  readonly seed?: number
  readonly episodes?: number
  readonly checkpointEvery?: number
}

export interface Source {
  readonly preset?: string
  readonly config?: string
  /** Where paths and packages are looked for. */
  readonly folder: string
}

const DEFAULT_CONFIG = 'assent.config.ts'

/** The experiment that preset and config file describe, before the command line changes it. */
export async function loadRecipe({ preset, config, folder }: Source): Promise<Recipe> {
  const file = config ?? (preset === undefined && existsSync(resolve(folder, DEFAULT_CONFIG)) ? DEFAULT_CONFIG : undefined)
  if (file === undefined && preset === undefined) {
    const names = Object.keys(presets).join(', ')
    fail('assent', `--preset NAME, or a file ${DEFAULT_CONFIG} here`, 'neither', `choose one of ${names}`)
  }
  const { preset: base, ...given } = file === undefined ? ({} as Config) : await readConfig(resolve(folder, file))
  const start = preset ?? base
  return checkRecipe(file ?? `preset ${start}`, { ...(start === undefined ? {} : lookUp('preset', presets, start)), ...given })
}

async function readConfig(file: string): Promise<Config> {
  if (!existsSync(file)) fail('--config', 'a file', `none at ${file}`, 'correct the path')
  try {
    const config = await createJiti(import.meta.url).import(file, { default: true })
    if (typeof config === 'object' && config !== null) return config as Config
  } catch (error) {
    fail(file, 'a config file that loads', error instanceof Error ? error.message : String(error), 'correct the file')
  }
  return fail(file, 'an object as default export', 'something else', 'export default defineConfig({ … })')
}

/** Refuses a recipe with a part missing or of the wrong kind. */
export function checkRecipe(where: string, recipe: unknown): Recipe {
  const { success, data, error } = recipeSchema.safeParse(recipe)
  if (success) return data
  return fail(where, 'a complete experiment', z.prettifyError(error).replaceAll('\n', ' '), 'correct these settings')
}

/** The recipe with the command line's changes. A part that is a value can only be changed as a whole. */
export function override(recipe: Recipe, overrides: Overrides): Recipe {
  const { learner, weighting, backend, innerRate, innerSteps, outerRate, steps, tasksPerStep, seed, episodes, checkpointEvery } =
    overrides
  const changed: Recipe = { ...recipe, ...defined({ weighting, backend, steps, tasksPerStep, seed, checkpointEvery }) }
  if (learner !== undefined || innerRate !== undefined || innerSteps !== undefined) {
    const base = ofNames<LearnerRecipe>('learner', recipe.learner)
    const inner = { ...base.inner, ...defined({ rate: innerRate }) }
    changed.learner = { ...base, inner, ...defined({ name: learner, steps: innerSteps }) }
  }
  if (outerRate !== undefined) {
    changed.optimizer = { ...ofNames<OptimizerRecipe>('optimizer', recipe.optimizer), rate: outerRate }
  }
  if (episodes !== undefined) changed.evaluation = { ...recipe.evaluation, episodes }
  return checkRecipe('the command line', changed)
}

function defined<Values extends object>(values: Values): { [K in keyof Values]?: Exclude<Values[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Values as never
}

function ofNames<PartOf extends object>(part: string, value: object): PartOf {
  if (isRecipe(value)) return value as PartOf
  return fail(`--${part}`, `a ${part} given by name`, 'one given as a value', 'change it in the config file')
}

/** Makes the parts that a recipe names. */
export async function composeRun(recipe: Recipe, folder: string): Promise<Run> {
  const { tasks, model, learner, weighting, optimizer, backend, tasksPerStep, steps, seed } = recipe
  return {
    weighting: typeof weighting === 'string' ? await makeWeighting(weighting, folder) : weighting,
    learner: isRecipe(learner) ? makeLearner(learner as LearnerRecipe) : learner,
    optimizer: isRecipe(optimizer) ? makeOptimizer(optimizer as OptimizerRecipe) : optimizer,
    model: isRecipe(model) ? await makeModel(model as never) : model,
    tasks: isRecipe(tasks) ? await makeTasks(tasks as never) : tasks,
    backend: await openBackend(backend),
    tasksPerStep,
    steps,
    seed,
  }
}
