// How parts are made from a recipe: ours by name, all others from the packages and files that their names say.

import {
  type Backend,
  fail,
  type Learner,
  type Loss,
  type Metric,
  type Model,
  type OuterOptimizer,
  type Settings,
  type TaskSource,
  type Weighting,
} from '@assent/core'
import { type Executor, nearestName, suggestName } from '@assent/core/tools'
import { dataSources, needsData, placeOptions, type Reading } from './data-tasks.js'
import { lookUp, parseNamed } from './names.js'
import { loadPart, looksLikePackage, type PartByKind } from './plugin.js'
import type { LearnerRecipe, OptimizerRecipe, PartRecipe } from './recipe.js'
import {
  backends,
  type Factory,
  innerOptimizer,
  isOurs,
  isSelfPaced,
  learners,
  losses,
  metrics,
  models,
  type NamedKind,
  namesOf,
  optimizers,
  schedules,
  selfPacedLearners,
  taskSources,
  weightings,
} from './tables.js'

/** Makes a part of ours; refuses options that it does not know, instead of running without them. */
async function make<Value extends { readonly settings: Settings }>(
  kind: string,
  table: { readonly [name: string]: Factory<Value> },
  { name, options = {} }: PartRecipe,
): Promise<Value> {
  const part = await lookUp(kind, table, name)(options as never)
  checkOptions(name, part, options)
  return part
}

/** A part's settings are all that it was told: what is not among them was not understood. */
function checkOptions(name: string, { settings = {} }: { readonly settings?: Settings }, options: object): void {
  const known = Object.keys(settings)
  const unknown = Object.keys(options).find((option) => !known.includes(option))
  if (unknown === undefined) return
  fail(`option of ${name}`, known.length > 0 ? `one of ${known.join(', ')}` : 'none', `'${unknown}'`, suggestName(unknown, known))
}

/**
 * A part from a package or a file.
 *
 * @throws AssentError with the nearest name of ours, or how to install the package
 */
async function load<Kind extends NamedKind>(
  kind: Kind,
  { name, options = {} }: PartRecipe,
  folder: string,
): Promise<PartByKind[Kind]> {
  const part = await loadPart(kind, name, options, folder)
  if (part) {
    if (kind !== 'backend') checkOptions(name, part, options)
    return part
  }
  const names = namesOf(kind)
  if (nearestName(name, names) !== undefined && !looksLikePackage(name)) {
    return fail(kind, `one of ${names.join(', ')}, or a package`, `'${name}'`, suggestName(name, names))
  }
  const [module] = name.split('#')
  const expected = `one of ${names.join(', ')}, or an installed package`
  return fail(kind, expected, `'${name}'`, `npm install ${module}, or correct the name`, 'missing')
}

/** `onReading` hears of images that are read for the first time. */
export async function makeTasks(recipe: PartRecipe, folder: string, onReading: Reading = () => {}): Promise<TaskSource> {
  const { name, options = {} } = recipe
  if (!isOurs('tasks', name)) return load('tasks', recipe, folder)
  if (!needsData(name)) return make('tasks', taskSources, recipe)
  const tasks = await lookUp('tasks', dataSources, name)(options, onReading)
  checkOptions(name, tasks, Object.fromEntries(Object.entries(options).filter(([option]) => !placeOptions.includes(option))))
  return tasks
}

export async function makeModel(recipe: PartRecipe, folder: string): Promise<Model> {
  return isOurs('model', recipe.name) ? make('model', models, recipe) : load('model', recipe, folder)
}

export async function makeLearner(recipe: LearnerRecipe, folder: string): Promise<Learner> {
  const { name, innerSteps, batch, inner, options } = recipe
  const where = `learner ${name}`
  if (!isOurs('learner', name)) {
    const learner = await load('learner', { name, ...(options && { options }) }, folder)
    if (innerSteps === undefined && batch === undefined && inner === undefined) return learner
    return fail(where, 'options alone', 'innerSteps, batch or inner', 'give all that it needs as its own options')
  }
  if (innerSteps === undefined) return fail(where, 'the inner steps in training', 'none', 'set learner.innerSteps')
  const shared = { ...options, innerSteps, ...(batch === undefined ? {} : { batch }) }
  const twice = ['inner', 'innerSteps', 'batch'].find((option) => options && Object.hasOwn(options, option))
  if (twice !== undefined) fail(where, `${twice} beside its options`, 'it among them', 'set learner.innerSteps, batch or inner')
  if (isSelfPaced(name)) {
    if (inner !== undefined) fail(where, 'no inner optimizer, as it learns its rates', inner.name, 'leave inner out')
    return lookUp('learner', selfPacedLearners, name)(shared as never)
  }
  if (inner === undefined) return fail(where, 'an inner optimizer', 'none', 'set learner.inner')
  return lookUp('learner', learners, name)({ ...shared, inner: innerOptimizer(inner) } as never)
}

export async function makeOptimizer(recipe: OptimizerRecipe, folder: string): Promise<OuterOptimizer> {
  const { name, rate, schedule = 'constant', end, options = {} } = recipe
  const where = `optimizer ${name}`
  if (!isOurs('optimizer', name)) {
    const optimizer = await load('optimizer', { name, options }, folder)
    if (rate === undefined && recipe.schedule === undefined && end === undefined) return optimizer
    return fail(where, 'options alone', 'rate, schedule or end', 'give all that it needs as its own options')
  }
  if (rate === undefined) return fail(where, 'a rate', 'none', 'set optimizer.rate')
  if (end !== undefined && schedule === 'constant') fail(where, 'a schedule that ends', 'constant', 'choose linear or cosine')
  const optimizer = lookUp('optimizer', optimizers, name)(schedules[schedule](rate, end), options as never)
  checkOptions(name, optimizer, options)
  return optimizer
}

/** A weighting of ours by name, `name:key=value`, or one from a package, `package#export:key=value`. */
export async function makeWeighting(text: string, folder: string): Promise<Weighting> {
  const recipe = parseNamed(text)
  return isOurs('weighting', recipe.name) ? make('weighting', weightings, recipe) : load('weighting', recipe, folder)
}

export async function openBackend(text: string, folder: string): Promise<Backend> {
  const recipe = parseNamed(text)
  return isOurs('backend', text) ? lookUp('backend', backends, text)() : load('backend', recipe, folder)
}

export const makeLoss = (text: string): Promise<Loss> => make('loss', losses, parseNamed(text))
export const makeMetric = (text: string): Promise<Metric> => make('metric', metrics, parseNamed(text))

/** An executor from a package: none of ours comes with the command line. */
export async function makeExecutor(text: string, folder: string): Promise<Executor> {
  const { name, options } = parseNamed(text)
  const [module] = name.split('#')
  const remedy = `npm install ${module}, or correct the name`
  return (
    (await loadPart('executor', name, options, folder)) ??
    fail('executor', 'an installed package', `'${name}'`, remedy, 'missing')
  )
}
