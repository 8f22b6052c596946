// A task as recorded tensors: what an adaptation may ask of the model and the loss.

import { fail, type Shape, type Tensor } from '@assent/autodiff'
import type { AdaptingTask } from './adaptation.js'
import type { Model } from './model.js'
import type { Trained } from './problem.js'

/** A random mask for dropout, of 0 and 1/keep. */
export type DrawMask = (shape: Shape, keep: number) => Tensor

/** Recorded tensors by the names of a program's ports. */
export type NamedTensors = { readonly [port: string]: Tensor }

/** The tensor of a port; a program that lacks it was not recorded as it is read. */
export function named(tensors: NamedTensors, port: string): Tensor {
  return tensors[port] ?? fail('program', `an input ${port}`, 'none', 'record the same masks and parameters each time')
}

/** `meta` holds the model's parameters, then the learner's own meta-parameters, which `learnedNames` names. */
export function recordTask(
  { model, loss }: Pick<Trained, 'model' | 'loss'>,
  meta: readonly Tensor[],
  learnedNames: readonly string[],
  mask?: DrawMask,
): AdaptingTask {
  const count = model.parameters.length
  const passFor = (parameters: readonly Tensor[], x: Tensor, support: Tensor) => ({
    ...(model.observe && support !== x && { statistics: model.observe(parameters, support) }),
    ...(mask && { mask }),
  })
  const predict: AdaptingTask['predict'] = (parameters, x, support = x) =>
    model.apply(parameters, x, passFor(parameters, x, support))
  return {
    theta: meta.slice(0, count),
    names: model.parameters.map(({ name }) => name),
    head: model.head,
    learned: Object.fromEntries(meta.slice(count).map((tensor, place) => [learnedNames[place] ?? '', tensor])),
    predict,
    features: (parameters, x, support = x) =>
      (model.features ?? withoutFeatures(model))(parameters, x, passFor(parameters, x, support)),
    loss: (parameters, { x, y }, support) => loss.compute(predict(parameters, x, support), y),
  }
}

function withoutFeatures({ name }: Model): never {
  return fail(`model ${name}`, 'features that a head sees', 'none', 'give the model features(), or use another learner')
}
