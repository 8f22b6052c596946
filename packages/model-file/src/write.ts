// Writing a model file.

import { checkOptions, type Evaluation, type FloatArray, fail, type Problem } from '@assent/core'
import { checkProblem, checkTheta, describeProblem, sealFile } from '@assent/core/tools'
import type { Earned, ModelNote } from './note.js'
import { predictable } from './prediction.js'
import { type FilePrecision, toTensors } from './tensors.js'

export const FORMAT = 'assent-model-1'

/** What is written beside θ, and how exactly. */
export interface ModelFileOptions {
  /** Inner steps for a new task. @defaultValue those of the evaluation, or of the learner in training */
  readonly innerSteps?: number
  /** @defaultValue 'float32' */
  readonly precision?: FilePrecision
  /** What it earned on tasks that it was not trained on. */
  readonly evaluation?: Evaluation
}

const precisions: readonly FilePrecision[] = ['float32', 'float16', 'int8']

/**
 * The bytes of a safetensors file with θ, and all that is needed to adapt it elsewhere: model, learner, loss, how examples are
 * prepared, labels, and what it earned. The optimizer's state stays behind.
 *
 * @param theta all meta-parameters, flat
 * @throws AssentError when θ is another model's or not finite, or when the loss is one whose predictions have no plain reading
 */
export function writeModelFile(problem: Problem, theta: FloatArray, options: ModelFileOptions = {}): Uint8Array {
  checkOptions('writeModelFile', options, ['innerSteps', 'precision', 'evaluation'])
  const { precision = 'float32', evaluation } = options
  if (!precisions.includes(precision)) fail('writeModelFile.precision', precisions.join(', '), `'${precision}'`, 'choose one')
  checkProblem(problem)
  checkTheta('writeModelFile', problem, theta)
  const { tasks, learner } = problem
  const { model, adaptation, loss, learner: described } = describeProblem(problem) as unknown as ModelNote
  predictable('writeModelFile', loss.name)
  const judged = evaluation && evaluation.steps.length - 1
  const note: ModelNote = {
    ...{ model, learner: described, adaptation, loss },
    kind: tasks.kind,
    inputShape: tasks.inputShape,
    innerSteps: options.innerSteps ?? judged ?? learner.innerSteps,
    preparation: tasks.preparation ?? {},
    earned: evaluation ? earnedIn(evaluation) : null,
  }
  return sealFile('model file', FORMAT, { note: JSON.stringify(note) }, toTensors(problem, theta, precision))
}

/** What an app sees: each query by itself, where that makes a difference. */
function earnedIn({ metric, split, episodes, steps, oneByOne }: Evaluation): Earned {
  const score = oneByOne?.score ?? steps.at(-1)?.score
  if (!score || !Number.isFinite(score.mean))
    return fail('writeModelFile', 'an evaluation with a finite score', 'none', 'leave it out')
  const { mean, interval } = score
  return { metric, split, episodes, innerSteps: steps.length - 1, mean, interval: Number.isFinite(interval) ? interval : 0 }
}
