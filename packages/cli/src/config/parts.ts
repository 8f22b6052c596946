// The parts that have names, and how they are made from a recipe.

import { setFlagsFromString } from 'node:v8'
import {
  type Backend,
  fail,
  type Learner,
  type Model,
  type OuterOptimizer,
  reference,
  type Settings,
  type TaskSource,
  type Weighting,
} from '@assent/core'
import { nearestName, suggestName } from '@assent/core/tools'
import { fomaml, innerAdam, innerSgd, maml, reptile } from '@assent/learners'
import { convNet, mlp } from '@assent/models'
import { adam, constant, cosine, linear, momentum, sgd } from '@assent/optimizers'
import { quickdraw } from '@assent/tasks-quickdraw'
import { sinusoid } from '@assent/tasks-sinusoid'
import { tides } from '@assent/tasks-tides'
import {
  alignedMtl,
  cagrad,
  conFig,
  cosineAgreement,
  dampedAgreement,
  dualProj,
  geometricMedian,
  gradientAgreement,
  gradVac,
  imtlG,
  iteratedAgreement,
  krum,
  leaveOneOutAgreement,
  mgda,
  multiKrum,
  nashMtl,
  normClip,
  pcgrad,
  random,
  regularizedAgreement,
  ridgeAgreement,
  sum,
  tilted,
  topLosses,
  uniform,
  upgrad,
  whitened,
} from '@assent/weightings'
import { imageSources, needsData, placeOptions, type Reading } from './image-tasks.js'
import { lookUp, parseNamed } from './names.js'
import { loadWeighting, looksLikePackage } from './plugin.js'
import type { LearnerRecipe, OptimizerRecipe, PartRecipe } from './recipe.js'

/** Options come from files and command lines; each factory checks its own. */
type Factory<Value> = (options: never) => Value | Promise<Value>

/** Each is loaded when it is opened. */
export const backends: { readonly [name: string]: () => Promise<Backend> } = {
  simd: async () => (await import('@assent/backend-simd')).simd(),
  'simd-fma': openFused,
  wasm: async () => (await import('@assent/backend-wasm')).wasm(),
  node: async () => (await import('@assent/backend-node')).node(),
  cpu: async () => (await import('@assent/backend-cpu')).cpu(),
  reference: async () => reference(),
}

/** Node 20 has relaxed SIMD behind a flag, which whoever names this backend has asked for. */
async function openFused(): Promise<Backend> {
  const { hasFusedMultiplyAdd, simdFma } = await import('@assent/backend-simd/fma')
  if (!hasFusedMultiplyAdd()) setFlagsFromString('--experimental-wasm-relaxed-simd')
  return simdFma()
}

const weightings: { readonly [name: string]: Factory<Weighting> } = {
  uniform,
  gradientAgreement,
  regularizedAgreement,
  cosineAgreement,
  dampedAgreement,
  pcgrad,
  mgda,
  alignedMtl,
  cagrad,
  conFig,
  dualProj,
  geometricMedian,
  gradVac,
  imtlG,
  iteratedAgreement,
  krum,
  leaveOneOutAgreement,
  multiKrum,
  nashMtl,
  normClip,
  random,
  ridgeAgreement,
  sum,
  tilted,
  topLosses,
  upgrad,
  whitened,
}

const learners = { maml, fomaml, reptile }

export const taskSources: { readonly [name: string]: Factory<TaskSource> } = { sinusoid, tides, quickdraw }
const models: { readonly [name: string]: Factory<Model> } = { mlp, convNet }
const optimizers = { sgd, momentum, adam }
const schedules = { constant, linear, cosine }

/** Makes a part; refuses options that it does not know, instead of running without them. */
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

/** `onReading` hears of images that are read for the first time. */
export async function makeTasks({ name, options = {} }: PartRecipe, onReading: Reading = () => {}): Promise<TaskSource> {
  const known = { ...taskSources, ...imageSources } as { readonly [name: string]: (typeof imageSources)[string] }
  const tasks = await lookUp('tasks', known, name)(options, onReading)
  const place = needsData(name) ? placeOptions : []
  checkOptions(name, tasks, Object.fromEntries(Object.entries(options).filter(([option]) => !place.includes(option))))
  return tasks
}

export const makeModel = (recipe: PartRecipe): Promise<Model> => make('model', models, recipe)
export const openBackend = async (name: string): Promise<Backend> => lookUp('backend', backends, name)()

export function makeLearner({ name, inner, steps, batch }: LearnerRecipe): Learner {
  const options = { innerSteps: steps, ...(batch === undefined ? {} : { batch }) }
  const optimizer = inner.name === 'sgd' ? innerSgd({ rate: inner.rate }) : innerAdam({ rate: inner.rate })
  return lookUp('learner', learners, name)({ ...options, inner: optimizer })
}

export function makeOptimizer({ name, rate, schedule = 'constant' }: OptimizerRecipe): OuterOptimizer {
  return lookUp('optimizer', optimizers, name)(schedules[schedule](rate))
}

export const isOurWeighting = (name: string): boolean => Object.hasOwn(weightings, name)

/**
 * A weighting of ours by name, `name:key=value`, or one from a package, `package#export:key=value`.
 *
 * @throws AssentError with the nearest name, or how to install the package
 */
export async function makeWeighting(text: string, folder: string): Promise<Weighting> {
  const { name, options } = parseNamed(text)
  if (isOurWeighting(name)) return make('weighting', weightings, { name, options: options as never })
  const weighting = await loadWeighting(name, options, folder)
  if (weighting) {
    checkOptions(name, weighting, options)
    return weighting
  }
  const names = Object.keys(weightings)
  if (nearestName(name, names) !== undefined && !looksLikePackage(name)) {
    return fail('weighting', `one of ${names.join(', ')}, or a package`, `'${name}'`, suggestName(name, names))
  }
  const [module] = name.split('#')
  const expected = `one of ${names.join(', ')}, or an installed package`
  return fail('weighting', expected, `'${name}'`, `npm install ${module}, or correct the name`)
}
