// Writing plugins: what may be left out is filled in, and what is missing is named once, before anything runs.

import { type Backend, fail } from '@assent/autodiff'
import type { Executor } from './executor.js'
import type { Learner } from './learner.js'
import type { Model } from './model.js'
import type { OuterOptimizer, Schedule } from './optimizer.js'
import type { TaskSource } from './task-source.js'

/** `Part` with the members `Optional` left out or not. */
type Given<Part, Optional extends keyof Part> = Omit<Part, Optional> & { readonly [Member in Optional]?: Part[Member] }

/** Everything but a rate that never changes is the author's to give. */
const constantRate = (rate: number): Schedule => ({ name: 'constant', settings: { rate }, rate: () => rate })

/** A learner; of second order, without minibatches or options, unless it says otherwise. */
export function defineLearner(learner: Given<Learner, 'order' | 'settings' | 'batch'>): Learner {
  return complete('learner', { order: 2, settings: {}, batch: undefined, ...learner }, [
    'name',
    'innerSteps',
    'adaptation',
    'propose',
  ])
}

/** A model; without options, and answering each input by itself, unless it says otherwise. */
export function defineModel(model: Given<Model, 'settings' | 'transductive'>): Model {
  const members = ['name', 'inputShape', 'outputShape', 'parameters', 'initialize', 'apply'] as const
  return complete('model', { settings: {}, transductive: false, ...model }, members)
}

/** A task source; without options or baselines unless it says otherwise. */
export function defineTasks(tasks: Given<TaskSource, 'settings' | 'baselines'>): TaskSource {
  const members = ['name', 'kind', 'inputShape', 'targetShape', 'metric', 'episodeSize', 'sample'] as const
  return complete('tasks', { settings: {}, baselines: [], ...tasks }, members)
}

/** An outer optimizer; `schedule` may be a constant rate. Without options or state unless it says otherwise. */
export function defineOptimizer(
  optimizer: Given<Omit<OuterOptimizer, 'schedule'>, 'settings' | 'slots'> & { readonly schedule: number | Schedule },
): OuterOptimizer {
  const { schedule } = optimizer
  const full = {
    settings: {},
    slots: [],
    ...optimizer,
    schedule: typeof schedule === 'number' ? constantRate(schedule) : schedule,
  }
  return complete('optimizer', full, ['name', 'schedule', 'update'])
}

/** A backend, checked for what every one has. */
export function defineBackend(backend: Backend): Backend {
  return complete('backend', backend, ['name', 'precision', 'operations', 'compile', 'rows', 'memory'])
}

/** An executor, checked for what every one has. */
export function defineExecutor(executor: Executor): Executor {
  return complete('executor', executor, ['name', 'open'])
}

function complete<Part extends object>(kind: string, part: Part, members: readonly (keyof Part & string)[]): Part {
  const missing = members.find((member) => part[member] === undefined)
  if (missing !== undefined) fail(kind, members.join(', '), `no ${missing}`, `give the ${kind} its ${missing}`)
  return part
}
