// A task that was learned: it predicts, and can be put away as bytes and taken up again.

import { type AdaptedModel, type Examples, fail, type Preparation, toModel } from '@assent/core'
import { openFile, parseJsonBounded, sealFile } from '@assent/core/tools'
import { type Prediction, readOutputs } from './prediction.js'

/** Examples in the user's own units: a row of inputs for each, and its label, its value, or its values. */
export interface NewExamples {
  readonly x: readonly ArrayLike<number>[]
  readonly y: readonly (string | number | readonly number[])[]
}

/** A task that was learned: it predicts in the user's units, and can be saved. */
export interface ReadyTask {
  /** The classes, in the order of the outputs; undefined for regression. */
  readonly labels: readonly string[] | undefined
  /** The loss on the examples before each inner step. */
  readonly losses: readonly number[]
  /** The adapted model itself, in the units that it was trained in: for tools, such as `writeAdaptedOnnx` of `@assent/onnx`. */
  readonly adapted: AdaptedModel
  /**
   * What the model says of one new input, in the user's units.
   *
   * @throws AssentError when it has another number of values, or one is not finite
   */
  predict(x: ArrayLike<number>): Promise<Prediction>
  /** All that is needed to go on another day, for `reopen` of the same model. */
  save(): Uint8Array
}

const FORMAT = 'assent-task-1'

/** What a task is read by. */
export interface Surroundings {
  /** A hash of the model file. */
  readonly model: string
  readonly inputSize: number
  readonly preparation: Preparation
}

export function readyTask(adapted: AdaptedModel, labels: readonly string[] | undefined, around: Surroundings): ReadyTask {
  const { inputSize, preparation } = around
  return {
    labels,
    losses: adapted.losses,
    adapted,
    predict: async (x) => {
      if (x.length !== inputSize) fail('predict', `${inputSize} values`, `${x.length}`, 'give one input')
      return readOutputs(await adapted.predict(toModel(preparation.inputs, x)), labels, preparation)
    },
    save: () => {
      const tensors = Object.fromEntries(
        Object.entries(adapted.values).map(([name, values]) => [name, { shape: [values.length], values }]),
      )
      const metadata = { model: around.model, labels: JSON.stringify(labels ?? null), losses: JSON.stringify(adapted.losses) }
      return sealFile('task', FORMAT, metadata, tensors)
    },
  }
}

/**
 * What {@link ReadyTask.save} wrote.
 *
 * @throws AssentError when it is damaged, or of another model
 */
export function readTask(bytes: Uint8Array, { model }: Surroundings) {
  const { metadata, tensors } = openFile('task', bytes, [FORMAT], 'a learned task')
  if (metadata.model !== model)
    fail('task', `one of model ${model}`, `${metadata.model}`, 'open it with the model that learned it')
  const labels = parseJsonBounded('task', metadata.labels ?? '', {}, 'damaged')
  const losses = parseJsonBounded('task', metadata.losses ?? '', {}, 'damaged')
  const areLabels = labels === null || (Array.isArray(labels) && labels.every((label) => typeof label === 'string'))
  if (!areLabels || !Array.isArray(losses) || !losses.every(Number.isFinite)) {
    return fail(
      'task',
      'labels and losses',
      `${metadata.labels} and ${metadata.losses}`.slice(0, 200),
      'use another file',
      'damaged',
    )
  }
  const values = Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, tensor.values]))
  return { labels: (labels ?? undefined) as readonly string[] | undefined, losses: losses as readonly number[], values }
}

/** Examples as the model takes them, with the classes in the order of its outputs. */
export function prepareExamples(
  { x, y }: NewExamples,
  labels: readonly string[] | undefined,
  outputs: number,
  { inputSize, preparation }: Surroundings,
): Examples {
  if (x.length === 0 || x.length !== y.length)
    fail('adapt', 'as many inputs as targets, at least one', `${x.length} and ${y.length}`, 'give both')
  for (const [place, row] of x.entries()) {
    if (row.length !== inputSize) fail(`adapt, example ${place + 1}`, `${inputSize} values`, `${row.length}`, 'give whole inputs')
  }
  const targets = y.map((target, place) => {
    const where = `adapt, example ${place + 1}`
    if (labels) {
      const own = labels.indexOf(`${target}`)
      if (own < 0) return fail(where, `a label among ${labels.join(', ')}`, `'${target}'`, 'correct the label')
      return labels.map((_, other) => Number(other === own))
    }
    const row = typeof target === 'number' ? [target] : target
    if (typeof row === 'string' || row.length !== outputs)
      return fail(where, `${outputs} numbers`, `${target}`, 'correct the target')
    return [...row]
  })
  const flat = toModel(
    preparation.inputs,
    x.flatMap((row) => Array.from(row)),
  )
  const values = targets.flat()
  return { count: x.length, x: flat, y: labels ? Float32Array.from(values) : toModel(preparation.targets, values) }
}

/** The classes of a task: those of the model, or the ones that its examples name, in their order. */
export function labelsFor(y: NewExamples['y'], fixed: readonly string[] | undefined, outputs: number): readonly string[] {
  if (fixed) return fixed
  const named = [...new Set(y.map((label) => `${label}`))]
  if (named.length !== outputs) {
    fail(
      'adapt',
      `examples of ${outputs} classes, as the model tells apart`,
      named.join(', ') || 'none',
      'give each class its examples',
    )
  }
  return named
}
