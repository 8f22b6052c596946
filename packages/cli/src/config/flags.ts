// The options of the command line that change an experiment: each with its help, how it is read, and what it sets.

import { fail } from '@assent/core'
import { count, oneOf, type Parse, positive, rate, text, wholeNumber } from '../arguments.js'
import { formatNamed, parseNamed } from './names.js'
import { byName, named, type PartRecipe, type Recipe, SealedPart } from './recipe.js'
import { spoilNames } from './spoil.js'
import { isOurs, isSelfPaced, losses, metrics, type NamedKind, namesOf } from './tables.js'

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
export const backendHelp = 'simd, simd-fma, wasm, node, cpu, reference, or package'

const flag = <Value>(usage: string, help: string, parse: Parse<Value>, access: Pick<Flag<Value>, 'read' | 'write'>) => ({
  ...{ usage, help, parse },
  ...access,
})

/** A setting that is a plain value of its own. */
function setting<Name extends 'agreeOn' | 'checkpointEvery' | 'keepBest' | 'metaSteps' | 'seed' | 'spoil' | 'tasksPerStep'>(
  name: Name,
) {
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

/** A part of ours is told by its name, with the options that it has; any other by name and options. */
function partText(kind: NamedKind, part: unknown): string | undefined {
  if (part instanceof SealedPart) return part.text
  const named = byName(part as PartRecipe)
  if (!named) return undefined
  return isOurs(kind, named.name) ? named.name : formatNamed(named.name, named.options ?? {})
}

/** The options of a part whose name is given: those with the name, or those that it had under the same. */
function optionsFor(text: string, before: { readonly name: string; readonly options?: PartRecipe['options'] } | undefined) {
  const { name, options } = parseNamed(text)
  const kept = Object.keys(options).length > 0 ? options : before?.name === name ? before.options : undefined
  return { name, ...(kept && { options: kept }) }
}

function partFlag(kind: 'model' | 'tasks') {
  return {
    read: (recipe: Recipe) => partText(kind, recipe[kind]),
    write: (recipe: Recipe, text: string): Recipe => ({ ...recipe, [kind]: optionsFor(text, byName(recipe[kind])) }),
  }
}

function writeLearner(recipe: Recipe, text: string): Recipe {
  const before = byName(recipe.learner)
  const learner = optionsFor(text, before)
  if (!isOurs('learner', learner.name)) return { ...recipe, learner }
  const { inner, innerSteps, batch } = before ?? named('learner', recipe.learner)
  const kept = {
    ...(inner && !isSelfPaced(learner.name) && { inner }),
    ...(innerSteps && { innerSteps }),
    ...(batch && { batch }),
  }
  return { ...recipe, learner: { ...kept, ...learner } }
}

/** The tasks' number of classes, and the network's with it. */
function writeWays(recipe: Recipe, ways: number): Recipe {
  const { options, ...tasks }: PartRecipe = named('tasks', recipe.tasks)
  const { options: plan = {}, ...model }: PartRecipe = named('model', recipe.model)
  const classes =
    'classes' in plan ? { classes: ways } : Array.isArray(plan.sizes) ? { sizes: [...plan.sizes.slice(0, -1), ways] } : {}
  return {
    ...recipe,
    tasks: { ...tasks, options: { ...options, ways } },
    model: { ...model, options: { ...plan, ...classes } },
  }
}

function writeOptimizer(recipe: Recipe, text: string): Recipe {
  const before = byName(recipe.optimizer)
  const optimizer = optionsFor(text, before)
  if (!isOurs('optimizer', optimizer.name)) return { ...recipe, optimizer }
  const { options: _, ...kept } = before ?? named('optimizer', recipe.optimizer)
  return { ...recipe, optimizer: { ...kept, ...optimizer } }
}

const orPackage = 'or package, package#export:key=value'

/** In the order in which they are applied: what belongs to a part comes after it. */
export const flags = {
  tasks: flag('--tasks <name>', `${namesOf('tasks').join(', ')}, ${orPackage}`, text, partFlag('tasks')),
  model: flag('--model <name>', `${namesOf('model').join(', ')}, ${orPackage}`, text, partFlag('model')),
  learner: flag('--learner <name>', `${namesOf('learner').join(', ')}, ${orPackage}`, text, {
    read: ({ learner }) => partText('learner', learner),
    write: writeLearner,
  }),
  innerRate: flag('--inner-rate <rate>', "the inner loop's rate", rate, {
    read: ({ learner }) => {
      // Rates for each parameter are no option of the command line.
      const own = byName(learner)?.inner?.rate
      return typeof own === 'number' ? own : undefined
    },
    write: (recipe, value) => {
      const learner = named('learner', recipe.learner)
      const { inner } = learner
      if (!inner) return fail('--inner-rate', 'a learner with an inner optimizer', learner.name, 'leave it out')
      return { ...recipe, learner: { ...learner, inner: { ...inner, rate: value } } }
    },
  }),
  innerSteps: flag('--inner-steps <count>', 'inner steps in training', count, {
    read: ({ learner }) => byName(learner)?.innerSteps,
    write: (recipe, innerSteps) => ({ ...recipe, learner: { ...named('learner', recipe.learner), innerSteps } }),
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
  init: flag('--init <file>', 'weights to start from: a checkpoint, or a PyTorch model saved as safetensors', text, {
    read: ({ init }) => init?.file,
    write: (recipe, file) => ({ ...recipe, init: { ...(recipe.init?.map && { map: recipe.init.map }), file } }),
  }),
  map: flag('--map <file>', 'where each parameter lies in --init: {"w0": {"from": "layer.weight", "transpose": [1, 0]}}', text, {
    read: ({ init }) => init?.map,
    write: (recipe, map) => {
      if (!recipe.init) return fail('--map', '--init beside it', 'none', 'name the weights, or leave it out')
      return { ...recipe, init: { file: recipe.init.file, map } }
    },
  }),
  loss: flag('--loss <name>', `${Object.keys(losses).join(', ')}, with options, as in huber:delta=0.5`, text, {
    read: ({ loss }) => byName(loss),
    write: (recipe, loss) => ({ ...recipe, loss }),
  }),
  metric: flag('--metric <name>', `${Object.keys(metrics).join(', ')}, with options, as in topAccuracy:k=3`, text, {
    read: ({ metric }) => byName(metric),
    write: (recipe, metric) => ({ ...recipe, metric }),
  }),
  optimizer: flag('--optimizer <name>', `${namesOf('optimizer').join(', ')}, as in adam:beta1=0.95, ${orPackage}`, text, {
    read: ({ optimizer }) => partText('optimizer', optimizer),
    write: writeOptimizer,
  }),
  schedule: flag('--schedule <name>', 'of the outer rate: constant, linear or cosine', oneOf('constant', 'linear', 'cosine'), {
    read: ({ optimizer }) => byName(optimizer)?.schedule,
    write: (recipe, schedule) => ({ ...recipe, optimizer: { ...named('optimizer', recipe.optimizer), schedule } }),
  }),
  endRate: flag('--end-rate <rate>', 'where the schedule ends, 0 unless given', rate, {
    read: ({ optimizer }) => byName(optimizer)?.end,
    write: (recipe, end) => ({ ...recipe, optimizer: { ...named('optimizer', recipe.optimizer), end } }),
  }),
  outerRate: flag('--outer-rate <rate>', "the outer optimizer's rate", rate, {
    read: ({ optimizer }) => byName(optimizer)?.rate,
    write: (recipe, value) => ({ ...recipe, optimizer: { ...named('optimizer', recipe.optimizer), rate: value } }),
  }),
  backend: flag('--backend <name>', backendHelp, text, {
    read: ({ backend }) => byName(backend),
    write: (recipe, backend) => ({ ...recipe, backend }),
  }),
  data: flag('--data <path>', 'where images or a table lie, for tasks over them', text, taskOption<string>('from')),
  cache: flag(
    '--cache <folder>',
    'where images are kept once read; beside the data unless given',
    text,
    taskOption<string>('cache'),
  ),
  spoil: flag(
    '--spoil <way>',
    `bad training tasks: ${spoilNames.join(', ')}, with options, as in scaledTargets:factor=10,share=0.05`,
    text,
    setting('spoil'),
  ),
  ways: flag('--ways <count>', 'classes to tell apart in each task, also in the network', count, {
    read: ({ tasks }) => byName(tasks)?.options?.ways as number | undefined,
    write: writeWays,
  }),
  shots: flag('--shots <count>', 'examples to learn from in each test task', count, taskOption<number>('shots')),
  steps: flag('--steps <count>', 'meta-steps', count, setting('metaSteps')),
  tasksPerStep: flag('--tasks-per-step <count>', 'tasks that vote in each meta-step', count, setting('tasksPerStep')),
  seed: flag('--seed <number>', 'decides everything random', wholeNumber, setting('seed')),
  episodes: flag('--episodes <count>', 'test episodes', count, {
    read: ({ evaluation }) => evaluation.episodes,
    write: (recipe, episodes) => ({ ...recipe, evaluation: { ...recipe.evaluation, episodes } }),
  }),
  keepBest: flag(
    '--keep-best <count>',
    'meta-steps between judgments on validation tasks, the best of which is kept',
    count,
    setting('keepBest'),
  ),
  checkpointEvery: flag('--checkpoint-every <count>', 'meta-steps between checkpoints', count, setting('checkpointEvery')),
} as const satisfies { readonly [name: string]: Flag<unknown> }

export type FlagName = keyof typeof flags

/** What the command line changes in an experiment. */
export type Overrides = { readonly [Name in FlagName]?: ReturnType<(typeof flags)[Name]['parse']> }

/** All options, whatever their values are. */
export const allFlags: readonly (readonly [FlagName, Flag<unknown>])[] = Object.entries(flags) as [FlagName, Flag<unknown>][]

/** What a problem is made of: all that adapting and judging need. */
export const problemFlags = ['tasks', 'model', 'learner', 'metric', 'backend', 'data', 'cache', 'ways', 'shots'] as const

/** What of the problem an option may change. */
export type ProblemOverrides = Pick<Overrides, (typeof problemFlags)[number]>

/** Those of them that are given. */
export const problemOverrides = (options: ProblemOverrides): Overrides => only(problemFlags, options)

/** What a worker may be told of an experiment: parts from elsewhere, and where data and weights are. */
export const workerFlags = [...problemFlags, 'weighting', 'optimizer', 'init', 'map'] as const

export type WorkerOverrides = Pick<Overrides, (typeof workerFlags)[number]>

/** Those of them that are given. */
export const workerOverrides = (options: WorkerOverrides): Overrides => only(workerFlags, options)

function only(names: readonly FlagName[], options: Overrides): Overrides {
  return Object.fromEntries(names.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])))
}

/** The options that name parts from elsewhere: a record cannot have them loaded, so they are to be given again. */
export function foreignWords(recipe: Recipe, ...kinds: readonly NamedKind[]): string[] {
  return kinds.flatMap((kind) => {
    const { usage, read } = flags[kind]
    const given = read(recipe)
    return given === undefined || isOurs(kind, parseNamed(given).name) ? [] : [usage.split(' ')[0] ?? '', given]
  })
}
