// A golden file's meta-batch as the tasks, model and learners that a user would compose.

import {
  type Adaptation,
  type Episode,
  type Examples,
  fail,
  type Learner,
  type Model,
  meanSquaredError,
  type TaskSource,
  type Weighting,
} from '@assent/core'
import { fomaml, innerAdam, innerSgd, maml, reptile } from '@assent/learners'
import { convNet, mlp } from '@assent/models'
import { gradientAgreement, regularizedAgreement, uniform } from '@assent/weightings'
import type { GoldenFile, GoldenInnerOptimizer, GoldenTask, Values } from './format.js'

/** Which examples of a golden task play support and query: swapping them shows losses that training does not report. */
export type Roles = 'as given' | 'query as support' | 'support as query'

/** A task source that deals out the file's tasks in order, for as long as it is asked. */
export function goldenTasks(file: GoldenFile, roles: Roles): TaskSource {
  const [first] = file.tasks as readonly [GoldenTask]
  const classes = file.loss === 'softmaxCrossEntropy' ? classCount(file) : undefined
  const episodes = file.tasks.map((task, index): Episode => {
    const support = examples(task.supportX, task.supportY, classes)
    const query = examples(task.queryX, task.queryY, classes)
    if (roles === 'query as support') return { id: `task ${index}`, support: query, query }
    if (roles === 'support as query') return { id: `task ${index}`, support, query: support }
    return { id: `task ${index}`, support, query }
  })
  const episode = episodes[0] as Episode
  let dealt = 0
  return {
    name: file.case,
    settings: {},
    kind: classes === undefined ? 'regression' : 'classification',
    inputShape: first.supportX.shape.slice(1),
    targetShape: classes === undefined ? first.supportY.shape.slice(1) : [classes],
    metric: meanSquaredError(),
    baselines: [],
    episodeSize: () => ({ support: episode.support.count, query: episode.query.count }),
    sample: () => episodes[dealt++ % episodes.length] as Episode,
  }
}

/** The length of the last parameter, the output layer's bias. */
function classCount({ params }: GoldenFile): number {
  return params.at(-1)?.data.length as number
}

function examples(x: Values, y: Values, classes: number | undefined): Examples {
  const targets = classes === undefined ? y.data : y.data.flatMap((label) => oneHot(label, classes))
  return { count: x.shape[0] as number, x: Float64Array.from(x.data), y: Float64Array.from(targets) }
}

function oneHot(label: number, classes: number): number[] {
  return Array.from({ length: classes }, (_, index) => (index === label ? 1 : 0))
}

export function goldenModel(file: GoldenFile): Model {
  const { model } = file
  if (model.kind === 'mlp') return mlp({ sizes: model.sizes, activation: model.activation })
  if (model.kind !== 'conv')
    return fail(file.case, 'a model of kind mlp or conv', JSON.stringify(model), 'extend golden/src/compose.ts')
  const { input, filters, kernel, stride, padding, epsilon, activation, blocks } = model
  return convNet({
    input,
    filters,
    kernel,
    stride,
    padding,
    epsilon,
    activation,
    blocks,
    pool: model.pool !== null,
    bias: true,
    classes: classCount(file),
  })
}

function innerOptimizer(optimizer: GoldenInnerOptimizer): Adaptation {
  const { kind, ...options } = optimizer
  return kind === 'adam' ? innerAdam(options) : innerSgd(options)
}

export const learnerNames = ['reptile', 'fomaml', 'maml'] as const

export function goldenLearner(file: GoldenFile, name: (typeof learnerNames)[number], steps: number): Learner {
  return { reptile, fomaml, maml }[name]({ inner: innerOptimizer(file.innerOptimizer), innerSteps: steps })
}

/** A weighting by the name that golden files give it: `uniform`, `gradientAgreement`, `regularizedAgreement mu=0.3`. */
export function goldenWeighting(name: string): Weighting {
  const [kind, mu] = name.split(' mu=')
  if (kind === 'uniform') return uniform()
  if (kind === 'gradientAgreement') return gradientAgreement()
  if (kind === 'regularizedAgreement' && mu !== undefined) return regularizedAgreement({ mu: Number(mu) })
  return fail('golden', 'uniform, gradientAgreement or regularizedAgreement mu=…', name, 'extend golden/src/compose.ts')
}
