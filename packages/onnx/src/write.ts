// Writing an ONNX file: the program that predicts, as the pipeline has it, with what was learned inside.

import { sizeOf } from '@assent/autodiff'
import {
  type AdaptedModel,
  checkOptions,
  type FloatArray,
  fail,
  type Model,
  type Preparation,
  type Problem,
  type Trained,
  trainedPart,
} from '@assent/core'
import { adaptedPorts, checkAdapted, checkTheta, checkWhole, predictProgram, splitParameters } from '@assent/core/tools'
import { aboutItself, checkMetadata, describePort } from './about.js'
import { aroundModel } from './around.js'
import { encodeModel } from './protobuf.js'
import { type Known, translate } from './translate.js'

/** What the file takes at once, in which units, and what it says of itself. */
export interface OnnxOptions {
  /** Inputs that are taken at once, always as many: the program has fixed shapes. @defaultValue 1 */
  readonly batch?: number
  /** How inputs and targets were prepared, which becomes part of the file. @defaultValue as the problem's tasks say */
  readonly preparation?: Preparation
  /** The classes in the order of the outputs, for the file's metadata. @defaultValue those of the preparation */
  readonly labels?: readonly string[] | undefined
  /** More for the file's metadata, such as where it is from. Names that begin with `assent.` are taken. */
  readonly metadata?: { readonly [name: string]: string }
}

/**
 * The bytes of an ONNX file that predicts as θ does, before any inner step. Takes `x`, `[batch, …inputShape]`, in the user's own
 * units. Gives `probabilities` and `logits` for models trained with `crossEntropy`, `values` in the user's units for those with
 * `squaredError` or `huber`, and the model's plain `outputs` for all others. All is float32.
 *
 * @param theta all meta-parameters, flat
 * @throws AssentError when θ is another model's or not finite, when nothing can be said without a task's examples (a `task` norm, a
 *   learner that builds heads), when predictions depend on company and `batch` is not 1, or when the numbers take 2 GB
 *
 * @example
 * ```ts
 * import { initialState, innerSgd, maml, mlp, reference } from 'assent'
 * import { writeOnnx } from '@assent/onnx'
 * import { sinusoid } from '@assent/tasks-sinusoid'
 *
 * const problem = {
 *   tasks: sinusoid(),
 *   model: mlp({ sizes: [1, 40, 1] }),
 *   learner: maml({ inner: innerSgd({ rate: 0.01 }), innerSteps: 1 }),
 *   backend: reference(),
 * }
 * const bytes = writeOnnx(problem, theta) // for writeFileSync('model.onnx', bytes)
 * ```
 */
export function writeOnnx(problem: Problem | Trained, theta: FloatArray, options: OnnxOptions = {}): Uint8Array {
  const { model, learner } = problem
  checkTheta('onnx', trainedPart(problem), theta)
  const remedy = 'adapt to a task, and write the adapted model'
  if (model.statistics) {
    const names = model.statistics.map(({ name }) => name)
    fail('onnx', 'a model that predicts without support examples', `one that takes ${names.join(', ')} from them`, remedy)
  }
  if (learner.adaptation.buildsHead) {
    fail('onnx', 'a θ that has a head', `the learner ${learner.name}, which builds one from support examples`, remedy)
  }
  const ports = adaptedPorts(model).map(([port]) => port)
  const values = Object.fromEntries(splitParameters(model, theta).map((own, place) => [ports[place], own]))
  return write(problem, values, 'initialization', options)
}

/**
 * The bytes of an ONNX file that predicts as an adapted model does: its parameters after the last inner step, and the values that a
 * `task` norm took from the support examples. Inputs and outputs are as {@link writeOnnx} has them.
 *
 * @throws AssentError when the values are another model's or not finite; otherwise as {@link writeOnnx}
 *
 * @example
 * ```ts
 * import { adapt } from 'assent'
 * import { writeAdaptedOnnx } from '@assent/onnx'
 *
 * const adapted = await adapt(problem, theta, support, 5)
 * const bytes = writeAdaptedOnnx(problem, adapted, { labels: ['tap', 'swipe'] })
 * ```
 */
export function writeAdaptedOnnx(
  problem: Problem | Trained,
  adapted: Pick<AdaptedModel, 'values'>,
  options: OnnxOptions = {},
): Uint8Array {
  checkAdapted('onnx', problem.model, adapted.values)
  return write(problem, adapted.values, 'task', options)
}

function write(
  problem: Problem | Trained,
  values: AdaptedModel['values'],
  learned: 'initialization' | 'task',
  options: OnnxOptions,
): Uint8Array {
  checkOptions('onnx', options, ['batch', 'preparation', 'labels', 'metadata'])
  const { batch = 1, metadata = {} } = options
  const preparation = options.preparation ?? ('tasks' in problem ? problem.tasks.preparation : undefined) ?? {}
  const trained = trainedPart(problem)
  const { model, loss } = trained
  const labels = options.labels ?? preparation.labels
  checkBatch(batch, model)
  checkLabels(labels, model)
  checkMetadata(metadata)
  const program = predictProgram(problem, batch, aroundModel(loss, preparation))
  const graph = translate(program, inFloat32(values), (port) => describePort(port, preparation, labels))
  return encodeModel({ graph, metadata: { ...aboutItself(trained, learned, preparation, labels), ...metadata } })
}

/** One by one is what an app sees; in company, a prediction would depend on what else is asked, or on what fills up a batch. */
function checkBatch(batch: number, { name, transductive }: Model): void {
  checkWhole('onnx', 'batch', batch, 1)
  if (transductive && batch > 1) {
    const remedy = 'leave batch at 1, or train with a norm that sees one example'
    fail('onnx.batch', `1 for ${name}, whose predictions depend on each other`, `${batch}`, remedy)
  }
}

function checkLabels(labels: readonly string[] | undefined, { outputShape }: Model): void {
  const classes = sizeOf(outputShape)
  if (labels && labels.length !== classes)
    fail('onnx.labels', `${classes} labels, one for each output`, `${labels.length}`, 'name each class')
}

/** @throws AssentError when one is beyond the range of float32 */
function inFloat32(values: AdaptedModel['values']): Known {
  const rounded = Object.entries(values).map(([port, own]) => [port, Float32Array.from(own)] as const)
  const bad = rounded.find(([, own]) => !own.every(Number.isFinite))
  if (bad) fail('onnx', `values of ${bad[0]} in the range of float32`, 'larger ones', 'train and adapt in float32')
  return new Map(rounded)
}
