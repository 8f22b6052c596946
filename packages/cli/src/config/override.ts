// What the command line changes in an experiment.

import { type AgreeOn, fail } from '@assent/core'
import { formatNamed, parseNamed } from './names.js'
import {
  checkRecipe,
  isValue,
  type LearnerRecipe,
  type OptimizerRecipe,
  type PartRecipe,
  type Recipe,
  SealedPart,
} from './recipe.js'

export interface Overrides {
  readonly learner?: string
  readonly weighting?: string
  readonly agreeOn?: AgreeOn
  readonly backend?: string
  readonly mu?: number
  /** Where the images lie. */
  readonly data?: string
  /** The folder where images are kept once read. */
  readonly cache?: string
  readonly shots?: number
  readonly innerRate?: number
  readonly innerSteps?: number
  readonly outerRate?: number
  readonly steps?: number
  readonly tasksPerStep?: number
  readonly seed?: number
  readonly episodes?: number
  readonly checkpointEvery?: number
}

/**
 * The recipe with the command line's changes.
 *
 * @throws AssentError when an option of a part is changed that is given as a value
 */
export function override(recipe: Recipe, overrides: Overrides): Recipe {
  const { learner, weighting, backend, mu, data, cache, shots, innerRate, innerSteps, outerRate, episodes } = overrides
  const { agreeOn, steps, tasksPerStep, seed, checkpointEvery } = overrides
  const plain = defined({ weighting, agreeOn, backend, steps, tasksPerStep, seed, checkpointEvery })
  const changed: Recipe = { ...recipe, ...plain }
  if (learner !== undefined || innerRate !== undefined || innerSteps !== undefined) {
    const base = named<LearnerRecipe>('learner', recipe.learner)
    changed.learner = { ...base, ...defined({ name: learner, steps: innerSteps }) }
    changed.learner.inner = { ...base.inner, ...defined({ rate: innerRate }) }
  }
  if (mu !== undefined) {
    const { name, options } = parseNamed(named<string>('weighting', changed.weighting))
    changed.weighting = formatNamed(name, { ...options, mu })
  }
  const taskOptions = defined({ from: data, cache, shots }) as NonNullable<PartRecipe['options']>
  if (Object.keys(taskOptions).length > 0) {
    const base = named<PartRecipe>('tasks', recipe.tasks)
    changed.tasks = { ...base, options: { ...base.options, ...taskOptions } }
  }
  if (outerRate !== undefined) {
    changed.optimizer = { ...named<OptimizerRecipe>('optimizer', recipe.optimizer), rate: outerRate }
  }
  if (episodes !== undefined) changed.evaluation = { ...recipe.evaluation, episodes }
  return checkRecipe('the command line', changed)
}

/** Without what is undefined. */
export function defined<Values extends object>(values: Values): { [K in keyof Values]?: Exclude<Values[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Values as never
}

function named<PartOf>(kind: string, part: unknown): PartOf {
  if (part instanceof SealedPart) {
    return fail('the command line', `a ${kind} of Assent`, part.text, `give the ${kind} as an option, with all that it needs`)
  }
  if (!isValue(part)) return part as PartOf
  return fail('the command line', `a ${kind} given by name`, 'one given as a value', 'change it in the config file')
}
