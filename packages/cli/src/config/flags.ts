// The options of the command line that change an experiment: each with its help, how it is read, and what it sets.

import { count, oneOf, type Parse, positive, rate, text, wholeNumber } from '../arguments.js'
import { formatNamed, parseNamed } from './names.js'
import { byName, named, type PartRecipe, type Recipe, SealedPart } from './recipe.js'

/** One option. */
export interface Flag<Value> {
  /** As it is written: `--name <value>`. */
  readonly usage: string
  readonly help: string
  readonly parse: Parse<Value>
  /** What the experiment has; undefined where it has nothing, or what no option can say. */
  read(recipe: Recipe): Value | undefined
  /** The experiment with `value` in its place. */
  write(recipe: Recipe, value: Value): Recipe
}

export const weightingHelp = 'uniform, gradientAgreement, regularizedAgreement:mu=0.3, …, or package, package#export:key=value'
export const backendHelp = 'simd, simd-fma, wasm, node, cpu or reference'

const flag = <Value>(usage: string, help: string, parse: Parse<Value>, access: Pick<Flag<Value>, 'read' | 'write'>) => ({
  ...{ usage, help, parse },
  ...access,
})

/** A setting that is a plain value of its own. */
function setting<Name extends 'agreeOn' | 'checkpointEvery' | 'seed' | 'steps' | 'tasksPerStep'>(name: Name) {
  return {
    read: (recipe: Recipe) => recipe[name],
    write: (recipe: Recipe, value: NonNullable<Recipe[Name]>): Recipe => ({ ...recipe, [name]: value }),
  }
}

/** An option of the tasks. */
function taskOption<Value extends string | number>(name: string) {
  return {
    read: ({ tasks }: Recipe) => byName(tasks)?.options?.[name] as Value | undefined,
    write: (recipe: Recipe, value: Value): Recipe => {
      const { options, ...tasks }: PartRecipe = named('tasks', recipe.tasks)
      return { ...recipe, tasks: { ...tasks, options: { ...options, [name]: value } } }
    },
  }
}

/** In the order in which they are applied: what belongs to a part comes after it. */
export const flags = {
  learner: flag('--learner <name>', 'maml, fomaml or reptile', text, {
    read: ({ learner }) => byName(learner)?.name,
    write: (recipe, name) => ({ ...recipe, learner: { ...named('learner', recipe.learner), name } }),
  }),
  innerRate: flag('--inner-rate <rate>', "the inner loop's rate", rate, {
    read: ({ learner }) => {
      // Rates for each parameter are no option of the command line.
      const own = byName(learner)?.inner.rate
      return typeof own === 'number' ? own : undefined
    },
    write: (recipe, value) => {
      const learner = named('learner', recipe.learner)
      return { ...recipe, learner: { ...learner, inner: { ...learner.inner, rate: value } } }
    },
  }),
  innerSteps: flag('--inner-steps <count>', 'inner steps in training', count, {
    read: ({ learner }) => byName(learner)?.steps,
    write: (recipe, steps) => ({ ...recipe, learner: { ...named('learner', recipe.learner), steps } }),
  }),
  weighting: flag('--weighting <name>', weightingHelp, text, {
    read: ({ weighting }) => (weighting instanceof SealedPart ? weighting.text : byName(weighting)),
    write: (recipe, weighting) => ({ ...recipe, weighting }),
  }),
  mu: flag('--mu <number>', 'μ of the weighting, for those that have one', positive, {
    // Told as an option of the weighting.
    read: () => undefined,
    write: (recipe, mu) => {
      const { name, options } = parseNamed(named('weighting', recipe.weighting))
      return { ...recipe, weighting: formatNamed(name, { ...options, mu }) }
    },
  }),
  agreeOn: flag(
    '--agree-on <vectors>',
    'what weightings compare: how far tasks moved (displacement), or what they propose (update); as the rule is stated unless given',
    oneOf('displacement', 'update'),
    setting('agreeOn'),
  ),
  outerRate: flag('--outer-rate <rate>', "the outer optimizer's rate", rate, {
    read: ({ optimizer }) => byName(optimizer)?.rate,
    write: (recipe, value) => ({ ...recipe, optimizer: { ...named('optimizer', recipe.optimizer), rate: value } }),
  }),
  backend: flag('--backend <name>', backendHelp, text, {
    read: ({ backend }) => byName(backend),
    write: (recipe, backend) => ({ ...recipe, backend }),
  }),
  data: flag('--data <path>', 'where the images lie, for tasks over images', text, taskOption<string>('from')),
  cache: flag(
    '--cache <folder>',
    'where images are kept once read; beside the data unless given',
    text,
    taskOption<string>('cache'),
  ),
  shots: flag('--shots <count>', 'examples to learn from in each test task', count, taskOption<number>('shots')),
  steps: flag('--steps <count>', 'meta-steps', count, setting('steps')),
  tasksPerStep: flag('--tasks-per-step <count>', 'tasks that vote in each meta-step', count, setting('tasksPerStep')),
  seed: flag('--seed <number>', 'decides everything random', wholeNumber, setting('seed')),
  episodes: flag('--episodes <count>', 'test episodes', count, {
    read: ({ evaluation }) => evaluation.episodes,
    write: (recipe, episodes) => ({ ...recipe, evaluation: { ...recipe.evaluation, episodes } }),
  }),
  checkpointEvery: flag('--checkpoint-every <count>', 'meta-steps between checkpoints', count, setting('checkpointEvery')),
} as const satisfies { readonly [name: string]: Flag<unknown> }

export type FlagName = keyof typeof flags

/** What the command line changes in an experiment. */
export type Overrides = { readonly [Name in FlagName]?: ReturnType<(typeof flags)[Name]['parse']> }

/** All options, whatever their values are. */
export const allFlags: readonly (readonly [FlagName, Flag<unknown>])[] = Object.entries(flags) as [FlagName, Flag<unknown>][]
