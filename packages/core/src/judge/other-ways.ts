// Tasks with another number of classes than in training, for learners that need no learned head.

import { type FloatArray, fail, sameShape, showShape, sizeOf } from '@assent/autodiff'
import { type Learner, metaParameters } from '../contracts/learner.js'
import { createArray, type Model, parameterCount, splitParameters } from '../contracts/model.js'
import { checkTheta } from '../contracts/problem.js'

/**
 * θ for a model with another number of outputs than the trained one has, and all else the same. What is learned goes over by
 * name; the head is left at 0, as `learner` builds that of every task from its support examples.
 *
 * ```ts
 * // Trained with 5 classes to a task, used with 20.
 * const theta20 = thetaForWays({ model: convNet({ input, classes: 5 }), learner }, theta, convNet({ input, classes: 20 }))
 * const model = openModel({ model: convNet({ input, classes: 20 }), learner, loss, backend }, theta20)
 * ```
 *
 * @param theta all meta-parameters of the trained model with `learner`, flat
 * @throws AssentError when the learner does not build heads, or when the models differ in more than theirs
 */
export function thetaForWays(
  trained: { readonly model: Model; readonly learner: Learner },
  theta: FloatArray,
  model: Model,
): FloatArray {
  const { learner } = trained
  const where = `model ${model.name} for other ways`
  if (!learner.adaptation.buildsHead || model.head === undefined) {
    fail(
      where,
      'a learner that builds heads from support examples',
      learner.name,
      'use as many classes as in training, or protoMaml',
    )
  }
  checkTheta('trained', trained, theta)
  const meta = metaParameters(trained)
  const views = splitParameters({ parameters: meta }, theta)
  const learned = new Map(meta.map(({ name, shape }, place) => [name, { shape, values: views[place] }]))
  const wanted = metaParameters({ model, learner })
  const other = createArray(theta instanceof Float32Array ? 'float32' : 'float64', parameterCount({ parameters: wanted }))
  const heads = [model.head?.weight, model.head?.bias]
  let offset = 0
  for (const { name, shape } of wanted) {
    const known = learned.get(name)
    if (!heads.includes(name)) {
      if (!known?.values || !sameShape(known.shape, shape)) {
        const found = known ? showShape(known.shape) : 'none'
        return fail(where, `${name} of shape ${showShape(shape)}, as trained`, found, 'change nothing but the number of classes')
      }
      other.set(known.values, offset)
    }
    offset += sizeOf(shape)
  }
  return other
}
