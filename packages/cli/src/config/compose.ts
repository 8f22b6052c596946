// From an experiment to its parts. Commands that use what was learned need less than those that learn: only what a command
// needs is made, and what only a record names is never loaded.

import { type Experiment, fail, type Problem } from '@assent/core'
import { showWords } from '../output/command-text.js'
import { showReading } from '../output/progress.js'
import type { Terminal } from '../output/terminal.js'
import { makeLearner, makeLoss, makeMetric, makeModel, makeOptimizer, makeTasks, makeWeighting, openBackend } from './parts.js'
import { isValue, type PartName, type Recipe, SealedPart } from './recipe.js'
import { spoilTasks } from './spoil.js'
import { startingFrom } from './start.js'

/** Parts that several runs share: data sets are large, and a backend has its own memory. */
export type SharedParts = Map<string, Promise<unknown>>

export interface Surroundings {
  /** Where paths and packages are looked for. */
  readonly folder: string
  /** Shows how far reading images is, which may take minutes once. */
  readonly terminal: Terminal
  readonly shared?: SharedParts | undefined
}

const problemParts = ['tasks', 'model', 'learner', 'backend', 'loss', 'metric'] as const satisfies readonly PartName[]

/** Makes what is learned from, and what adapts: all that judging and adapting need. */
export async function composeProblem(recipe: Recipe, { folder, terminal, shared = new Map() }: Surroundings): Promise<Problem> {
  const tasks = opened(recipe, recipe.tasks)
  const model = opened(recipe, recipe.model)
  const learner = opened(recipe, recipe.learner)
  const backend = opened(recipe, recipe.backend)
  const { loss, metric } = recipe
  const made = isValue(model) ? model : await makeModel(model, folder)
  const once = <Made>(key: unknown, make: () => Promise<Made>): Promise<Made> => {
    const text = JSON.stringify(key)
    const part = (shared.get(text) as Promise<Made> | undefined) ?? make()
    shared.set(text, part)
    return part
  }
  const source = isValue(tasks) ? tasks : await once(['tasks', tasks], () => makeTasks(tasks, folder, showReading(terminal)))
  return {
    learner: isValue(learner) ? learner : await makeLearner(learner, folder),
    model: recipe.init ? startingFrom(made, recipe.init, folder) : made,
    backend: isValue(backend) ? backend : await once(['backend', backend], () => openBackend(backend, folder)),
    tasks: recipe.spoil === undefined ? source : spoilTasks(source, recipe.spoil),
    ...(loss && { loss: isValue(loss) ? loss : await makeLoss(opened(recipe, loss)) }),
    ...(metric && { metric: isValue(metric) ? metric : await makeMetric(opened(recipe, metric)) }),
  }
}

/** Makes all parts of a training. */
export async function composeRun(recipe: Recipe, surroundings: Surroundings): Promise<Experiment> {
  const weighting = opened(recipe, recipe.weighting, ['weighting', 'optimizer', ...problemParts])
  const optimizer = opened(recipe, recipe.optimizer, ['weighting', 'optimizer', ...problemParts])
  const { agreeOn, tasksPerStep, metaSteps, seed } = recipe
  return {
    weighting: isValue(weighting) ? weighting : await makeWeighting(weighting, surroundings.folder),
    ...(agreeOn && { agreeOn }),
    optimizer: isValue(optimizer) ? optimizer : await makeOptimizer(optimizer, surroundings.folder),
    ...(await composeProblem(recipe, surroundings)),
    tasksPerStep,
    metaSteps,
    seed,
  }
}

/** @throws AssentError when a part is sealed, with the options that give all sealed ones of the parts that are needed */
function opened<Part>(recipe: Recipe, part: Part | SealedPart, needed: readonly PartName[] = problemParts): Part {
  if (!(part instanceof SealedPart)) return part
  const sealed = needed.flatMap((name) => {
    const other = recipe[name]
    return other instanceof SealedPart ? [{ name, text: other.text }] : []
  })
  const found = sealed.map(({ name, text }) => `the ${name} ${text}`).join(' and ')
  const remedy = `if you trust it, add ${showWords(sealed.flatMap(({ name, text }) => [`--${name}`, text]))}`
  return fail(part.where, 'parts of Assent', `${found}, which no record can have loaded`, remedy)
}
