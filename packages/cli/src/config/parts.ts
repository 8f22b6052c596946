// The parts that have names, and how they are made from a recipe.

import { cpu } from '@assent/backend-cpu'
import { simd } from '@assent/backend-simd'
import { wasm } from '@assent/backend-wasm'
import {
  type Backend,
  fail,
  type Learner,
  type Model,
  type OuterOptimizer,
  reference,
  type TaskSource,
  type Weighting,
} from '@assent/core'
import { fomaml, innerAdam, innerSgd, maml, reptile } from '@assent/learners'
import { convNet, mlp } from '@assent/models'
import { adam, constant, cosine, linear, momentum, sgd } from '@assent/optimizers'
import { quickdraw } from '@assent/tasks-quickdraw'
import { sinusoid } from '@assent/tasks-sinusoid'
import { tides } from '@assent/tasks-tides'
import {
  cosineAgreement,
  dampedAgreement,
  gradientAgreement,
  mgda,
  pcgrad,
  regularizedAgreement,
  uniform,
} from '@assent/weightings'
import { lookUp, parseNamed, suggestion } from './names.js'
import { loadWeighting, looksLikePackage } from './plugin.js'
import type { LearnerRecipe, OptimizerRecipe, PartRecipe } from './recipe.js'

/** Options come from files and command lines; each factory checks its own. */
type Factory<Value> = (options: never) => Value | Promise<Value>

export const backends: { readonly [name: string]: () => Promise<Backend> } = {
  simd: () => simd(),
  wasm: () => wasm(),
  cpu,
  reference: async () => reference(),
}

export const weightings: { readonly [name: string]: Factory<Weighting> } = {
  uniform,
  gradientAgreement,
  regularizedAgreement,
  cosineAgreement,
  dampedAgreement,
  pcgrad,
  mgda,
}

export const learners = { maml, fomaml, reptile }

const taskSources: { readonly [name: string]: Factory<TaskSource> } = { sinusoid, tides, quickdraw }
const models: { readonly [name: string]: Factory<Model> } = { mlp, convNet }
const innerOptimizers = { sgd: innerSgd, adam: innerAdam }
const optimizers = { sgd, momentum, adam }
const schedules = { constant, linear, cosine }

async function make<Value>(
  kind: string,
  table: { readonly [name: string]: Factory<Value> },
  { name, options = {} }: PartRecipe,
): Promise<Value> {
  return lookUp(kind, table, name)(options as never)
}

export const makeTasks = (recipe: PartRecipe): Promise<TaskSource> => make('tasks', taskSources, recipe)
export const makeModel = (recipe: PartRecipe): Promise<Model> => make('model', models, recipe)
export const openBackend = (name: string): Promise<Backend> => lookUp('backend', backends, name)()

export function makeLearner({ name, inner, steps, batch, agreeOn }: LearnerRecipe): Learner {
  const options = { steps, ...(batch === undefined ? {} : { batch }), ...(agreeOn === undefined ? {} : { agreeOn }) }
  return lookUp('learner', learners, name)({ ...options, inner: innerOptimizers[inner.name]({ rate: inner.rate }) })
}

export function makeOptimizer({ name, rate, schedule = 'constant' }: OptimizerRecipe): OuterOptimizer {
  return lookUp('optimizer', optimizers, name)(schedules[schedule](rate))
}

/** A weighting of ours by name, `name:key=value`, or one from a package, `package#export:key=value`. */
export async function makeWeighting(text: string, folder: string): Promise<Weighting> {
  const { name, options } = parseNamed(text)
  if (Object.hasOwn(weightings, name)) return make('weighting', weightings, { name, options: options as never })
  if (looksLikePackage(name) || name.includes('-')) return loadWeighting(name, options, folder)
  const names = Object.keys(weightings)
  return fail('weighting', `one of ${names.join(', ')}, or the name of a package`, `'${name}'`, suggestion(name, names))
}
