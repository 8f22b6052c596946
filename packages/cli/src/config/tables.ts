// Our own parts, by the names that command lines, config files and records call them.

import { setFlagsFromString } from 'node:v8'
import {
  type Adaptation,
  accuracy,
  type Backend,
  binaryAccuracy,
  binaryCrossEntropy,
  crossEntropy,
  f1,
  gaussianLikelihood,
  huber,
  type Learner,
  type Loss,
  type Metric,
  type Model,
  meanAbsoluteError,
  meanSquaredError,
  type OuterOptimizer,
  reference,
  rootMeanSquaredError,
  type Schedule,
  squaredError,
  type TaskSource,
  topAccuracy,
  type Weighting,
} from '@assent/core'
import { anil, boil, fomaml, iMaml, innerAdam, innerSgd, maml, mamlPlusPlus, metaSgd, protoMaml, reptile } from '@assent/learners'
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
import { dataSources } from './data-tasks.js'
import type { InnerRecipe } from './recipe.js'

/** Options come from files and command lines; each factory checks its own. */
export type Factory<Value> = (options: never) => Value | Promise<Value>

type Table<Value> = { readonly [name: string]: Factory<Value> }

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

export const weightings: Table<Weighting> = {
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

/** Learners around an inner optimizer. */
export const learners: Table<Learner> = { maml, fomaml, reptile, anil, boil, protoMaml, iMaml }

/** Learners that learn their inner rates, and so have no inner optimizer. */
export const selfPacedLearners: Table<Learner> = { metaSgd, mamlPlusPlus }

export const isSelfPaced = (name: string): boolean => Object.hasOwn(selfPacedLearners, name)

export const taskSources: Table<TaskSource> = { sinusoid, tides, quickdraw }
export const models: Table<Model> = { mlp, convNet }
type MakeOptimizer = (rate: Schedule, options: { readonly [option: string]: never }) => OuterOptimizer

export const optimizers: { readonly [name: string]: MakeOptimizer } = { sgd, momentum, adam }
export const schedules = { constant, linear, cosine }
export const losses: Table<Loss> = { squaredError, huber, crossEntropy, binaryCrossEntropy, gaussianLikelihood }
export const metrics: Table<Metric> = {
  ...{ accuracy, topAccuracy, binaryAccuracy, f1 },
  ...{ meanSquaredError, rootMeanSquaredError, meanAbsoluteError },
}

export function innerOptimizer(inner: InnerRecipe): Adaptation {
  return inner.name === 'sgd' ? innerSgd({ rate: inner.rate }) : innerAdam({ rate: inner.rate })
}

/** The kinds of parts that an experiment names. */
export type NamedKind = 'tasks' | 'model' | 'learner' | 'weighting' | 'optimizer' | 'backend'

export const allKinds: readonly NamedKind[] = ['tasks', 'model', 'learner', 'weighting', 'optimizer', 'backend']

const tables: { readonly [Kind in NamedKind]: object } = {
  tasks: { ...taskSources, ...dataSources },
  model: models,
  learner: { ...learners, ...selfPacedLearners },
  weighting: weightings,
  optimizer: optimizers,
  backend: backends,
}

export const namesOf = (kind: NamedKind): string[] => Object.keys(tables[kind])

/** Whether a part of ours has that name. */
export const isOurs = (kind: NamedKind, name: string): boolean => Object.hasOwn(tables[kind], name)

export const isKind = (word: string): word is NamedKind => Object.hasOwn(tables, word)
