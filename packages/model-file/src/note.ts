// What a model file says of itself beside its numbers: plain data, checked when it is read.

import { fail, type MetricDescription, type Preparation, type Scale, type Settings, type Shape } from '@assent/core'

/** A part by name and options. */
export interface PartNote {
  readonly name: string
  readonly settings: Settings
}

/** What it earned on tasks that it was not trained on. */
export interface Earned {
  readonly metric: MetricDescription
  readonly split: string
  readonly episodes: number
  readonly innerSteps: number
  /** In the metric's own numbers; mean squares where it is a root. */
  readonly mean: number
  /** Half of the 95 % interval; 0 where there was one episode. */
  readonly interval: number
}

/** What a model file says of itself: its parts by name and options, what it takes, and what it earned. */
export interface ModelNote {
  readonly model: PartNote
  readonly learner: PartNote
  readonly adaptation: PartNote
  readonly loss: PartNote
  readonly kind: 'regression' | 'classification'
  readonly inputShape: Shape
  /** Inner steps for a new task, as it was judged. */
  readonly innerSteps: number
  readonly preparation: Preparation
  /** Null where it was not judged. */
  readonly earned: Earned | null
}

type Members = { readonly [name: string]: unknown }

const isMembers = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value)
const isText = (value: unknown): value is string => typeof value === 'string'
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0
const areNumbers = (value: unknown): value is readonly number[] => Array.isArray(value) && value.every(isNumber)
const areTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isText)

const isPart = (value: unknown): value is PartNote => isMembers(value) && isText(value.name) && isMembers(value.settings)

function isScale(value: unknown): value is Scale {
  if (!isMembers(value) || !areTexts(value.names) || !areNumbers(value.mean) || !areNumbers(value.deviation)) return false
  const { names, mean, deviation } = value
  return names.length > 0 && mean.length === names.length && deviation.length === names.length && deviation.every((d) => d > 0)
}

function isPreparation(value: unknown): value is Preparation {
  if (!isMembers(value)) return false
  const { inputs, targets, unit, labels } = value
  const scales = [inputs, targets].every((scale) => scale === undefined || isScale(scale))
  return scales && (unit === undefined || isText(unit)) && (labels === undefined || (areTexts(labels) && labels.length > 1))
}

function isEarned(value: unknown): value is Earned | null {
  if (value === null) return true
  if (!isMembers(value) || !isMembers(value.metric)) return false
  const { name, title, unit, better, percent, squared } = value.metric
  const isMetric =
    [name, title, unit].every(isText) &&
    (better === 'higher' || better === 'lower') &&
    [percent, squared].every((b) => typeof b === 'boolean')
  return (
    isMetric &&
    isText(value.split) &&
    [value.episodes, value.innerSteps].every(isCount) &&
    [value.mean, value.interval].every(isNumber)
  )
}

const checks: { readonly [Name in keyof ModelNote]: (value: unknown) => boolean } = {
  model: isPart,
  learner: isPart,
  adaptation: isPart,
  loss: isPart,
  kind: (value) => value === 'regression' || value === 'classification',
  inputShape: (value) => Array.isArray(value) && value.every(isCount),
  innerSteps: isCount,
  preparation: isPreparation,
  earned: isEarned,
}

/** @throws AssentError of the kind `damaged` naming the first member that is not what it should be */
export function checkNote(where: string, value: unknown): ModelNote {
  const remedy = 'use a file that export wrote'
  if (!isMembers(value))
    return fail(where, 'what a model is, as an object', JSON.stringify(value)?.slice(0, 80) ?? 'nothing', remedy, 'damaged')
  const bad = Object.entries(checks).find(([name, holds]) => !holds(Object.hasOwn(value, name) ? value[name] : undefined))
  if (bad) {
    const [name] = bad
    fail(`${where}, ${name}`, 'what export writes', JSON.stringify(value[name])?.slice(0, 200) ?? 'nothing', remedy, 'damaged')
  }
  return value as unknown as ModelNote
}
